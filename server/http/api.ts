import { accountApi } from './account-api.ts'
import { auditApi } from './audit-api.ts'
import { companiesApi } from './companies-api.ts'
import { entranceApi } from './entrance-api.ts'
import { peopleApi } from './people-api.ts'
import { rightsApi } from './rights-api.ts'
import { providerApi } from './provider-api.ts'
import { tokenApi } from './token-api.ts'
import { workspaceApi } from './workspace-api.ts'

type Given = Parameters<typeof entranceApi>[0] &
  Parameters<typeof accountApi>[0] &
  Parameters<typeof auditApi>[0] &
  Parameters<typeof companiesApi>[0] &
  Parameters<typeof peopleApi>[0] &
  Parameters<typeof rightsApi>[0] &
  Parameters<typeof providerApi>[0] &
  Parameters<typeof tokenApi>[0] &
  Parameters<typeof workspaceApi>[0]
export type Api = ReturnType<typeof createApi>

/** What routes call: one function for each endpoint, from a request to its answer. */
export const createApi = (given: Given) => ({
  ...entranceApi(given),
  ...accountApi(given),
  ...auditApi(given),
  ...companiesApi(given),
  ...peopleApi(given),
  ...rightsApi(given),
  ...providerApi(given),
  ...tokenApi(given),
  ...workspaceApi(given),
})

import type { Companies } from '../auth/companies.ts'
import type { Sync } from '../sync/sync.ts'
import type { Who } from '../sync/who.ts'
import { bodyOf, isProblem, json } from './answer.ts'
import { closeSockets, entered, known, present } from './answering.ts'

/** The companies that an account is in: its session goes from one to another, and its lines in the former one are closed. */
export const companiesApi = ({ companies, sync }: { companies: Companies; sync: Sync }) => ({
  companies: (request: Request, who: Who | null) => present(request, who, async who => json(await companies.of(who))),

  enterCompany: (request: Request, who: Who | null, workspace: string) =>
    present(request, who, async who => {
      const there = await companies.enter(who, workspace)
      if (isProblem(there)) return there
      closeSockets(sync, [who.session])
      return entered(there.token)
    }),

  beginCompany: (request: Request, who: Who | null) =>
    known(request, who, async who => {
      const there = await companies.begin(who, await bodyOf(request))
      if (isProblem(there)) return there
      closeSockets(sync, [who.session])
      return entered(there.token)
    }),
})

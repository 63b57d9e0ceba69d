import { model } from '#kernel/schema/model.ts'
import { document } from './documents/document.ts'
import { sheet } from './documents/sheet.ts'
import { conflict, invitation, membership, space } from './people/membership.ts'
import { person, service } from './people/person.ts'
import { check } from './projects/check.ts'
import { dependency } from './projects/dependency.ts'
import { phase } from './projects/phase.ts'
import { project } from './projects/project.ts'
import { task } from './projects/task.ts'

/** The only list of what the business knows. */
export const business = model({
  project,
  phase,
  task,
  dependency,
  check,
  document,
  sheet,
  person,
  service,
  space,
  membership,
  invitation,
  conflict,
})

import { model } from '#kernel/schema/model.ts'
import { document } from './documents/document.ts'
import { sheet } from './documents/sheet.ts'
import { conflict, groupMembership, invitation, invitationEnd, membership, space } from './people/membership.ts'
import { person } from './people/person.ts'
import { role } from './people/role.ts'
import { service } from './people/service.ts'
import { protection } from './people/protection.ts'
import { ownership, standing } from './people/standing.ts'
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
  role,
  standing,
  ownership,
  protection,
  space,
  membership,
  groupMembership,
  invitation,
  invitationEnd,
  conflict,
})

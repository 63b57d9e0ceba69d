import type { Command } from '#kernel/command/command.ts'
import { generateSheet } from './documents/generate-sheet.ts'
import { editRole } from './people/edit-role.ts'
import { endService, nameService, placeInService } from './people/edit-service.ts'
import { erasePerson } from './people/erase-person.ts'
import { giveRoles } from './people/give-roles.ts'
import { introduce } from './people/introduce.ts'
import { inviteColleague } from './people/invite-colleague.ts'
import { invite } from './people/invite.ts'
import { handOver } from './people/ownership.ts'
import { leaveCompany, removePerson } from './people/remove-person.ts'
import { portray } from './people/portray.ts'
import { requireSecondFactor } from './people/require-second-factor.ts'
import { share, shareWithService } from './people/share.ts'
import { withdrawInvitation } from './people/withdraw-invitation.ts'
import { reinstatePerson, suspendPerson } from './people/suspend.ts'
import { createSpace } from './projects/create-project.ts'
import { importPlan } from './projects/import/import-plan.ts'
import { moveRecords } from './projects/move-records.ts'

// Each command types its own input and checks it in `parse`; by name only, the input is whatever came.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type AnyCommand = Command<any>

const projects = [createSpace, importPlan, generateSheet, moveRecords]
const sharing = [introduce, portray, invite, share, shareWithService, withdrawInvitation]
const people = [inviteColleague, giveRoles, suspendPerson, reinstatePerson, removePerson, erasePerson, leaveCompany, handOver]
const company = [editRole, nameService, endService, placeInService, requireSecondFactor]

/** Every decision that a person may ask for. */
export const commands: Readonly<Record<string, AnyCommand>> = Object.fromEntries(
  ([...projects, ...sharing, ...people, ...company] satisfies AnyCommand[]).map(command => [command.name, command])
)

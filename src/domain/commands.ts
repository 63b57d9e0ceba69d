import type { Command } from '#kernel/command/command.ts'
import { generateSheet } from './documents/generate-sheet.ts'
import { introduce } from './people/introduce.ts'
import { invite } from './people/invite.ts'
import { share } from './people/share.ts'
import { createSpace } from './projects/create-project.ts'
import { importPlan } from './projects/import/import-plan.ts'
import { moveRecords } from './projects/move-records.ts'

// Each command types its own input and checks it in `parse`; by name only, the input is whatever came.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type AnyCommand = Command<any>

/** Every decision that a person may ask for. */
export const commands: Readonly<Record<string, AnyCommand>> = Object.fromEntries(
  ([createSpace, introduce, invite, share, importPlan, generateSheet, moveRecords] satisfies AnyCommand[]).map(command => [
    command.name,
    command,
  ])
)

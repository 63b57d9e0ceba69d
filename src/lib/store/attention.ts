import { randomId } from '#kernel/base/id.ts'
import { persevere, type JournalLine, type Refusal } from './database.ts'
import type { Conflict } from '#domain/people/membership.ts'
import { forget, putBack } from './asides.ts'
import type { Core } from './core.ts'
import type { Editing } from './editing.ts'

/** Something that only its author can decide. */
export type Attention =
  | { kind: 'refused'; key: string; command: string; input: unknown; refusal: Refusal; at: number }
  | {
      kind: 'aside'
      key: string
      document: string
      space: string
      reason: Refusal
      at: number
      lines: readonly JournalLine[]
      text?: string
      /** Its content is here, and can be written again. */
      again: boolean
    }
  | {
      kind: 'conflict'
      key: string
      entity: string
      record: string
      field: string
      lost: string | null
      kept: string | null
      winner: string
      at: number
    }

export function attention({ outbox, asides, rows, dismissed, person }: Core): Attention[] {
  const refused = outbox.refused.map(({ seq, name, input, refusal, at }): Attention => ({
    kind: 'refused',
    key: `command:${seq}`,
    command: name,
    input,
    refusal: refusal as Refusal,
    at,
  }))
  const aside = asides.map(({ seq, document, space, reason, at, lines, text, updates }): Attention => {
    const again = updates.length > 0 || (lines.length > 0 && lines.every(({ key }) => key))
    return { kind: 'aside', key: `aside:${seq}`, document, space, reason, at, lines, again, ...(text !== undefined && { text }) }
  })
  const conflicts = rows.list('conflict', undefined).flatMap((row): Attention[] => {
    const { id, entity, record, field, lost, kept, winner, loser, at } = row as unknown as Conflict
    return loser !== person.id || dismissed.has(id)
      ? []
      : [{ kind: 'conflict', key: `conflict:${id}`, entity, record, field, lost, kept, winner, at }]
  })
  return [...refused, ...aside, ...conflicts].sort((a, b) => b.at - a.at)
}

/** Tries again: the command as a new one, the edits as new edits. Nothing to try for a conflict: write the value again. */
export async function retry(core: Core, editing: Editing, item: Attention): Promise<void> {
  if (item.kind === 'refused') {
    await core.outbox.put(randomId(), item.command, item.input, core.log.last)
    await core.outbox.discard(numberOf(item))
    core.say({ is: 'outbox' })
    core.sync.kick()
  }
  if (item.kind === 'aside') {
    const aside = core.asides.find(({ seq }) => seq === numberOf(item))
    if (aside?.updates.length) await putBack(core, aside)
    else if (aside?.lines.length && (await editing.again(aside.lines))) await forget(core, numberOf(item))
    core.say({ is: 'attention' })
  }
}

/** Its author has seen it and lets it go. */
export async function discard(core: Core, item: Attention): Promise<void> {
  if (item.kind === 'refused') {
    await core.outbox.discard(numberOf(item))
    // A space that was never accepted goes with the command that asked for it.
    if (item.command === 'createSpace') await core.forgetDraft((item.input as { id: string }).id)
    core.say({ is: 'outbox' })
  }
  if (item.kind === 'aside') await forget(core, numberOf(item))
  if (item.kind === 'conflict') {
    const dismissed = [...core.dismissed, item.key.slice('conflict:'.length)]
    await persevere(core.database, () => core.database.meta.put({ key: 'dismissed', value: dismissed }))
    await core.recall()
  }
  core.say({ is: 'attention' })
}
const numberOf = ({ key }: Attention) => Number(key.split(':')[1])

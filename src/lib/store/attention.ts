import type { Conflict } from '#domain/people/membership.ts'
import type { Me } from './core.ts'
import type { Aside, JournalLine, OutboxEntry, Refusal } from './database.ts'
import type { Rows } from './rows.ts'

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

/** What came back from the server, and what this person has already let go. */
type Returned = { outbox: { refused: readonly OutboxEntry[] }; asides: readonly Aside[]; dismissed: ReadonlySet<string> }

export function attention({ outbox, asides, dismissed }: Returned, rows: Rows, person: Me): Attention[] {
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

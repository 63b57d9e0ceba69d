import type { Pool } from 'pg'
import type { Clock } from '#kernel/base/clock.ts'
import { dayIn } from '#kernel/base/day.ts'
import { isId } from '#kernel/base/id.ts'
import { atLeast, isRefusal, type Command, type Env, type Reader, type Refusal } from '#kernel/command/command.ts'
import { readPlace } from '#domain/people/place.ts'
import { seenHash } from '#kernel/command/seen.ts'
import type { Node } from '#kernel/schema/expression.ts'
import { declarationOf, type Model } from '#kernel/schema/model.ts'
import type { Access } from '../auth/access.ts'
import type { Invitations } from '../auth/invitations.ts'
import { notAllowed } from '../auth/permissions.ts'
import { outside, thrownProblem } from '../auth/seats.ts'
import { isProblem, problem, problems, type Problem } from '../http/answer.ts'
import type { Connection } from '../postgres/connection.ts'
import { ask } from '../postgres/query-sql.ts'
import type { StoredFact } from '../projector/facts.ts'
import type { Projector } from '../projector/projector.ts'
import type { Turns } from '../projector/turns.ts'
import type { Who } from '../sync/who.ts'
import type { Book } from './book.ts'

/** `link` is the secret of an invitation: told to who asked, never kept. */
export type Answered = { facts: readonly StoredFact[]; link?: string } | Problem
type Asked = { id?: unknown; input?: unknown; seen?: unknown }
// By name only, the input is whatever came; each command checks it.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Commands = Readonly<Record<string, Command<any>>>
type Given = {
  pool: Pool
  db: Connection['db']
  model: Model
  commands: Commands
  clock: Clock
  access: Access
  projector: Projector
  turns: Turns
  book: Book
  invitations: Invitations
}

/** Takes decisions: one of a workspace at a time, on rows that hold all that was appended before, each once. */
export class Decisions {
  private readonly given: Given
  constructor(given: Given) {
    this.given = given
  }

  async take(who: Who, name: string, { id, input, seen }: Asked): Promise<Answered> {
    const command = Object.hasOwn(this.given.commands, name) ? this.given.commands[name] : undefined
    if (!command) return problem(404, 'unknownCommand', `« ${name} » n’est pas une action connue.`, `“${name}” is not a known action.`)
    if (!isId(id))
      return problem(
        422,
        'malformed',
        'Cette action n’a pas d’identifiant valable : recommencez.',
        'This action has no valid id: try again.'
      )
    return this.given.turns.take(who.workspace, async () => {
      const before = await this.answered(who, name, id)
      if (before) return this.withLink(before)
      await this.given.projector.catchUp(who.workspace)
      const place = await readPlace(this.reader(who.workspace), who.workspace, who.person)
      // Put out while it waited for its turn. Not kept: they may come back, and it is asked again.
      if (place.state !== 'active') return outside[place.state]
      const parsed: unknown = command.parse(input)
      const refused = isRefusal(parsed)
        ? refusedBy(parsed, 422)
        : (notAllowed(place, command.may) ?? (await this.forbidden(who, command, parsed)) ?? (await this.changed(who, seen)))
      if (refused) return this.keep(who, name, id, refused)
      const decision = await command.decide(parsed, this.reader(who.workspace, who.person), await this.env(who, id))
      if (isRefusal(decision)) return this.keep(who, name, id, refusedBy(decision, 409))
      const written = this.given.book.write(who.workspace, who.person, decision, async (client, facts) => {
        await this.given.invitations.make(client, who.workspace, facts)
        await client.query(insertAnswer, [who.workspace, id, name, who.person, true, JSON.stringify({ facts }), this.given.clock.now()])
      })
      const facts = await written.catch(thrownProblem)
      return isProblem(facts) ? this.keep(who, name, id, facts) : this.withLink({ facts })
    })
  }

  private withLink(answer: Answered): Answered {
    const invited = 'facts' in answer ? answer.facts.find(fact => fact.kind === 'invitation') : undefined
    return invited ? ({ ...answer, link: `/invitation/${this.given.invitations.token(invited.id)}` } as Answered) : answer
  }

  /** The rows as decisions read them, for the person who asks, if one does. A fact shown in two spaces is one. */
  reader(workspace: string, person: string | null = null): Reader {
    const { db, model } = this.given
    const rows: Reader['rows'] = async (entity, where) => {
      if (!declarationOf(model, entity)) return []
      const tests = Object.entries(where).map(([name, value]): Node => ({
        op: 'is',
        left: { op: 'field', name },
        right: { op: 'value', value },
      }))
      return ask(db, model, { from: entity, hidden: true, where: { op: 'all', of: tests } }, { workspace, today: '' })
    }
    const row: Reader['row'] = async (entity, id) => {
      const found = await rows(entity, { id })
      return found.find(one => !isTaken(one['problem'])) ?? found[0] ?? null
    }
    const role: Reader['role'] = async space => (person === null ? null : this.given.access.role(workspace, person, space))
    return { row, rows, role }
  }

  async env({ workspace, person }: Pick<Who, 'workspace' | 'person'>, id: string): Promise<Env> {
    const now = this.given.clock.now()
    const { rows } = await this.given.pool.query<{ time_zone: string }>('select time_zone from workspace where id = $1', [workspace])
    return { workspace, person, now, today: dayIn(rows[0]?.time_zone ?? 'UTC', now), id }
  }

  /** The same id gives the same answer, to the same person about the same thing. */
  private async answered({ workspace, person }: Who, name: string, id: string): Promise<Answered | null> {
    const { rows } = await this.given.pool.query<{ name: string; person: string; answer: Answered }>(
      'select name, person, answer from command where workspace = $1 and id = $2',
      [workspace, id]
    )
    const [row] = rows
    if (!row) return null
    if (row.name === name && row.person === person) return row.answer
    return problem(
      409,
      'idTaken',
      'Cette action porte l’identifiant d’une autre : recommencez.',
      'This action bears the id of another: try again.'
    )
  }

  private async keep({ workspace, person }: Who, name: string, id: string, refused: Problem): Promise<Problem> {
    await this.given.pool.query(insertAnswer, [workspace, id, name, person, false, JSON.stringify(refused), this.given.clock.now()])
    return refused
  }

  private async forbidden(who: Who, command: Commands[string], input: unknown): Promise<Problem | null> {
    const where = command?.in(input)
    if (!where) return null
    const role = await this.given.access.role(who.workspace, who.person, where.space)
    return atLeast(role, where.role) ? null : problems.forbidden
  }

  /** What the person had before their eyes is no longer so: they look again before they decide. */
  private async changed({ workspace }: Who, seen: unknown): Promise<Problem | null> {
    if (seen === undefined || seen === null) return null
    const { of, fields, hash } = seen as { of?: unknown; fields?: unknown; hash?: unknown }
    const { row } = this.reader(workspace)
    const rows = Array.isArray(of) ? await Promise.all(of.map(([entity, id]: [string, string]) => row(String(entity), String(id)))) : []
    const now = Array.isArray(fields)
      ? seenHash(
          rows.map(found => found ?? {}),
          fields.map(String)
        )
      : ''
    return now === hash ? null : changedSince
  }
}

const insertAnswer = 'insert into command (workspace, id, name, person, accepted, answer, at) values ($1, $2, $3, $4, $5, $6, $7)'
const changedSince = problem(
  409,
  'changed',
  'Ces informations ont changé entre-temps : relisez-les, puis décidez.',
  'This has changed meanwhile: read it again, then decide.'
)
const refusedBy = ({ refused, label, field }: Refusal, status: number): Problem => ({
  status,
  code: refused,
  label,
  ...(field ? { field } : {}),
})
const isTaken = (found: unknown) =>
  Array.isArray(found) && found.some((one: { code: string; field?: string }) => one.code === 'taken' && one.field === 'id')

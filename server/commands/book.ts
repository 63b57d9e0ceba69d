import type { Pool, PoolClient } from 'pg'
import * as Y from 'yjs'
import type { Clock } from '#kernel/base/clock.ts'
import type { Decision, TextDraft } from '#kernel/command/command.ts'
import { writeBlocks } from '#kernel/space/blocks.ts'
import { planName, textName } from '#kernel/space/name.ts'
import type { Model } from '#kernel/schema/model.ts'
import type { Access } from '../auth/access.ts'
import { concernedBy, followServices } from '../auth/groups.ts'
import { markSeats } from '../auth/seats.ts'
import { introducePeople, toldBefore } from '../feed/audience.ts'
import type { Files } from '../files/files.ts'
import { replacedPortraits } from '../files/replaced.ts'
import type { Queue } from '../jobs/jobs.ts'
import { transaction } from '../postgres/transaction.ts'
import { recordFacts, type StoredFact } from '../projector/facts.ts'
import type { Projector } from '../projector/projector.ts'
import { clearPeople, type Cleared } from '../rights/clearing.ts'
import type { Documents } from '../sync/documents.ts'
import { inspect, speakers } from '../sync/inspect.ts'
import { killPoint } from '../sync/kill-point.ts'
import { appendText, appendValues, type Entry, type Moved } from '../sync/log.ts'
import type { Sync } from '../sync/sync.ts'
import { changePlan } from './change-plan.ts'
import { lockDocuments, takeAlong, type Along } from './removals.ts'

export type BookGiven = {
  pool: Pool
  model: Model
  clock: Clock
  documents: Documents
  projector: Projector
  access: Access
  jobs: Queue
  files: Files
  sync(): Sync
  /** Somebody was erased, and that is committed. */
  erased?(): Promise<void>
}
type Shown = { name: string; update: Uint8Array }
type Made = Shown & { document: number }
type Roles = ReadonlyMap<string, string>
/** Written in the same transaction, after the facts: the answer to a command, an account, a session. */
export type Also = (client: PoolClient, facts: readonly StoredFact[]) => Promise<void>

/** Where decisions are written: facts, edits and jobs in one transaction, then shown to everyone. Used in the workspace's turn. */
export class Book {
  private readonly given: BookGiven
  constructor(given: BookGiven) {
    this.given = given
  }

  async write(
    workspace: string,
    by: string,
    decision: Decision,
    also: Also = async () => {},
    first: Also = async () => {}
  ): Promise<readonly StoredFact[]> {
    const { pool, model, clock, projector, access, jobs } = this.given
    const at = clock.now()
    const { moves = [] } = decision
    let along: Along = { names: [], facts: [] }
    const shown: Shown[] = []
    const before = await this.roles(workspace, await concernedBy(pool, workspace, decision.facts ?? []))
    let facts: readonly StoredFact[] = []
    let position = 0
    let out: ReadonlySet<string> = new Set()
    let cleared: Cleared = { people: [], portraits: [] }
    for (const { bytes, type } of decision.files ?? []) await this.given.files.put(workspace, bytes, type)
    try {
      killPoint('command:before')
      await transaction(pool, async client => {
        await first(client, [])
        await this.makePlans(client, workspace, decision)
        for (const job of decision.jobs ?? []) await jobs.add(client, workspace, job)
        if (moves.length) await lockDocuments(client, model, workspace, moves)
        shown.push(
          ...(await this.append(client, by, at, [
            ...(await this.plans(client, workspace, decision, at)),
            ...(await this.texts(client, workspace, decision.texts ?? [])),
          ]))
        )
        along = await takeAlong(client, model, workspace, moves)
        const told = await toldBefore(client, model, workspace, decision.facts ?? [])
        cleared = await clearPeople(client, workspace, told, at)
        facts = await recordFacts(client, workspace, told, by, at)
        await followServices(client, workspace, facts)
        out = await markSeats(client, workspace, facts)
        const introduced = await introducePeople(client, workspace, facts)
        await projector.show(client, workspace, [...along.facts, ...facts, ...introduced])
        await also(client, facts)
        const { rows } = await client.query<{ position: number }>('select position from feed where workspace = $1', [workspace])
        position = rows[0]?.position ?? 0
      })
      killPoint('command:after')
    } catch (fault) {
      projector.forget(workspace)
      throw fault
    }
    access.forget(workspace)
    const losing = changed(before, await this.roles(workspace, before.keys()))
    if (out.size) this.given.sync().close(who => who.workspace === workspace && out.has(who.person), 4401, 'signed out')
    // They come back at once and are asked again what they may.
    if (losing.size) this.given.sync().close(who => who.workspace === workspace && losing.has(who.person), 1012, 'access changed')
    jobs.wake()
    this.rehouse(workspace, along.names)
    for (const { name, update } of shown) await this.given.sync().show(name, doc => Y.applyUpdate(doc, update))
    const reached = shown.length ? await projector.catchUp(workspace) : null
    this.given.sync().hints.now(workspace, Math.max(position, reached ?? 0))
    if (cleared.people.length) await this.given.erased?.()
    for (const hash of [...cleared.portraits, ...(await replacedPortraits(pool, workspace, facts))])
      await this.given.files.forget(workspace, hash)
    return facts
  }

  /** Texts that changed space: whoever has one open is asked again, and the rows find their words there. */
  private rehouse(workspace: string, names: readonly string[]) {
    if (names.length) this.given.projector.forget(workspace)
    for (const name of names) {
      this.given.documents.forget(name)
      this.given.sync().hocuspocus.closeConnections(name)
    }
  }

  /** What these people may do, space by space. */
  private async roles(workspace: string, people: Iterable<string>): Promise<Map<string, Roles>> {
    const roles = new Map<string, Roles>()
    for (const person of people) roles.set(person, await this.given.access.roles(workspace, person))
    return roles
  }

  /** A space that begins has its plan from the start. */
  private async makePlans(client: PoolClient, workspace: string, { facts = [], edits = [], moves = [] }: Decision) {
    const begun = facts.filter(fact => fact.kind === 'space' && fact.body['kind'] !== 'workspace').map(fact => String(fact.body['of']))
    for (const space of new Set([...begun, ...edits.map(edit => edit.space), ...moves.map(move => move.to)]))
      await this.given.documents.open(planName(workspace, space), space, client)
  }

  /** What the edits and moves change, written on copies of the plans. */
  private async plans(client: PoolClient, workspace: string, { edits = [], moves = [] }: Decision, at: number): Promise<Made[]> {
    const made: Made[] = []
    for (const space of new Set([...edits.map(edit => edit.space), ...moves.flatMap(({ from, to }) => [from, to])])) {
      const name = planName(workspace, space)
      const { id: document } = await this.given.documents.open(name, space, client)
      const held = await this.given.projector.space(workspace, space)
      const projected = await this.projected(client, document)
      const { doc } = await held.shadow({ id: document, name, space, sort: 'plan', sequence: 0, projected })
      const mine = {
        edits: edits.filter(edit => edit.space === space),
        moves: moves.filter(({ from, to }) => from === space || to === space),
      }
      made.push({ name, document, update: changePlan(this.given.model, doc, space, at, mine) })
    }
    return made
  }

  /** First words of texts; one that somebody has begun stays as it is. */
  private async texts(client: PoolClient, workspace: string, texts: readonly TextDraft[]): Promise<Made[]> {
    const made: Made[] = []
    for (const { space, entity, id, field, blocks } of texts) {
      const name = textName(workspace, entity, id, field)
      const { id: document } = await this.given.documents.open(name, space, client)
      const { rowCount } = await client.query('select from document where id = $1 and sequence > 0', [document])
      if (rowCount) continue
      const doc = new Y.Doc()
      writeBlocks(doc, blocks)
      made.push({ name, document, update: Y.encodeStateAsUpdate(doc) })
    }
    return made
  }

  /** Appended to their logs all at once: documents are locked before the feed, as every writer does. */
  private async append(client: PoolClient, by: string, at: number, made: readonly Made[]): Promise<Shown[]> {
    const entries: (Entry & { name: string })[] = []
    for (const one of made) {
      const said = inspect(one.update, true)
      if (said.structs.length) entries.push({ ...one, person: by, clients: speakers(said), deviceAt: null })
    }
    if (!entries.length) return []
    const { rows } = await client.query<Moved>(appendText, appendValues(entries, at))
    if (rows.length !== entries.length) throw new Error('a document was not found')
    return entries
  }
  private async projected(client: PoolClient, document: number): Promise<number> {
    const { rows } = await client.query<{ sequence: number }>('select sequence from projection where document = $1', [document])
    return rows[0]?.sequence ?? 0
  }
}

/** Those who have another role now where they had one: their open documents know the former. */
const changed = (before: ReadonlyMap<string, Roles>, after: ReadonlyMap<string, Roles>): Set<string> =>
  new Set(
    [...before.keys()].filter(person =>
      [...(before.get(person) ?? [])].some(([space, role]) => role !== 'none' && after.get(person)?.get(space) !== role)
    )
  )

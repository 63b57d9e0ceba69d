import type { Pool, PoolClient } from 'pg'
import * as Y from 'yjs'
import type { Clock } from '#kernel/base/clock.ts'
import type { Decision, Edit } from '#kernel/command/command.ts'
import { planName } from '#kernel/space/name.ts'
import { changeRecord, createRecord, readRecord } from '#kernel/space/record.ts'
import { declarationOf, type Model } from '#kernel/schema/model.ts'
import type { Access } from '../auth/access.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { transaction } from '../postgres/transaction.ts'
import { recordFacts, type StoredFact } from '../projector/facts.ts'
import type { Projector } from '../projector/projector.ts'
import type { Documents } from '../sync/documents.ts'
import { inspect, speakers } from '../sync/inspect.ts'
import { killPoint } from '../sync/kill-point.ts'
import { appendText, appendValues, type Entry, type Moved } from '../sync/log.ts'
import type { Sync } from '../sync/sync.ts'

export type BookGiven = { pool: Pool; model: Model; clock: Clock; documents: Documents; projector: Projector; access: Access; jobs: Jobs; sync(): Sync }
type Shown = { name: string; update: Uint8Array }
/** Written in the same transaction, after the facts: the answer to a command, an account, a session. */
export type Also = (client: PoolClient, facts: readonly StoredFact[]) => Promise<void>

/** Where decisions are written: facts, edits and jobs in one transaction, then shown to everyone. Used in the workspace's turn. */
export class Book {
  private readonly given: BookGiven
  constructor(given: BookGiven) {
    this.given = given
  }

  async write(workspace: string, by: string, decision: Decision, also: Also = async () => {}, first: Also = async () => {}): Promise<readonly StoredFact[]> {
    const { pool, clock, projector, access, jobs } = this.given
    const at = clock.now()
    const shown: Shown[] = []
    let facts: readonly StoredFact[] = []
    let position = 0
    try {
      killPoint('command:before')
      await transaction(pool, async client => {
        await first(client, [])
        await this.makePlans(client, workspace, decision)
        for (const job of decision.jobs ?? []) await jobs.add(client, workspace, job)
        shown.push(...(await this.edit(client, workspace, by, decision.edits ?? [], at)))
        facts = await recordFacts(client, workspace, decision.facts ?? [], by, at)
        await projector.show(client, workspace, facts)
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
    jobs.wake()
    for (const { name, update } of shown) await this.given.sync().show(name, doc => Y.applyUpdate(doc, update))
    const reached = shown.length ? await projector.catchUp(workspace) : null
    this.given.sync().hint(workspace, Math.max(position, reached ?? 0))
    return facts
  }

  /** A space that begins has its plan from the start. */
  private async makePlans(client: PoolClient, workspace: string, { facts = [], edits = [] }: Decision) {
    const begun = facts.filter(fact => fact.kind === 'space' && fact.body['kind'] !== 'workspace').map(fact => String(fact.body['of']))
    for (const space of new Set([...begun, ...edits.map(edit => edit.space)])) await this.given.documents.open(planName(workspace, space), space, client)
  }

  /** What the edits change, written on copies of the plans and appended to their logs: all at once, documents are locked before the feed. */
  private async edit(client: PoolClient, workspace: string, by: string, edits: readonly Edit[], at: number): Promise<Shown[]> {
    const entries: (Entry & { name: string })[] = []
    for (const [space, own] of Map.groupBy(edits, edit => edit.space)) {
      const name = planName(workspace, space)
      const { id: document } = await this.given.documents.open(name, space, client)
      const held = await this.given.projector.space(workspace, space)
      const { doc } = await held.shadow({ id: document, name, space, sort: 'plan', sequence: 0, projected: await this.projected(client, document) })
      const update = change(this.given.model, doc, own)
      const said = inspect(update, true)
      if (said.structs.length) entries.push({ name, document, update, person: by, clients: speakers(said), deviceAt: null })
    }
    if (!entries.length) return []
    const { rows } = await client.query<Moved>(appendText, appendValues(entries, at))
    if (rows.length !== entries.length) throw new Error('a plan was not found')
    return entries
  }
  private async projected(client: PoolClient, document: number): Promise<number> {
    const { rows } = await client.query<{ sequence: number }>('select sequence from projection where document = $1', [document])
    return rows[0]?.sequence ?? 0
  }
}

/** The update that makes these edits on a document. */
function change(model: Model, doc: Y.Doc, edits: readonly Edit[]): Uint8Array {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  const before = Y.encodeStateVector(copy)
  copy.transact(() => edits.forEach(edit => put(model, copy, edit)))
  return Y.encodeStateAsUpdate(copy, before)
}
/** Created when it is not there, otherwise only what differs. */
function put(model: Model, doc: Y.Doc, { entity, id, values }: Edit) {
  const declaration = declarationOf(model, entity)
  if (declaration?.by !== 'people') throw new Error(`“${entity}” is not written by people`)
  if (readRecord(doc, entity, id)) changeRecord(doc, declaration, id, values)
  else createRecord(doc, declaration, id, values)
}

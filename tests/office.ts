// A workspace with people and a project space, over a real Postgres, for the server's tests.
import * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import type { FactDraft } from '#kernel/command/command.ts'
import { planName } from '#kernel/space/name.ts'
import { createRecord } from '#kernel/space/record.ts'
import { business } from '#domain/model.ts'
import { connect } from '#server/postgres/connection.ts'
import { shape, shaped } from '#server/postgres/read-model.ts'
import { transaction } from '#server/postgres/transaction.ts'
import { recordFacts } from '#server/projector/facts.ts'
import { Projector } from '#server/projector/projector.ts'
import { readRows, rebuild } from '#server/projector/rebuild.ts'
import { Documents } from '#server/sync/documents.ts'
import { inspect, speakers } from '#server/sync/inspect.ts'
import type { Damage } from '#server/sync/load.ts'
import { UpdateLog } from '#server/sync/log.ts'
import { freshDatabase } from './postgres.ts'

export type Office = Awaited<ReturnType<typeof openOffice>>

export async function openOffice() {
  const database = await freshDatabase()
  const connection = connect(database.url)
  const { pool } = connection
  const clock = { at: Date.parse('2025-11-21T09:00:00Z'), now: () => clock.at }
  const [workspace, space, awa, moussa] = [randomId(), randomId(), randomId(), randomId()]
  const said: Damage[] = []
  const say = (damage: Damage) => said.push(damage)
  const documents = new Documents(pool)
  const log = new UpdateLog(pool, clock, () => {})
  const projector = new Projector(pool, business, say)

  await pool.query(`insert into workspace (id, name, currency, time_zone, at) values ($1, 'Agence Teranga', 'XOF', 'Africa/Dakar', $2)`, [
    workspace,
    clock.at,
  ])
  await pool.query('insert into feed (workspace) values ($1)', [workspace])
  if (await shape(pool, business)) await shaped(pool, business)

  const decide = async (facts: FactDraft[], by = awa) => {
    try {
      await transaction(pool, async client => projector.show(client, workspace, await recordFacts(client, workspace, facts, by, clock.at)))
    } catch (fault) {
      projector.forget(workspace)
      throw fault
    }
  }
  const member = (of: string, person: string, role: string): FactDraft => ({
    kind: 'membership',
    id: randomId(),
    body: { of, person, role },
    spaces: [of],
  })
  await decide([
    { kind: 'person', id: randomId(), body: { person: awa, name: 'Awa Diop', email: 'awa@teranga.sn', hue: 20 }, spaces: [workspace] },
    {
      kind: 'person',
      id: randomId(),
      body: { person: moussa, name: 'Moussa Sène', email: 'moussa@teranga.sn', hue: 200 },
      spaces: [workspace],
    },
    { kind: 'space', id: randomId(), body: { of: space, kind: 'project', name: 'Noflaye', by: awa }, spaces: [space] },
    member(space, awa, 'manager'),
    member(space, moussa, 'editor'),
  ])
  const plan = await documents.open(planName(workspace, space), space)

  return {
    url: database.url,
    pool,
    clock,
    workspace,
    space,
    awa,
    moussa,
    said,
    say,
    documents,
    log,
    projector,
    plan,
    decide,
    member,
    /** What a device sends: the update of an edit made on a replica. */
    async send(update: Uint8Array, person = awa, document = plan.id, deviceAt: number | null = null) {
      await log.append({ document, update, person, clients: speakers(inspect(update)), deviceAt })
    },
    /** Edits a replica and sends what the edit made. */
    async edit(doc: Y.Doc, change: (doc: Y.Doc) => void, person = awa, document = plan.id) {
      const before = Y.encodeStateVector(doc)
      change(doc)
      await this.send(Y.encodeStateAsUpdate(doc, before), person, document)
    },
    catchUp: () => projector.catchUp(workspace),
    rows: () => readRows(pool, business, workspace),
    rebuild: () => rebuild(pool, business, workspace, say),
    async history(record: string) {
      const { rows } = await pool.query(
        'select field, before, after, won, person, recovered_by, at from history where record = $1 order by id',
        [record]
      )
      return rows
    },
    async close() {
      await connection.end()
      await database.drop()
    },
  }
}

export const [phase, task] = [randomId(), randomId()]
/** A plan with one task in it, projected; the document of its author. */
export async function beginPlan(office: Office): Promise<Y.Doc> {
  const doc = new Y.Doc()
  await office.edit(doc, doc => {
    createRecord(doc, business.project, office.space, { title: 'Noflaye' })
    createRecord(doc, business.phase, phase, { title: 'Étude', project: office.space })
    createRecord(doc, business.task, task, { title: 'Repérage à Gorée', phase, due: '2025-12-01' })
  })
  await office.catchUp()
  return doc
}

import * as Y from 'yjs'
import { business } from '#domain/model.ts'
import { derivedId } from '#kernel/base/id.ts'
import type { FactDraft } from '#kernel/command/command.ts'
import { planName } from '#kernel/space/name.ts'
import { createRecord } from '#kernel/space/record.ts'
import { declarationOf } from '#kernel/schema/model.ts'
import { Sessions } from '#server/auth/sessions.ts'
import { shape, shaped } from '#server/postgres/read-model.ts'
import { transaction } from '#server/postgres/transaction.ts'
import { recordFacts } from '#server/projector/facts.ts'
import { Projector } from '#server/projector/projector.ts'
import { Documents } from '#server/sync/documents.ts'
import { inspect, speakers } from '#server/sync/inspect.ts'
import { UpdateLog } from '#server/sync/log.ts'
import type { Me, Workspace } from '../../src/lib/store/device.ts'
import type { Cluster } from './database.ts'
import { beginning } from './outside.ts'

export const workspace: Workspace = {
  id: derivedId('workspace'),
  name: 'Agence Teranga',
  currency: 'XOF',
  timeZone: 'Africa/Dakar',
  locale: 'fr',
}
export const people: readonly Me[] = ['Awa', 'Moussa', 'Fatou'].map(name => ({
  id: derivedId(name),
  name,
  email: `${name.toLowerCase()}@teranga.sn`,
}))
export const [north, south] = [derivedId('north'), derivedId('south')]
/** Who may do what at the beginning: the first manages both projects, the last only reads the second. */
const roles = [
  ['manager', 'manager'],
  ['editor', 'editor'],
  ['editor', 'viewer'],
] as const

/** The company as every simulation finds it. */
export type Base = { readonly cookies: readonly string[]; restore(): Promise<void> }

export async function makeBase(cluster: Cluster): Promise<Base> {
  const pool = cluster.real
  const began = beginning
  const clock = { now: () => began }
  await pool.query('insert into workspace (id, name, currency, time_zone, at) values ($1, $2, $3, $4, $5)', [
    workspace.id,
    workspace.name,
    workspace.currency,
    workspace.timeZone,
    began,
  ])
  await pool.query('insert into feed (workspace) values ($1)', [workspace.id])
  if (await shape(pool, business)) await shaped(pool, business)
  const projector = new Projector(pool, business, () => {})
  const documents = new Documents(pool)
  const log = new UpdateLog(pool, clock, () => {})
  await transaction(pool, async client =>
    projector.show(client, workspace.id, await recordFacts(client, workspace.id, facts(), people[0]?.id ?? '', began))
  )
  for (const space of [north, south]) {
    const { id: document } = await documents.open(planName(workspace.id, space), space)
    const update = Y.encodeStateAsUpdate(plan(space))
    await log.append({ document, update, person: people[0]?.id ?? '', clients: speakers(inspect(update)), deviceAt: null })
  }
  await projector.catchUp(workspace.id)
  const cookies: string[] = []
  for (const { id, email } of people) {
    const account = derivedId('account', id)
    await pool.query('insert into account (id, email, password, at) values ($1, $2, $3, $4)', [account, email, '', began])
    await pool.query('insert into seat (account, workspace, person) values ($1, $2, $3)', [account, workspace.id, id])
    cookies.push(
      `__Host-relais=${await new Sessions(pool, clock).start({ account, workspace: workspace.id, from: { device: '', address: '' } })}`
    )
  }
  return { cookies, restore: await kept(cluster) }
}

function facts(): FactDraft[] {
  const all = [workspace.id]
  return [
    ...people.map(({ id, name, email }) => ({
      kind: 'person',
      id: derivedId('card', id),
      body: { person: id, name, email, hue: 20 },
      spaces: all,
    })),
    ...[north, south].flatMap((space, which) => [
      {
        kind: 'space',
        id: derivedId('begun', space),
        body: { of: space, kind: 'project', name: `P${which}`, by: people[0]?.id },
        spaces: [space, workspace.id],
      },
      ...people.map(({ id }, who) => ({
        kind: 'membership',
        id: derivedId('member', space, id),
        body: { of: space, person: id, role: roles[who]?.[which] },
        spaces: [space, workspace.id],
      })),
    ]),
  ]
}

/** A project with two phases, two tasks and a document. */
function plan(space: string): Y.Doc {
  const doc = new Y.Doc()
  doc.clientID = space === north ? 1 : 2
  const add = (entity: string, id: string, values: Record<string, unknown>) => {
    const declaration = declarationOf(business, entity)
    if (declaration?.by === 'people') createRecord(doc, declaration, id, values as never)
  }
  const [first, second] = [derivedId('phase', space, '1'), derivedId('phase', space, '2')]
  doc.transact(() => {
    add('project', space, { title: 'Lancement' })
    add('phase', first, { title: 'Étude', project: space, rank: 'a0' })
    add('phase', second, { title: 'Chantier', project: space, rank: 'a1' })
    add('task', derivedId('task', space, '1'), { title: 'Brief', phase: first, rank: 'a0' })
    add('task', derivedId('task', space, '2'), { title: 'Devis', phase: second, rank: 'a0' })
    add('document', derivedId('document', space), { title: 'Notes', project: space, rank: 'a0' })
  })
  return doc
}

/** Keeps a copy of every table; what is returned puts all of it back as it was, the counters too. */
async function kept(cluster: Cluster): Promise<() => Promise<void>> {
  const tables = await cluster.ask<{ schema: string; name: string; identity: string | null }>(
    `select n.nspname as schema, c.relname as name,
       (select attname from pg_attribute where attrelid = c.oid and attidentity <> '') as identity
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('public', 'model') and c.relkind = 'r' and c.relname <> 'migration' order by 1, 2`
  )
  await cluster.ask('create schema kept')
  const steps = tables.map(({ schema, name }) => `delete from ${schema}."${name}"`)
  for (const { schema, name, identity } of tables) {
    const copy = `kept."${schema}.${name}"`
    const [row] = await cluster.ask<{ count: number }>(`select count(*) as count from ${schema}."${name}"`)
    if (!row?.count) {
      if (identity) steps.push(`alter table ${schema}."${name}" alter "${identity}" restart`)
      continue
    }
    await cluster.ask(`create table ${copy} as table ${schema}."${name}"`)
    steps.push(`insert into ${schema}."${name}" ${identity ? 'overriding system value' : ''} select * from ${copy} order by ctid`)
    if (identity)
      steps.push(`select setval(pg_get_serial_sequence('${schema}."${name}"', '${identity}'), (select max(${identity}) from ${copy}))`)
  }
  const tidy = `vacuum ${tables.map(({ schema, name }) => `${schema}."${name}"`).join(', ')}`
  let restored = 0
  const text = `set session_replication_role = replica; begin; ${steps.join('; ')}; commit; set session_replication_role = origin`
  return async () => {
    await cluster.ask(text)
    if (++restored % 50 === 0) await cluster.ask(tidy)
  }
}

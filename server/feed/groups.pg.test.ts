import { expect, test } from 'vitest'
import { randomId } from '#kernel/base/id.ts'
import { planName } from '#kernel/space/name.ts'
import { createRecord } from '#kernel/space/record.ts'
import { business } from '#domain/model.ts'
import type { Who } from '#server/sync/who.ts'
import { get, post, read, RelaisStage } from '../../tests/relais-stage.ts'
import { readRows, rebuild } from '../projector/rebuild.ts'

const stage = new RelaisStage()

async function newcomer(awa: Who, name: string): Promise<Who> {
  const home = randomId()
  await stage.act(awa, 'createSpace', { id: home, kind: 'project', name: `Accueil de ${name}` })
  const { link } = await stage.act(awa, 'invite', { space: home, role: 'viewer' })
  const account = { name, email: `${name.toLowerCase()}@teranga.sn`, password: 'saint-louis-24' }
  return stage.whoIn(await stage.relais.join(post(account), link.split('/').at(-1)))
}
/** A company with a project of Awa's that holds a task, and a service with nobody in it. */
async function company() {
  const awa = await stage.begin()
  const [space, record, service] = [randomId(), randomId(), randomId()]
  await stage.act(awa, 'createSpace', { id: space, kind: 'project', name: 'Noflaye' })
  const plan = planName(awa.workspace, space)
  await stage.write(awa, plan, doc => createRecord(doc, business.task, record, { title: 'Repérage', phase: randomId() }))
  const moussa = await newcomer(awa, 'Moussa')
  expect(await stage.act(awa, 'nameService', { service, name: 'Studio' })).toMatchObject({ status: 200 })
  const place = async ({ person }: Who, as: 'member' | 'manager' | 'none') =>
    expect(await stage.act(awa, 'placeInService', { service, person, as })).toMatchObject({ status: 200 })
  const role = async (who: Who) =>
    (await read(await stage.relais.session(get(), who))).memberships.find((one: { space: string }) => one.space === space)?.role
  /** What they could open of it, by every way there is. */
  const reach = async (who: Who) => ({
    role: await role(who),
    copy: (await stage.relais.document(get(), who, plan)).status,
    history: (await read(await stage.relais.history(get(), who, 'task', record))).lines.length,
    rows: (await read(await stage.relais.query(post({ from: 'task', space }), who))).rows.length,
    changes: (await read(await stage.relais.lastChanges(get(`?records=${record}`), who, 'task'))).changes.length,
  })
  const nothing = { role: undefined, copy: 404, history: 0, rows: 0, changes: 0 }
  const all = (role: string) => ({ role, copy: 200, history: 1, rows: 1, changes: 1 })
  return { awa, moussa, space, record, service, plan, place, reach, nothing, all }
}
const namesIn = (page: { documents: { name: string }[] }) => page.documents.map(({ name }) => name)

test('PLT-07 CRM-25 whoever enters a service gains its spaces whole, whoever leaves it loses them, by every way at once', async () => {
  const { awa, moussa, space, service, plan, place, reach, nothing, all } = await company()
  expect(await stage.act(awa, 'shareWithService', { space, group: service, role: 'editor' })).toMatchObject({ status: 200 })
  const { position: start } = await stage.feed(moussa)
  expect(await reach(moussa)).toEqual(nothing)

  await place(moussa, 'member')
  const gained = await stage.feed(moussa, start)
  expect(namesIn(gained)).toEqual([plan])
  const kinds = new Set(
    gained.facts.filter((fact: { spaces: string[] }) => fact.spaces.includes(space)).map((fact: { kind: string }) => fact.kind)
  )
  expect([...kinds].sort()).toEqual(['groupMembership', 'membership', 'space'])
  expect(await reach(moussa)).toEqual(all('editor'))

  // Someone else coming in is no news of the space.
  await place(awa, 'member')
  const quiet = await stage.feed(moussa, gained.position)
  expect([namesIn(quiet), quiet.lost]).toEqual([[], []])

  await place(moussa, 'none')
  const lost = await stage.feed(moussa, gained.position)
  expect([lost.lost, namesIn(lost)]).toEqual([[space], []])
  expect(await reach(moussa)).toEqual(nothing)
  // Told once; and from before it began to its end, there is only an end.
  expect((await stage.feed(moussa, lost.position)).lost).toEqual([])
  expect(await stage.feed(moussa, start)).toMatchObject({ lost: [space], documents: [] })
})

test('PLT-07 one may do the most of what one has and what one’s services have; a service that ends takes what it gave', async () => {
  const { awa, moussa, space, service, place, reach, nothing, all } = await company()
  await place(moussa, 'manager')
  await stage.act(awa, 'shareWithService', { space, group: service, role: 'viewer' })
  expect(await reach(moussa)).toEqual(all('viewer'))
  const { position } = await stage.feed(moussa)
  await stage.act(awa, 'share', { space, person: moussa.person, role: 'editor' })
  expect(await reach(moussa)).toEqual(all('editor'))
  // It was theirs before: it does not come whole again.
  expect(namesIn(await stage.feed(moussa, position))).toEqual([])
  await stage.act(awa, 'share', { space, person: moussa.person, role: 'none' })
  expect(await reach(moussa)).toEqual(all('viewer'))
  expect((await stage.feed(moussa, position)).lost).toEqual([])
  expect(await stage.act(awa, 'endService', { service })).toMatchObject({ status: 200 })
  expect(await reach(moussa)).toEqual(nothing)
  expect((await stage.feed(moussa, position)).lost).toEqual([space])
  expect(await stage.act(awa, 'shareWithService', { space, group: service, role: 'editor' })).toMatchObject({
    status: 409,
    code: 'unknown',
  })
})

test('CRM-25 a device that was away while its person left a service and came back gets the space whole', async () => {
  const { awa, moussa, space, service, plan, place } = await company()
  await place(moussa, 'member')
  await stage.act(awa, 'shareWithService', { space, group: service, role: 'editor' })
  const { position } = await stage.feed(moussa)
  await place(moussa, 'none')
  await place(moussa, 'member')
  const back = await stage.feed(moussa, position)
  expect([namesIn(back), back.lost]).toEqual([[plan], []])
  await stage.act(awa, 'shareWithService', { space, group: service, role: 'none' })
  expect(await stage.feed(moussa, back.position)).toMatchObject({ lost: [space], documents: [] })
  await place(moussa, 'none')
  expect((await stage.feed(moussa, position)).lost).toEqual([space])
})

test('PLT-07 what somebody who was in it wrote is there, whoever may write through a service acts, and rows equal a rebuild', async () => {
  const { awa, moussa, space, service, plan, place } = await company()
  const other = randomId()
  await stage.act(moussa, 'createSpace', { id: other, kind: 'project', name: 'À moi' })
  for (const of of [space, other])
    await stage.write(awa, planName(awa.workspace, of), doc => createRecord(doc, business.project, of, { title: 'Un projet' }))
  const [phase, document] = [randomId(), randomId()]
  await stage.write(awa, plan, doc => {
    createRecord(doc, business.phase, phase, { title: 'Étude', project: space })
    createRecord(doc, business.document, document, { title: 'Cahier', project: space })
  })
  const act = (role: string) =>
    Promise.all([role, stage.act(moussa, 'moveRecords', { entity: 'document', record: document, space, to: other })])
  await place(moussa, 'member')
  await stage.act(awa, 'shareWithService', { space, group: service, role: 'commenter' })
  expect(await act('commenter')).toMatchObject(['commenter', { status: 403 }])
  await stage.act(awa, 'shareWithService', { space, group: service, role: 'editor' })
  expect(await act('editor')).toMatchObject(['editor', { status: 200 }])
  // And back, into a space where they write through the service only.
  const back = { entity: 'document', record: document, space: other, to: space }
  expect(await stage.act(moussa, 'moveRecords', back)).toMatchObject({ status: 200 })
  const rows = await readRows(stage.connection.pool, business, awa.workspace)
  await rebuild(stage.connection.pool, business, awa.workspace, () => {})
  expect(await readRows(stage.connection.pool, business, awa.workspace)).toEqual(rows)
})

test('PLT-07 asking what moved where nothing did reads no more with services than without', async () => {
  const { awa, moussa, space, service, place } = await company()
  await place(moussa, 'member')
  await stage.act(awa, 'shareWithService', { space, group: service, role: 'editor' })
  const { pool } = stage.connection
  await pool.query(`insert into fact (workspace, id, kind, body, by, at, position)
    select '${awa.workspace}', 'f' || n, 'groupMembership',
      jsonb_build_object('of', 's' || n, 'group', 'g' || n, 'role', 'viewer'), '', 0, 0
    from generate_series(1, 5000) n`)
  await pool.query(`insert into stint (workspace, service, person, since)
    select '${awa.workspace}', 'g' || n, 'p' || n, 0 from generate_series(1, 5000) n`)
  const { membershipsOf } = await import('../auth/access.ts')
  const { rows } = await pool.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(`explain (analyze, format json, timing off) ${membershipsOf}`, [
    awa.workspace,
    moussa.person,
  ])
  expect(touched((rows[0]?.['QUERY PLAN'][0] as { Plan: Plan }).Plan)).toBeLessThan(60)
})
type Plan = { 'Actual Rows': number; 'Actual Loops': number; 'Rows Removed by Filter'?: number; Plans?: Plan[] }
/** Rows that any part of it looked at. */
const touched = (plan: Plan): number =>
  (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops'] +
  (plan.Plans ?? []).reduce((sum, part) => sum + touched(part), 0)

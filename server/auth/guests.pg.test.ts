import { expect, test } from 'vitest'
import { randomId } from '#kernel/base/id.ts'
import { planName } from '#kernel/space/name.ts'
import { createRecord } from '#kernel/space/record.ts'
import { business } from '#domain/model.ts'
import { employee } from '#domain/people/ready-roles.ts'
import type { Who } from '#server/sync/who.ts'
import { get, post, read, RelaisStage } from '../../tests/relais-stage.ts'
import { readRows, rebuild } from '../projector/rebuild.ts'

const stage = new RelaisStage()

const join = async (awa: Who, name: string, wish: { space: string; role: string; guest?: boolean }) => {
  const { link } = await stage.act(awa, 'invite', wish)
  const account = { name, email: `${name.toLowerCase()}@ailleurs.sn`, password: 'saint-louis-24' }
  return stage.whoIn(await stage.relais.join(post(account), link.split('/').at(-1)))
}
/** Awa's company: two projects, Moussa in the first, Fatou in the second only; a client invited to the first. */
async function company() {
  const awa = await stage.begin()
  const [space, closed] = [randomId(), randomId()]
  await stage.act(awa, 'createSpace', { id: space, kind: 'project', name: 'Noflaye' })
  await stage.act(awa, 'createSpace', { id: closed, kind: 'project', name: 'Rachat' })
  await stage.write(awa, planName(awa.workspace, space), doc => createRecord(doc, business.project, space, { title: 'Noflaye' }))
  const moussa = await join(awa, 'Moussa', { space, role: 'editor' })
  const fatou = await join(awa, 'Fatou', { space: closed, role: 'editor' })
  const client = await join(awa, 'Binta', { space, role: 'viewer', guest: true })
  return { awa, moussa, fatou, client, space, closed }
}
type Fact = { kind: string; body: Record<string, string>; spaces: string[] }
const cards = (page: { facts: Fact[] }) =>
  page.facts
    .filter(({ kind }) => kind === 'person')
    .map(({ body }) => body['name'])
    .sort()
const rowsEqualRebuild = async ({ workspace }: Who) => {
  const rows = await readRows(stage.connection.pool, business, workspace)
  await rebuild(stage.connection.pool, business, workspace, () => {})
  expect(await readRows(stage.connection.pool, business, workspace)).toEqual(rows)
}

test('PLT-07 a guest gets their project and the cards of its people, and nothing else of the company but its name', async () => {
  const { awa, client, fatou, space, closed } = await company()
  const page = await stage.feed(client)
  expect(page.documents.map((one: { space: string }) => one.space)).toEqual([space])
  expect(cards(page)).toEqual(['Awa Diop', 'Binta', 'Moussa'])
  expect([...new Set(page.facts.flatMap((fact: Fact) => fact.spaces))]).toEqual([space])
  const text = JSON.stringify([
    page,
    await Promise.all(Object.keys(business).map(async from => read(await stage.relais.query(post({ from, hidden: true }), client)))),
  ])
  for (const secret of ['Rachat', 'Fatou', closed, fatou.person]) expect(text).not.toContain(secret)
  const session = await read(await stage.relais.session(get(), client))
  expect(session).toMatchObject({
    workspace: { name: 'Agence Teranga' },
    person: { name: 'Binta' },
    memberships: [{ space, role: 'viewer' }],
  })
  // The company's own people go on seeing what is the company's, the guest among it, told apart.
  const mine = await stage.feed(awa)
  expect(cards(mine)).toEqual(['Awa Diop', 'Binta', 'Fatou', 'Moussa'])
  expect(
    mine.facts.filter(({ kind, body }: Fact) => kind === 'membership' && body['of'] === awa.workspace && body['role'] === 'none')
  ).toMatchObject([{ body: { person: client.person } }])
  await rowsEqualRebuild(awa)
})

test('PLT-07 a guest decides nothing for the company, invites nobody and manages no access', async () => {
  const { awa, client, space } = await company()
  expect((await stage.act(awa, 'share', { space, person: client.person, role: 'manager' })).code).toBe('guest')
  expect((await stage.act(awa, 'invite', { space, role: 'manager', guest: true })).code).toBe('guest')
  for (const [name, input] of [
    ['createSpace', { id: randomId(), kind: 'project', name: 'À moi' }],
    ['inviteColleague', { roles: [employee] }],
    ['invite', { space, role: 'viewer' }],
    ['nameService', { service: randomId(), name: 'Studio' }],
    ['share', { space, person: client.person, role: 'manager' }],
  ] as const)
    expect([name, (await stage.act(client, name, input)).status]).toEqual([name, 403])
  expect((await stage.act(client, 'introduce', { job: 'Annonceur' })).status).toBe(200)
  expect((await stage.feed(awa)).facts.some(({ body }: Fact) => body['job'] === 'Annonceur')).toBe(true)
})

test('PLT-07 who joins later is seen by the guest, under the name they have now; who leaves keeps their name', async () => {
  const { awa, moussa, fatou, client, space } = await company()
  const { position } = await stage.feed(client)
  await stage.act(awa, 'share', { space, person: fatou.person, role: 'editor' })
  expect(cards(await stage.feed(client, position))).toEqual(['Fatou'])
  await stage.act(awa, 'share', { space, person: fatou.person, role: 'none' })
  await stage.act(fatou, 'introduce', { name: 'Fatou Sarr' })
  const named = async (from: Who) =>
    (await read(await stage.relais.query(post({ from: 'person', sort: [{ by: 'name' }] }), from))).rows.map(
      (row: { name: string }) => row.name
    )
  expect([...new Set(await named(client))]).toEqual(['Awa Diop', 'Binta', 'Fatou Sarr', 'Moussa'])
  // A service brings its people, whoever enters it later too.
  const service = randomId()
  await stage.act(awa, 'nameService', { service, name: 'Studio' })
  await stage.act(awa, 'shareWithService', { space, group: service, role: 'viewer' })
  const before = await stage.feed(client)
  expect(before.facts.filter(({ kind }: Fact) => kind === 'service').map(({ body }: Fact) => body['name'])).toEqual(['Studio'])
  const other = randomId()
  await stage.act(awa, 'createSpace', { id: other, kind: 'project', name: 'Autre' })
  const aminata = await join(awa, 'Aminata', { space: other, role: 'viewer' })
  expect(cards(await stage.feed(client, before.position))).toEqual([])
  await stage.act(awa, 'placeInService', { service, person: aminata.person, as: 'member' })
  expect(cards(await stage.feed(client, before.position))).toEqual(['Aminata'])
  expect(moussa.person).not.toBe(aminata.person)
  await rowsEqualRebuild(awa)
})

test('PLT-07 a guest whom a colleague invites is of the company from then on; a colleague who takes a guest’s link stays one', async () => {
  const { awa, moussa, client, space, closed } = await company()
  const account = { email: 'binta@ailleurs.sn', password: 'saint-louis-24' }
  const { position } = await stage.feed(client)
  const { link } = await stage.act(awa, 'invite', { space: closed, role: 'viewer' })
  expect((await stage.relais.join(post(account), link.split('/').at(-1))).status).toBe(200)
  const page = await stage.feed(client, position)
  expect(cards(page)).toEqual(['Awa Diop', 'Binta', 'Fatou', 'Moussa'])
  expect(page.documents.map((one: { space: string }) => one.space)).toEqual([closed])
  expect((await stage.act(client, 'createSpace', { id: randomId(), kind: 'project', name: 'À moi' })).status).toBe(200)
  const again = await stage.act(awa, 'invite', { space: closed, role: 'editor', guest: true })
  await stage.relais.join(post({ email: 'moussa@ailleurs.sn', password: 'saint-louis-24' }), again.link.split('/').at(-1))
  expect((await stage.feed(moussa)).documents.map((one: { space: string }) => one.space).sort()).toEqual([space, closed].sort())
  expect(cards(await stage.feed(moussa))).toContain('Fatou')
  // And back to being a guest: the company is lost, the projects stay.
  await stage.act(awa, 'share', { space: awa.workspace, person: moussa.person, role: 'none' })
  expect((await stage.feed(moussa, page.position)).lost).toEqual([awa.workspace])
  expect((await stage.act(moussa, 'createSpace', { id: randomId(), kind: 'project', name: 'À moi' })).status).toBe(403)
})

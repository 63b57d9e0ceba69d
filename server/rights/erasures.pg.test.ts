import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { business } from '#domain/model.ts'
import { employee } from '#domain/people/ready-roles.ts'
import { randomId } from '#kernel/base/id.ts'
import { planName } from '#kernel/space/name.ts'
import { createRecord } from '#kernel/space/record.ts'
import { PostOffice } from '../../tests/post-office.ts'
import { cookieIn, get, owner, post, read, RelaisStage } from '../../tests/relais-stage.ts'
import { solidPicture } from '../../tests/solid-picture.ts'
import type { Who } from '../sync/who.ts'

const office = new PostOffice()
beforeAll(() => office.open())
afterAll(() => office.close())
const stage = new RelaisStage(() => ({ url: office.url, from: 'Relais <relais@relais.example>', origin: 'https://relais.example' }))
const guest = { name: 'Moussa Sène', email: 'moussa@teranga.sn', password: 'saint-louis-24' }
const firefox = { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0' }
let awa: Who
let moussa: Who
let cookie = ''
beforeEach(async () => {
  office.letters.length = 0
  awa = await stage.begin()
  const { link } = await stage.act(awa, 'inviteColleague', { roles: [employee] })
  const joined = await stage.relais.join(post(guest, firefox), link.split('/').at(-1), '10.0.0.8')
  cookie = cookieIn(joined)
  moussa = await stage.whoIn(joined)
})
const all = (text: string, values: unknown[] = []) => stage.connection.pool.query(text, values).then(({ rows }) => rows)
const erase = async (who: Who, password = guest.password) => {
  const answer = await stage.relais.eraseOwn(post({ password }), who)
  return { status: answer.status, cookie: answer.headers.get('set-cookie'), ...(await read(answer)) }
}
async function project(who: Who) {
  const [space, phase] = [randomId(), randomId()]
  await stage.act(who, 'createSpace', { id: space, kind: 'project', name: 'Chantier' })
  await stage.write(who, planName(who.workspace, space), doc => {
    createRecord(doc, business.project, space, { title: 'Chantier' })
    createRecord(doc, business.phase, phase, { title: 'Étude', project: space })
    createRecord(doc, business.task, randomId(), { title: 'Relever les lots', phase, assignees: [moussa.person] })
  })
  return space
}
/** Everything that the database holds, table by table, bytes as text. */
async function everywhere(): Promise<[table: string, text: string][]> {
  const tables = await all(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'model', 'job')`
  )
  const found: [string, string][] = []
  for (const { name } of tables) {
    const [{ text }] = await all(`select coalesce(json_agg(t), '[]')::text as text from ${name} t`)
    const bytes = [...(text as string).matchAll(/\\\\x([0-9a-f]+)/g)].map(([, hex = '']) => Buffer.from(hex, 'hex').toString('utf8'))
    found.push([name, [text, ...bytes].join('\n')])
  }
  return found
}
const traces = async () =>
  (await everywhere()).filter(([, text]) => /Moussa|moussa@|221 77|10\.0\.0\.8|Firefox/i.test(text)).map(([name]) => name)

test('PLT-09 of who deletes their account no table keeps name, address nor device; what they did stays, and stays theirs', async () => {
  const space = await project(moussa)
  await stage.act(moussa, 'introduce', { phone: '+221 77 123 45 67', job: 'Géomètre' })
  const picture = Buffer.from(solidPicture([200, 90, 60])).toString('base64')
  expect((await stage.act(moussa, 'portray', { person: moussa.person, picture })).status).toBe(200)
  const made = await read(await stage.relais.makePersonalToken(post({ name: 'Tableur de Moussa', scope: 'write', days: 30 }), moussa))
  const tablet = cookieIn(await stage.relais.signIn(post({ email: guest.email, password: guest.password }, firefox), '10.0.0.8'))
  await stage.relais.signIn(post({ email: guest.email, password: 'autre chose' }, firefox), '10.0.0.8')
  await stage.relais.prove(post({ language: 'fr' }), moussa)
  const { link } = await stage.act(awa, 'invite', { space: await project(awa), role: 'viewer' })
  await stage.relais.sendInvitation(post({ email: guest.email }), awa, link.split('/').at(-1))
  await office.letter(1)
  await stage.act(awa, 'inviteColleague', { roles: [employee] })
  expect((await traces()).length).toBeGreaterThan(6)
  const history = await all('select id, person, field, before, after from history order by id')
  const decided = await all('select id, name, person, accepted, at from command order by id')
  const before = await stage.feed(awa)

  expect(await erase(moussa, 'pas celui-là')).toMatchObject({ status: 422, code: 'wrong' })
  expect(await erase(moussa, '')).toMatchObject({ status: 403, code: 'again' })
  expect(await stage.relais.who({ cookie })).not.toBeNull()
  const log = await all('select id, kind, person, action, at from audit order by id')
  const done = await erase(moussa)
  expect([done.status, done.cookie]).toEqual([200, expect.stringContaining('Max-Age=0')])

  expect(await traces()).toEqual([])
  expect(await all('select from file')).toEqual([])
  for (const table of ['account', 'seat', 'session', 'personal_token', 'letter_link'])
    expect(JSON.stringify(await all(`select * from ${table}`)), table).not.toContain(moussa.account)
  // What happened stays, by the same id: each edit, each line of the log, each decision.
  expect(await all('select id, person, field, before, after from history order by id')).toEqual(history)
  const now = await all('select id, kind, person, action, at from audit order by id')
  expect(now).toEqual([...log, expect.objectContaining({ action: 'accountErased', person: moussa.person })])
  expect(await all('select id, name, person, accepted, at from command order by id')).toEqual(decided)
  expect(await all('select name, erased from model.person where id = $1 and space = $2', [moussa.person, moussa.workspace])).toEqual([
    { name: 'Personne effacée', erased: true },
  ])
  expect(await all('select distinct assignees from model.task where space = $1', [space])).toEqual([{ assignees: [moussa.person] }])

  // Each card that a device holds comes again under its own id, without a name; the last said is the erased one, at the highest place.
  const feed = await stage.feed(awa, before.position)
  const cards = feed.facts.filter((fact: { kind: string }) => fact.kind === 'person')
  const held = before.facts.filter(
    ({ kind, body }: { kind: string; body: { person: string } }) => kind === 'person' && body.person === moussa.person
  )
  expect(cards.map(({ id }: { id: string }) => id)).toEqual(expect.arrayContaining(held.map(({ id }: { id: string }) => id)))
  expect(cards.length).toBe(held.length + 1)
  expect(new Set(cards.map(({ body }: { body: object }) => JSON.stringify(body))).size).toBe(1)
  expect(cards.filter(({ position }: { position: number }) => position === feed.position)).toHaveLength(1)

  // Nothing of theirs opens anything, and their other device is told to empty itself.
  for (const theirs of [cookie, tablet]) expect(await stage.relais.who({ cookie: theirs })).toBeNull()
  expect(await stage.relais.who({ authorization: `Bearer ${made.token}` })).toBeNull()
  const told = await stage.relais.session(get('', { cookie: tablet }), null)
  expect([told.status, (await read(told)).code]).toEqual([401, 'removed'])
  const stranger = await stage.relais.session(get('', { cookie: `${tablet}x` }), null)
  expect((await read(stranger)).code).toBe('signedOut')
  expect((await read(await stage.relais.signIn(post({ email: guest.email, password: guest.password })))).code).toBe('wrong')
  expect((await stage.relais.invitation(get(), link.split('/').at(-1))).status).toBe(410)
})

test('PLT-09 whoever owns a company is told to hand it over first, and nothing of theirs is touched', async () => {
  const before = await everywhere()
  expect(await erase(awa, owner.password)).toMatchObject({ status: 409, code: 'owner' })
  expect(await everywhere()).toEqual(before)
  expect((await stage.act(awa, 'handOver', { person: moussa.person })).status).toBe(200)
  expect(await erase(awa, owner.password)).toMatchObject({ status: 200 })
})

test('PLT-09 somebody who has left is erased by whoever may; what they are in another company stays', async () => {
  expect((await stage.act(awa, 'erasePerson', { person: moussa.person })).code).toBe('present')
  // Moussa is in another company too.
  const other = await stage.whoIn(
    await stage.relais.beginCompany(post({ workspace: { name: 'Baobab', currency: 'XOF', timeZone: 'Africa/Dakar' } }), awa)
  )
  const { link } = await stage.act(other, 'inviteColleague', { roles: [employee] })
  const there = await stage.whoIn(await stage.relais.join(post({ ...guest, name: 'M. S.' }), link.split('/').at(-1), '10.0.0.9'))
  expect((await stage.act(awa, 'removePerson', { person: moussa.person })).status).toBe(200)
  expect((await stage.act(awa, 'erasePerson', { person: moussa.person })).status).toBe(200)
  expect((await stage.act(awa, 'erasePerson', { person: moussa.person })).code).toBe('already')
  const here = await all(`select body ->> 'name' as name from fact where workspace = $1 and kind = 'person' and body ->> 'person' = $2`, [
    awa.workspace,
    moussa.person,
  ])
  expect(new Set(here.map(({ name }) => name))).toEqual(new Set(['Personne effacée']))
  expect(await stage.relais.session(get(), there).then(read)).toMatchObject({ person: { name: 'M. S.', email: guest.email } })
  expect(await all('select workspace from seat where account = $1', [moussa.account])).toEqual([{ workspace: other.workspace }])
  // By oneself, everywhere at once: the last seat takes the account with it.
  expect(await erase(there)).toMatchObject({ status: 200 })
  expect(await all('select from account where id = $1', [moussa.account])).toEqual([])
  // Whoever comes back is somebody new.
  const again = await stage.act(awa, 'inviteColleague', { roles: [employee] })
  const back = await stage.whoIn(await stage.relais.join(post(guest), again.link.split('/').at(-1)))
  expect(back.person).not.toBe(moussa.person)
})

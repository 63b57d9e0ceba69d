import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import { planName } from '#kernel/space/name.ts'
import { createRecord } from '#kernel/space/record.ts'
import { business } from '#domain/model.ts'
import { cookieIn, get, owner, post, read, RelaisStage, wish } from '../../tests/relais-stage.ts'
import { readRows, rebuild } from '../projector/rebuild.ts'

const stage = new RelaisStage()

test('the first run makes the workspace and its owner, once, with no default password', async () => {
  expect(await read(await stage.relais.status(get()))).toEqual({ setup: true, letters: false, provider: null, version: '0.0.0' })
  const short = await stage.relais.setup(post({ ...wish, owner: { ...owner, password: 'court' } }))
  expect([short.status, (await read(short)).field]).toEqual([422, 'owner.password'])
  const who = await stage.begin()
  expect((await read(await stage.relais.status(get()))).workspace.name).toBe('Agence Teranga')
  expect((await stage.relais.setup(post(wish))).status).toBe(409)
  const session = await read(await stage.relais.session(get(), who))
  expect(session).toMatchObject({
    person: { id: who.person, name: 'Awa Diop', email: 'awa@teranga.sn' },
    workspace: { id: who.workspace, currency: 'XOF', timeZone: 'Africa/Dakar', locale: 'fr' },
    memberships: [{ space: who.workspace, role: 'manager' }],
  })
})

test('a password opens a session, which ends when it is told to or forgotten for ten days', async () => {
  await stage.begin()
  const wrong = await stage.relais.signIn(post({ email: owner.email, password: 'autre chose' }, { 'accept-language': 'en' }))
  expect([wrong.status, (await read(wrong)).title]).toEqual([401, 'The address or the password do not match: check them.'])
  const answer = await stage.relais.signIn(post({ email: ' AWA@teranga.sn', password: owner.password }))
  const cookie = cookieIn(answer)
  expect(await stage.relais.who({ cookie: `autre=1; ${cookie}` })).not.toBeNull()
  expect(await stage.relais.who({ cookie: `${cookie}x` })).toBeNull()
  stage.clock.at += 11 * 86_400_000
  expect(await stage.relais.who({ cookie })).toBeNull()
  const again = await stage.whoIn(await stage.relais.signIn(post({ email: owner.email, password: owner.password })))
  await stage.relais.signOut(post({}), again)
  expect((await stage.connection.pool.query('select from session where id = $1', [again.session])).rowCount).toBe(0)
})

test('after ten wrong passwords the address waits', async () => {
  await stage.begin()
  for (let i = 0; i < 10; i++) expect((await stage.relais.signIn(post({ email: owner.email, password: `faux ${i}` }))).status).toBe(401)
  const refused = await stage.relais.signIn(post({ email: owner.email, password: owner.password }))
  expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true])
})

test('a command is done once: the same id gives the same answer, and nobody else may use it', async () => {
  const who = await stage.begin()
  const [space, id] = [randomId(), randomId()]
  const first = await stage.act(who, 'createSpace', { id: space, kind: 'project', name: 'Noflaye' }, id)
  expect(first.status).toBe(200)
  const answers = await Promise.all([1, 2, 3].map(() => stage.act(who, 'createSpace', { id: space, kind: 'project', name: 'Noflaye' }, id)))
  for (const again of answers) expect(again).toEqual(first)
  expect(await stage.act(who, 'createSpace', { id: space, kind: 'project', name: 'Autre' })).toMatchObject({ status: 409, code: 'taken' })
  expect((await stage.act(who, 'share', { space, person: who.person, role: 'viewer' }, id)).code).toBe('idTaken')
  expect((await stage.feed(who)).documents).toEqual([{ name: planName(who.workspace, space), space, sort: 'plan', sequence: 0 }])
})

test('an invitation makes a member, once; what they may not see stays away from their feed', async () => {
  const awa = await stage.begin()
  const [open, closed] = [randomId(), randomId()]
  for (const space of [open, closed]) await stage.act(awa, 'createSpace', { id: space, kind: 'project', name: `Projet ${space}` })
  const id = randomId()
  const { link } = await stage.act(awa, 'invite', { space: open, role: 'viewer' }, id)
  expect((await stage.act(awa, 'invite', { space: open, role: 'viewer' }, id)).link).toBe(link)
  const token = link.split('/').at(-1)
  expect(await read(await stage.relais.invitation(get(), token))).toMatchObject({
    workspace: { name: 'Agence Teranga' },
    space: { name: `Projet ${open}` },
    role: 'viewer',
    by: { name: 'Awa Diop' },
  })
  const moussa = await stage.whoIn(
    await stage.relais.join(post({ name: 'Moussa Sène', email: 'moussa@teranga.sn', password: 'saint-louis-24' }), token)
  )
  expect((await stage.relais.join(post({ name: 'Autre', email: 'autre@teranga.sn', password: 'saint-louis-24' }), token)).status).toBe(410)
  const page = await stage.feed(moussa)
  expect(page.documents.map((document: { space: string }) => document.space)).toEqual([open])
  expect((await stage.relais.document(get(), moussa, planName(awa.workspace, closed))).status).toBe(404)
  expect((await stage.act(moussa, 'invite', { space: open, role: 'editor' })).status).toBe(403)

  const before = page.position
  await stage.act(awa, 'share', { space: closed, person: moussa.person, role: 'editor' })
  const gained = await stage.feed(moussa, before)
  expect(gained.documents.map((document: { space: string }) => document.space)).toEqual([closed])
  await stage.act(awa, 'share', { space: open, person: moussa.person, role: 'none' })
  expect((await stage.feed(moussa, gained.position)).lost).toEqual([open])
})

test('a document comes compressed, resumes where it stopped, and says when nothing changed', async () => {
  const who = await stage.begin()
  const space = randomId()
  await stage.act(who, 'createSpace', { id: space, kind: 'project', name: 'Noflaye' })
  const doc = new Y.Doc()
  for (let i = 0; i < 50; i++) createRecord(doc, business.task, randomId(), { title: `Tâche ${i}`, phase: randomId() })
  const name = planName(who.workspace, space)
  const { rows } = await stage.connection.pool.query('select id from document where name = $1', [name])
  await stage.connection.pool.query('update document set sequence = 1 where id = $1', [rows[0].id])
  const { crc32c } = await import('#kernel/base/crc32c.ts')
  const update = Buffer.from(Y.encodeStateAsUpdate(doc))
  await stage.connection.pool.query('insert into update_log values ($1, 1, $2, $3, $4, null, 0)', [
    rows[0].id,
    update,
    crc32c(update),
    who.person,
  ])
  const whole = await stage.relais.document(get('', { 'accept-encoding': 'gzip, br' }), who, name)
  expect([whole.headers.get('content-encoding'), whole.headers.get('relais-sequence')]).toEqual(['br', '1'])
  const { brotliDecompressSync } = await import('node:zlib')
  const state = brotliDecompressSync(Buffer.from(await whole.arrayBuffer()))
  const tag = whole.headers.get('etag') as string
  const rest = await stage.relais.document(get('', { range: 'bytes=100-', 'if-range': tag }), who, name)
  expect(rest.status).toBe(206)
  expect(Buffer.concat([state.subarray(0, 100), Buffer.from(await rest.arrayBuffer())]).equals(state)).toBe(true)
  expect((await stage.relais.document(get('', { range: 'bytes=100-', 'if-range': '"0-0"' }), who, name)).status).toBe(200)
  expect((await stage.relais.document(get('', { 'if-none-match': tag }), who, name)).status).toBe(304)
  const copy = new Y.Doc()
  Y.applyUpdateV2(copy, state)
  expect(copy.getMap('task').size).toBe(50)
})

test('a stranger is asked to sign in, and a question that cannot be asked is refused', async () => {
  const who = await stage.begin()
  for (const answer of [stage.relais.feed(get(), null), stage.relais.command(post({}), null, 'invite'), stage.relais.query(post({}), null)])
    expect((await answer).status).toBe(401)
  expect((await stage.relais.query(post({ from: '__proto__' }), who)).status).toBe(422)
  expect((await stage.relais.query(post({ from: 'task', where: { op: 'drop table' } }), who)).status).toBe(422)
  expect((await stage.relais.query(post({ from: 'task', sort: [{ by: 'workspace' }] }), who)).status).toBe(422)
  expect(
    (
      await read(
        await stage.relais.query(post({ from: 'person', where: { op: 'contains', of: { op: 'field', name: 'name' }, part: 'AWÀ' } }), who)
      )
    ).rows
  ).toMatchObject([{ name: 'Awa Diop' }])
})

test('what a person had seen and has changed since is not decided upon', async () => {
  const who = await stage.begin()
  const space = randomId()
  await stage.act(who, 'createSpace', { id: space, kind: 'project', name: 'Noflaye' })
  const { seenHash } = await import('#kernel/command/seen.ts')
  const seen = (name: string) => ({ of: [['space', space]], fields: ['name'], hash: seenHash([{ name }], ['name']) })
  expect((await stage.act(who, 'invite', { space, role: 'viewer' }, randomId(), seen('Autre nom'))).code).toBe('changed')
  expect((await stage.act(who, 'invite', { space, role: 'viewer' }, randomId(), seen('Noflaye'))).status).toBe(200)
})

test('PLT-01 the example fills the workspace with projects, people and texts, rows equal to a rebuild', async () => {
  const who = await stage.whoIn(await stage.relais.setup(post({ ...wish, demo: true })))
  const { pool } = stage.connection
  const count = async (table: string) => (await pool.query(`select count(*) as n from model."${table}" where not hidden`)).rows[0].n
  expect([await count('project'), await count('phase'), await count('document')]).toEqual([3, 18, 3])
  expect(await count('task')).toBeGreaterThan(40)
  const { documents } = await stage.feed(who)
  expect(documents.filter((one: { sort: string }) => one.sort === 'text')).toHaveLength(3)
  const { rows } = await pool.query(`select body from model.document where title = 'Note de cadrage'`)
  expect(rows[0].body).toContain('Quatre foyers sur dix')
  const live = await readRows(pool, business, who.workspace)
  await rebuild(pool, business, who.workspace, () => {})
  expect(await readRows(pool, business, who.workspace)).toEqual(live)
})

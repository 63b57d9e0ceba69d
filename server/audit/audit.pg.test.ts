import { beforeEach, expect, test } from 'vitest'
import { dayIn } from '#kernel/base/day.ts'
import { randomId } from '#kernel/base/id.ts'
import { readyRoles } from '#domain/people/ready-roles.ts'
import { planName } from '#kernel/space/name.ts'
import * as Y from 'yjs'
import { cookieIn, get, owner, post, read, RelaisStage } from '../../tests/relais-stage.ts'
import type { Who } from '../sync/who.ts'
import type { Line } from './audit.ts'

const stage = new RelaisStage()
let awa: Who
beforeEach(async () => {
  // The database tells the time of what it writes itself.
  stage.clock.at = Date.now()
  awa = await stage.begin()
})

const signIn = (password = owner.password) => stage.relais.signIn(post({ email: owner.email, password }), '10.0.0.7')
const asked = async (query = '', who = awa) => stage.relais.audit(get(query), who)
const lines = async (query = ''): Promise<Line[]> => (await read(await asked(query))).lines
const said = (lines: readonly Line[]) => lines.map(({ what, accepted }) => (accepted ? what : `${what}: no`))
/** A second later: what is told in its order is not told at once. */
const act = (who: Who, name: string, input: unknown) => {
  stage.clock.at += 1_000
  return stage.act(who, name, input)
}
const colleague = async (role: string, name: string) => {
  const roles = [readyRoles.find(({ key }) => key === role)?.id]
  const { link } = await stage.act(awa, 'inviteColleague', { roles })
  const newcomer = { name, email: `${randomId()}@teranga.sn`, password: 'saint-louis-24' }
  return stage.whoIn(await stage.relais.join(post(newcomer), link.split('/').at(-1), '10.0.0.8'))
}

test('PLT-08 who came in, who was refused and what changed in how they come in is written down, with its device', async () => {
  await signIn('pas celui-là')
  const cookie = cookieIn(await signIn())
  const who = (await stage.relais.who({ cookie })) as Who
  expect((await stage.relais.changePassword(post({ current: owner.password, next: 'gorée-mer-phare-88' }), who)).status).toBe(200)
  await stage.relais.signOut(post({}), await stage.relais.who({ cookie }))
  const found = await lines()
  expect(said(found)).toEqual(expect.arrayContaining(['signIn', 'passwordRefused: no', 'passwordChanged', 'endedElsewhere']))
  expect(found.every(({ person }) => person === awa.person)).toBe(true)
  expect(found.find(({ what }) => what === 'passwordRefused')).toMatchObject({ kind: 'entry', address: '10.0.0.7' })
  expect(JSON.stringify(found)).not.toMatch(/pas celui-là|gorée|secret/)
})

test('PLT-08 decisions, those refused too, and deletions are in it; each is found by kind, person and time', async () => {
  const fatou = await colleague('employee', 'Fatou Diop')
  const space = randomId()
  expect((await act(fatou, 'createSpace', { id: space, kind: 'project', name: 'Noflaye' })).status).toBe(200)
  expect((await act(fatou, 'suspendPerson', { person: awa.person })).status).toBe(403)
  const plan = planName(awa.workspace, space)
  const task = randomId()
  const edit = (deleted: number | null) => (doc: Y.Doc) => {
    const tasks = doc.getMap<Y.Map<unknown>>('task')
    const record = tasks.get(task) ?? new Y.Map<unknown>([['title', 'Repérage']])
    if (!tasks.has(task)) tasks.set(task, record)
    record.set('deleted', deleted)
  }
  await stage.write(fatou, plan, edit(null))
  await stage.write(fatou, plan, edit(stage.clock.at))
  expect((await act(awa, 'suspendPerson', { person: fatou.person })).status).toBe(200)

  const decisions = await lines('?kind=decision')
  expect(
    said(decisions)
      .filter(what => what !== 'invite: no')
      .reverse()
  ).toEqual(['inviteColleague', 'createSpace', 'suspendPerson: no', 'suspendPerson'])
  expect(decisions.find(({ what, accepted }) => what === 'suspendPerson' && accepted)).toMatchObject({
    person: awa.person,
    about: fatou.person,
  })
  expect(await lines('?kind=deletion')).toMatchObject([{ person: fatou.person, what: 'task', about: task }])
  expect(new Set((await lines(`?person=${fatou.person}`)).map(({ person }) => person))).toEqual(new Set([fatou.person]))
  const [yesterday = '', today = '', tomorrow = ''] = [-1, 0, 1].map(days => dayIn('Africa/Dakar', stage.clock.at + days * 86_400_000))
  expect((await lines(`?from=${today}&until=${today}`)).length).toBe((await lines()).length)
  expect([await lines(`?from=${tomorrow}`), await lines(`?until=${yesterday}`)]).toEqual([[], []])
  for (const wrong of ['?kind=rumour', '?from=hier', '?until=2026-02-30']) expect((await asked(wrong)).status).toBe(422)
})

test('PLT-08 it is read page by page, each line once, and comes as a sheet that no spreadsheet takes for formulas', async () => {
  const fatou = await colleague('administrator', '=CMD("Fatou"); Diop')
  for (let n = 0; n < 130; n++) await stage.act(fatou, 'introduce', { job: `Poste ${n}` })
  const first = await read(await asked())
  expect(first.lines).toHaveLength(100)
  const second = await read(await asked(`?after=${encodeURIComponent(first.after)}`))
  expect(second.after).toBeNull()
  const all = [...first.lines, ...second.lines] as Line[]
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).sort((a, b) => b - a))

  const sheet = await stage.relais.auditSheet(get('?kind=decision', { 'accept-language': 'fr' }), fatou, '10.0.0.8')
  const text = Buffer.from(await sheet.arrayBuffer()).toString('utf8')
  expect(text.startsWith('\ufeffDate;Heure;Personne;')).toBe(true)
  expect(text).toContain(`;"'=CMD(""Fatou""); Diop";Décisions;`)
  expect(text.trimEnd().split('\r\n')).toHaveLength(1 + all.filter(({ kind }) => kind === 'decision').length)
  expect(await lines('?kind=export')).toMatchObject([{ what: 'audit', person: fatou.person, address: '10.0.0.8' }])
})

test('PLT-08 whoever has not the right reads nothing of it, nor does another company', async () => {
  const fatou = await colleague('employee', 'Fatou Diop')
  for (const answer of [await asked('', fatou), await stage.relais.auditSheet(get(), fatou, '')]) {
    expect(answer.status).toBe(403)
    expect((await read(answer)).code).toBe('notAllowed')
  }
  const other = cookieIn(
    await stage.relais.beginCompany(post({ workspace: { name: 'Baobab', currency: 'XOF', timeZone: 'Africa/Dakar' } }), awa)
  )
  const there = (await stage.relais.who({ cookie: other })) as Who
  expect(there.workspace).not.toBe(awa.workspace)
  const found = (await read(await asked('', there))).lines as Line[]
  expect(said(found)).toEqual(['signIn'])
})

test.each(['audit', 'command'])('PLT-08 what %s holds is changed by nobody, the owner of the tables included', async table => {
  await signIn()
  const { pool } = stage.connection
  for (const sql of [`update ${table} set at = 0`, `delete from ${table}`, `truncate ${table}`])
    await expect(pool.query(sql)).rejects.toThrow(`what ${table} holds is added to, and never changed`)
})

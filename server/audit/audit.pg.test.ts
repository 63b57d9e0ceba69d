import { URI, type TOTP } from 'otpauth'
import { beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { dayIn } from '#kernel/base/day.ts'
import { randomId } from '#kernel/base/id.ts'
import { readyRoles } from '#domain/people/ready-roles.ts'
import { planName } from '#kernel/space/name.ts'
import { Authenticator } from '../../tests/authenticator.ts'
import { cookieIn, get, owner, post, read, RelaisStage } from '../../tests/relais-stage.ts'
import type { Who } from '../sync/who.ts'
import type { Line } from '#domain/people/audited.ts'

const stage = new RelaisStage()
let awa: Who
beforeEach(async () => {
  // The database tells the time of what it writes itself.
  stage.clock.at = Date.now()
  awa = await stage.begin()
})

const signIn = (password = owner.password, headers: Record<string, string> = {}) =>
  stage.relais.signIn(post({ email: owner.email, password }, headers), '10.0.0.7')
const here = async (cookie: string) => (await stage.relais.who({ cookie })) as Who
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

const placeOf = ({ id }: Line) => id.split('-')[1] as string

test('PLT-08 who came in, who was refused and what changed in how they come in is written down, with its device', async () => {
  const windows = 'Mozilla/5.0 (Windows NT 10.0) Chrome/141.0'
  await signIn('pas celui-là')
  const cookie = cookieIn(await signIn(owner.password, { 'user-agent': windows }))
  const who = await here(cookie)
  const changed = cookieIn(await stage.relais.changePassword(post({ current: owner.password, next: 'gorée-mer-phare-88' }), who))
  await stage.relais.signOut(post({}), await here(changed))
  // In the order in which they were written: what the server notes and what the database does may bear one instant.
  const found = (await lines()).sort((a, b) => placeOf(a).localeCompare(placeOf(b)))
  const from = { device: '', address: '10.0.0.7' }
  const known = { ...from, device: expect.stringContaining('Windows') }
  // The first run’s, which the new password ended.
  expect(found.map(({ id: _, at: __, about: ___, ...line }) => line)).toEqual(
    [
      { kind: 'entry', what: 'signIn', address: '', device: '' },
      { kind: 'entry', what: 'passwordRefused', ...from, accepted: false },
      { kind: 'entry', what: 'signIn', ...known },
      { kind: 'protection', what: 'passwordChanged', device: '', address: '' },
      { kind: 'entry', what: 'endedElsewhere', device: '', address: '' },
      { kind: 'entry', what: 'signOut', ...known },
    ].map(line => ({ accepted: true, person: awa.person, ...line }))
  )
  expect(JSON.stringify(found)).not.toMatch(/pas celui-là|gorée|secret/)
})

test('PLT-08 what protects an account is in the log: its short name, its second factor, its passkeys and its tokens', async () => {
  const { relais } = stage
  let who = awa
  const done = async (answer: Promise<Response>) => {
    const given = await answer
    expect(given.status).toBe(200)
    if (given.headers.has('set-cookie')) who = await here(cookieIn(given))
    return read(given)
  }
  await done(relais.rename(post({ username: 'awa.diop' }), who))
  const { uri, draft } = await done(relais.beginSecondFactor(post({}), who))
  const application = URI.parse(uri) as TOTP
  const shown = () => application.generate({ timestamp: stage.clock.at })
  await done(relais.turnOnSecondFactor(post({ draft, code: shown() }), who))
  stage.clock.at += 60_000
  const wrongCode = shown() === '000000' ? '111111' : '000000'
  const off = (code: string) => relais.turnOffSecondFactor(post({ password: owner.password, code }), who)
  expect((await off(wrongCode)).status).toBe(401)
  await done(off(shown()))
  const question = await done(relais.proposePasskey(post({}), who))
  await done(relais.addPasskey(post({ response: new Authenticator('http://localhost').make(question) }), who))
  const { passkeys } = await done(relais.account(get(), who))
  await done(relais.removePasskey(post({}), who, passkeys[0].id))
  await done(relais.makePersonalToken(post({ name: 'Tableau', scope: 'read', days: 30 }), who))
  const { tokens } = await done(relais.account(get(), who))
  await done(relais.revokePersonalToken(post({}), who, tokens[0].id))

  const found = (await lines()).sort((a, b) => placeOf(a).localeCompare(placeOf(b))).slice(1)
  expect(said(found)).toEqual([
    'nameChanged',
    'secondFactorOn',
    'codeRefused: no',
    'secondFactorOff',
    'passkeyAdded',
    'passkeyRemoved',
    'tokenMade',
    'tokenRevoked',
  ])
  expect(found.every(({ person, kind, what }) => person === awa.person && kind === (what === 'codeRefused' ? 'entry' : 'protection'))).toBe(
    true
  )
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
  await stage.connection.pool.query(
    `insert into command (workspace, id, name, person, accepted, answer, at)
     select $1, 'abcdefghij' || lpad(n::text, 10, '0'), 'introduce', $2, true, '{}', $3::bigint + n from generate_series(1, 130) n`,
    [awa.workspace, fatou.person, stage.clock.at]
  )
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

test('PLT-08 a log of several pages is taken out whole, each line once, even of one instant', async () => {
  const { pool } = stage.connection
  const values = [awa.workspace, awa.person]
  // Two hundred of one table at an instant, and three tables: instants stand across pages, and lines of one table across those of another.
  const at = '1700000000000 + n / 200'
  await pool.query(
    `insert into audit (workspace, kind, person, action, at) select $1, 'entry', $2, 'a' || n, ${at} from generate_series(1, 1700) n`,
    values
  )
  await pool.query(
    `insert into command (workspace, id, name, person, accepted, answer, at)
     select $1, 'abcdefghij' || lpad(n::text, 10, '0'), 'c' || n, $2, true, '{}', ${at} from generate_series(1, 900) n`,
    values
  )
  await act(awa, 'createSpace', { id: randomId(), kind: 'project', name: 'Noflaye' })
  await pool.query(
    `insert into history (workspace, space, entity, record, field, after, won, person, at, document, sequence)
     select $1, $1, 'h' || n, 'x', 'deleted', '1', true, $2, ${at}, (select min(id) from document), 1 from generate_series(1, 700) n`,
    values
  )
  const sheet = await stage.relais.auditSheet(get('?until=2023-12-31&language=en'), awa, '')
  const whats = (await sheet.text())
    .trimEnd()
    .split('\r\n')
    .slice(1)
    .map(line => line.split(';')[4]?.replace('Deleted: ', '') ?? '')
  expect(whats).toHaveLength(3_300)
  expect(new Set(whats).size).toBe(3_300)
  // The latest first; of one instant, in one order.
  const instants = whats.map(what => Math.floor(Number(what.slice(1)) / 200))
  expect(instants).toEqual([...instants].sort((a, b) => b - a))
  expect(whats.slice(-3)).toEqual(['a3', 'a2', 'a1'])
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

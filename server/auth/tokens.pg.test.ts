import { expect, test } from 'vitest'
import { get, owner, post, read, RelaisStage } from '../../tests/relais-stage.ts'
import type { Who } from '../sync/who.ts'

const stage = new RelaisStage()
const minute = 60_000
const day = 24 * 60 * minute
const phone = { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1' }
type Pair = { access: string; refresh: string; expires: number }

const said = async (answer: Response) => ({ status: answer.status, ...(await read(answer)) })
const bearing = (token: string) => stage.relais.who({ authorization: `Bearer ${token}` })
const take = async (): Promise<Pair> =>
  read(await stage.relais.takeTokens(post({ email: owner.email, password: owner.password }, phone), '10.0.0.7'))
const refresh = (token: string) => stage.relais.refreshTokens(post({ refresh: token }, phone), '10.0.0.8')
const at = (method: string, path: string, body?: unknown) =>
  new Request(`http://localhost${path}`, { method, ...(body !== undefined && { body: JSON.stringify(body) }) })

test('PLT-04 a program signs in with an access token of a quarter of an hour, one of the person’s own sessions', async () => {
  const who = await stage.begin()
  const answer = await stage.relais.takeTokens(post({ email: owner.email, password: owner.password }, phone), '10.0.0.7')
  expect(answer.headers.get('set-cookie')).toBeNull()
  const pair: Pair = await read(answer)
  expect(pair).toEqual({ access: expect.stringMatching(/^rla_/), refresh: expect.stringMatching(/^rlr_/), expires: 900 })
  const program = (await bearing(pair.access)) as Who
  expect(program).toMatchObject({ account: who.account, person: who.person })
  // Neither serves as the other, nor as a cookie.
  expect(await bearing(pair.refresh)).toBeNull()
  expect((await refresh(pair.access)).status).toBe(401)
  expect(await stage.relais.who({ cookie: `__Host-relais=${pair.access.slice(4)}` })).toBeNull()
  const { sessions } = await read(await stage.relais.account(get(), who))
  expect(sessions).toContainEqual(expect.objectContaining({ id: program.session, device: 'Safari · iPhone', address: '10.0.0.7' }))
  stage.clock.at += 15 * minute
  expect(await bearing(pair.access)).toBeNull()
  const next: Pair = await read(await refresh(pair.refresh))
  expect((await bearing(next.access))?.session).toBe(program.session)
})

test('PLT-04 a refresh token serves once; brought again, whoever holds any of its line is out', async () => {
  await stage.begin()
  const [pair, apart] = [await take(), await take()]
  const second: Pair = await read(await refresh(pair.refresh))
  const third: Pair = await read(await refresh(second.refresh))
  // A former access token ends with the next.
  expect([await bearing(pair.access), await bearing(second.access)]).toEqual([null, null])
  expect(await bearing(third.access)).not.toBeNull()
  expect((await said(await refresh(pair.refresh))).code).toBe('over')
  expect(await bearing(third.access)).toBeNull()
  expect((await refresh(third.refresh)).status).toBe(401)
  expect(await bearing(apart.access)).not.toBeNull()

  const raced = await Promise.all([refresh(apart.refresh), refresh(apart.refresh)])
  expect(raced.map(({ status }) => status).sort()).toEqual([200, 401])
  expect(await bearing(apart.access)).toBeNull()
})

test('PLT-04 a refresh token grows old in seven days, and ends with its session', async () => {
  const who = await stage.begin()
  const [lazy, ended, left] = [await take(), await take(), await take()]
  const { session } = (await bearing(ended.access)) as Who
  expect((await said(await stage.relais.endElsewhere(post({}), who, session))).ended).toBe(1)
  expect(await bearing(ended.access)).toBeNull()
  expect((await refresh(ended.refresh)).status).toBe(401)
  expect((await stage.relais.dropTokens(post({}), await bearing(left.access))).status).toBe(200)
  expect((await refresh(left.refresh)).status).toBe(401)
  stage.clock.at += 7 * day
  expect((await refresh(lazy.refresh)).status).toBe(401)
})

test('PLT-04 nothing of a token but its hash is kept', async () => {
  const who = await stage.begin()
  const pair = await take()
  const { token } = await read(await stage.relais.makePersonalToken(post({ name: 'Tableau', scope: 'read', days: 30 }), who))
  const tables = ['bearer_token', 'personal_token', 'session']
  const rows = await Promise.all(tables.map(table => stage.connection.pool.query(`select json_agg(t)::text as all from ${table} t`)))
  const kept = rows.map(({ rows: [row] }) => row.all).join()
  expect(kept).toContain('Tableau')
  for (const one of [pair.access, pair.refresh, token]) {
    const secret = one.split('.')[1]
    for (const form of [secret, Buffer.from(secret, 'base64url').toString('hex')]) expect(kept).not.toContain(form)
  }
})

test('PLT-04 a personal token does what it was made for, until its day, and nothing that protects the account', async () => {
  const who = await stage.begin()
  const make = async (scope: string) =>
    (await read(await stage.relais.makePersonalToken(post({ name: `Pour ${scope}`, scope, days: 30 }), who))).token as string
  const [reading, writing] = [await make('read'), await make('write')]
  const [reader, writer] = [(await bearing(reading)) as Who, (await bearing(writing)) as Who]
  expect(reader.person).toBe(who.person)
  const query = () => at('POST', '/api/v1/query', { from: 'project' })
  const command = () => at('POST', '/api/v1/commands/nothing', {})
  expect((await stage.relais.query(query(), reader)).status).toBe(200)
  expect((await said(await stage.relais.command(command(), reader, 'nothing'))).code).toBe('scope')
  expect((await said(await stage.relais.command(command(), writer, 'nothing'))).code).toBe('unknownCommand')
  for (const token of [reader, writer]) {
    const refused = [
      stage.relais.account(at('GET', '/api/v1/account'), token),
      stage.relais.changePassword(at('POST', '/api/v1/account/password', {}), token),
      stage.relais.beginSecondFactor(at('POST', '/api/v1/account/second-factor', {}), token),
      stage.relais.makePersonalToken(at('POST', '/api/v1/account/tokens', {}), token),
      stage.relais.endElsewhere(at('DELETE', '/api/v1/account/sessions'), token, null),
      stage.relais.session(at('GET', '/api/v2/session'), token),
    ]
    for (const answer of refused) expect((await said(await answer)).code).toBe('scope')
  }
  stage.clock.at += 30 * day
  expect([await bearing(reading), await bearing(writing)]).toEqual([null, null])
})

test('PLT-04 a personal token is made by whoever has shown lately who they are, listed, and revoked by its owner', async () => {
  const who = await stage.begin()
  const make = (body: object) => stage.relais.makePersonalToken(post({ name: 'Tableau', scope: 'read', days: 90, ...body }), who)
  for (const [wrong, field] of [
    [{ name: ' ' }, 'name'],
    [{ scope: 'all' }, 'scope'],
    [{ days: 4_000 }, 'days'],
    [{ days: '90' }, 'days'],
  ] as const)
    expect((await said(await make(wrong))).field).toBe(field)
  const { token } = await read(await make({}))
  await bearing(token)
  const { tokens } = await read(await stage.relais.account(get(), who))
  const expires = stage.clock.at + 90 * day
  expect(tokens).toEqual([{ id: expect.any(String), name: 'Tableau', scope: 'read', at: stage.clock.at, expires, used: stage.clock.at }])
  expect((await stage.relais.revokePersonalToken(post({}), { ...who, account: 'somebodyelse' }, tokens[0].id)).status).toBe(404)
  expect(await bearing(token)).not.toBeNull()
  expect((await stage.relais.revokePersonalToken(post({}), who, tokens[0].id)).status).toBe(200)
  expect(await bearing(token)).toBeNull()
  stage.clock.at += 16 * minute
  expect((await said(await make({}))).code).toBe('again')
})

test('PLT-04 whoever bears a token is nobody else, whatever the cookie', async () => {
  const cookie =
    (await stage.relais.setup(post({ workspace: { name: 'T', currency: 'XOF', timeZone: 'Africa/Dakar' }, owner }))).headers.get(
      'set-cookie'
    ) ?? ''
  const [pair = ''] = cookie.split(';')
  expect(await stage.relais.who({ cookie: pair })).not.toBeNull()
  for (const authorization of ['Bearer nothing', 'Basic abc', 'Bearer rla_abcdefghijkmnpqr.x'])
    expect(await stage.relais.who({ cookie: pair, authorization })).toBeNull()
})

// Whoever was erased is nobody: no line, no session, no token and no question of theirs is heard, and nobody erases or reads another.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { employee } from '#domain/people/ready-roles.ts'
import { House } from '../faults/house.ts'
import { Raw } from '../faults/raw.ts'
import { until } from '../kill/writer.ts'
import { Team, type Colleague } from '../team.ts'

let house: House
let team: Team
let fatou: Colleague
beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  house = await House.shared()
  team = new Team(house)
  fatou = await team.welcome([employee])
  await team.act(await team.owner(), 'share', { space: house.company.space, person: fatou.who.person, role: 'editor' })
})
afterEach(async () => {
  await house.close()
  vi.restoreAllMocks()
})

test('PLT-09 the line of who deletes their account is closed within five seconds, and no door is left', async () => {
  const made = await house.relais.makePersonalToken(team.post({ name: 'Tableur', scope: 'write', days: 30 }), fatou.who)
  const { token } = JSON.parse(await made.text())
  const line = new Raw(house.port, fatou.cookie)
  await line.ready()
  line.enter(house.plan)
  await until('the plan', () => line.entered(/read-write/) === 1)
  let closed = 0
  line.socket.on('close', code => (closed = code))
  expect((await house.relais.eraseOwn(team.post({ password: fatou.password }), fatou.who)).status).toBe(200)
  await until('the line to be closed', () => closed === 4401, 5_000)

  const again = new Raw(house.port, fatou.cookie)
  let refused = 0
  again.socket.on('unexpected-response', (_, response) => (refused = response.statusCode ?? 0))
  await until('the door', () => refused === 401)
  expect(await house.relais.who({ cookie: fatou.cookie })).toBeNull()
  expect(await house.relais.who({ authorization: `Bearer ${token}` })).toBeNull()
  expect(await team.signIn(fatou)).toMatchObject({ status: 401, code: 'wrong' })
  // What still thinks it is them is answered as nobody of the company.
  expect(await team.act(fatou.who, 'introduce', { name: 'Revenante' })).toMatchObject({ status: 401, code: 'removed' })
})

test('PLT-09 nobody takes away the data of another, nor erases them, whatever they say', async () => {
  const owner = await team.owner()
  const named = { account: owner.account, person: owner.person, workspace: owner.workspace, language: 'fr' }
  const taken = await house.relais.exportOwn(team.post(named), fatou.who)
  expect(taken.status).toBe(200)
  const accounts = () => house.pool.query('select id, email from account order by id').then(({ rows }) => rows)
  const before = await accounts()
  // The password of the one does not open the account of the other.
  expect((await house.relais.eraseOwn(team.post({ ...named, password: 'pas celui-là' }), fatou.who)).status).toBe(422)
  expect(await team.act(fatou.who, 'erasePerson', { person: owner.person })).toMatchObject({ status: 403, code: 'notAllowed' })
  expect(await team.act(owner, 'erasePerson', { person: fatou.who.person })).toMatchObject({ status: 409, code: 'present' })
  expect(await accounts()).toEqual(before)
  expect((await house.relais.eraseOwn(team.post({ ...named, password: fatou.password }), fatou.who)).status).toBe(200)
  expect(await accounts()).toEqual(before.filter(({ id }) => id !== fatou.who.account))
})

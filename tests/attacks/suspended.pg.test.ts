// Whoever is put out of a company is out of it everywhere, at once, and whatever their device goes on saying.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import { createRecord } from '#kernel/space/record.ts'
import { business } from '#domain/model.ts'
import { administrator, employee } from '#domain/people/ready-roles.ts'
import { House } from '../faults/house.ts'
import { Raw, updateMessage } from '../faults/raw.ts'
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

const putOut = async (name = 'suspendPerson', person = fatou.who.person) => team.act(await team.owner(), name, { person })
const edit = (title: string) => {
  const doc = new Y.Doc()
  createRecord(doc, business.phase, randomId(), { title, project: house.company.space })
  return updateMessage(house.plan, Y.encodeStateAsUpdate(doc))
}
const get = () => new Request('http://localhost/?after=0')

test.each(['suspendPerson', 'removePerson'])(
  'A3 after %s the line is closed within five seconds, and what is still said over it is not taken',
  async command => {
    const line = new Raw(house.port, fatou.cookie)
    await line.ready()
    line.enter(house.plan)
    await until('the plan', () => line.entered(/read-write/) === 1)
    line.socket.send(edit('Avant'))
    await until('the first edit', () => line.taken.length === 1)
    const logged = await house.count('update_log')

    let closed = 0
    line.socket.on('close', code => (closed = code))
    // A client that never answers a goodbye: it keeps the line, and goes on.
    line.socket.pause()
    expect((await putOut(command)).status).toBe(200)
    for (let i = 0; i < 20; i++) line.socket.send(edit(`Après ${i}`))
    await new Promise(next => setTimeout(next, 300))
    line.socket.resume()
    await until('the line to be closed', () => closed === 4401, 5_000)
    expect(await house.count('update_log')).toBe(logged)

    // No door is left: neither the line, nor an address, nor the password.
    const again = new Raw(house.port, fatou.cookie)
    let refused = 0
    again.socket.on('unexpected-response', (_, response) => (refused = response.statusCode ?? 0))
    await until('the door', () => refused === 401)
    expect(await house.relais.who({ cookie: fatou.cookie })).toBeNull()
    const code = command === 'suspendPerson' ? 'suspended' : 'removed'
    expect(await team.session(fatou.cookie)).toMatchObject({ status: 401, code })
    expect(await team.signIn(fatou)).toMatchObject({ status: 401, code })
  }
)

test('A3 a decision that waited for its turn is not taken for someone put out meanwhile, and is when they come back', async () => {
  const id = randomId()
  const ask = () => team.act(fatou.who, 'createSpace', { id: randomId(), kind: 'project', name: 'Sauvetage' }, id)
  // In the order of asking: the suspension is first in line.
  const owner = await team.owner()
  const [out, waited] = await Promise.all([team.act(owner, 'suspendPerson', { person: fatou.who.person }), ask()])
  expect([out.status, waited.status, waited.code]).toEqual([200, 401, 'suspended'])
  expect((await putOut('reinstatePerson')).status).toBe(200)
  expect((await ask()).status).toBe(200)
})

test('A3 who comes back signs in anew: a session of before is none', async () => {
  await putOut()
  await putOut('reinstatePerson')
  expect(await house.relais.who({ cookie: fatou.cookie })).toBeNull()
  expect((await team.signIn(fatou)).status).toBe(200)
  expect((await team.session(fatou.cookie)).code).toBe('signedOut')
})

test('A3 a suspended person comes back by no invitation, and one removed only by one into the company', async () => {
  const owner = await team.owner()
  const link = async (name: string, input: object) => (await team.act(owner, name, input)).link ?? ''
  const enter = async (link: string) => {
    const answer = await house.relais.join(team.post({ ...fatou, name: 'Fatou Diop', who: undefined }), link.split('/').at(-1) ?? '')
    return [answer.status, answer.ok ? '' : (JSON.parse(await answer.text()) as { code: string }).code]
  }
  const project = await link('invite', { space: house.company.space, role: 'editor' })
  const company = await link('inviteColleague', { roles: [employee] })
  await putOut()
  for (const one of [project, company]) expect(await enter(one)).toEqual([401, 'suspended'])
  await putOut('reinstatePerson')
  await putOut('removePerson')
  expect(await enter(project)).toEqual([401, 'removed'])
  expect(await enter(company)).toEqual([200, ''])
})

test('A16 what someone put out had invited others to gives nothing', async () => {
  await team.act(await team.owner(), 'share', { space: house.company.space, person: fatou.who.person, role: 'manager' })
  const { link = '' } = await team.act(fatou.who, 'invite', { space: house.company.space, role: 'editor' })
  await putOut()
  const answer = await house.relais.invitation(get(), link.split('/').at(-1) ?? '')
  expect(answer.status).toBe(410)
})

test('A3 nobody suspends or removes the owner, or themselves, or anybody without the permission', async () => {
  const owner = await team.owner()
  const chief = await team.welcome([administrator])
  const codes = async (by: typeof owner, person: string) =>
    Promise.all(['suspendPerson', 'removePerson'].map(async name => (await team.act(by, name, { person })).code))
  expect(await codes(chief.who, owner.person)).toEqual(['owner', 'owner'])
  expect(await codes(chief.who, chief.who.person)).toEqual(['oneself', 'oneself'])
  expect(await codes(owner, owner.person)).toEqual(['oneself', 'oneself'])
  expect(await codes(fatou.who, chief.who.person)).toEqual(['notAllowed', 'notAllowed'])
  expect((await team.act(owner, 'leaveCompany', {})).code).toBe('owner')
})

// What becomes of people in a company: its services, its owner, those who leave it.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { randomId } from '#kernel/base/id.ts'
import { administrator, employee, readyRoles } from '#domain/people/ready-roles.ts'
import { House } from '../../tests/faults/house.ts'
import { Team } from '../../tests/team.ts'
import type { Who } from '../sync/who.ts'

let house: House
let team: Team
let owner: Who
const guest = readyRoles.find(({ key }) => key === 'guest')?.id ?? ''
beforeEach(async () => {
  house = await House.shared()
  team = new Team(house)
  owner = await team.owner()
})
afterEach(() => house.close())

const row = async (entity: string, id: string) => (await house.pool.query(`select * from model."${entity}" where id = $1`, [id])).rows[0]
const project = async (by: Who) => {
  const id = randomId()
  await team.act(by, 'createSpace', { id, kind: 'project', name: 'Sauvetage' })
  return id
}
const roles = async (space: string) =>
  Object.fromEntries(
    (await house.pool.query(`select person, role from model.membership where "of" = $1`, [space])).rows.map(({ person, role }) => [
      person,
      role,
    ])
  )

test('PLT-06 a service is named, led and filled, and ends; its name stays', async () => {
  const [lead, member, other] = [await team.welcome([employee]), await team.welcome([employee]), await team.welcome([employee])]
  const service = randomId()
  const place = async (by: Who, person: string, as: string) =>
    (await team.act(by, 'placeInService', { service, person, as })).code ?? 'done'
  expect((await team.act(owner, 'nameService', { service, name: 'Studio' })).status).toBe(200)
  expect((await team.act(owner, 'nameService', { service: randomId(), name: 'Studio' })).code).toBe('taken')
  expect(await place(owner, lead.who.person, 'manager')).toBe('done')
  // Who leads it places people in it, and neither says who leads nor touches who does.
  expect(await place(lead.who, member.who.person, 'member')).toBe('done')
  expect(await place(lead.who, member.who.person, 'manager')).toBe('forbidden')
  expect(await place(lead.who, lead.who.person, 'none')).toBe('forbidden')
  expect(await place(member.who, other.who.person, 'member')).toBe('forbidden')
  expect(await row('service', service)).toMatchObject({ name: 'Studio', managers: [lead.who.person], members: [member.who.person] })
  expect((await team.act(owner, 'nameService', { service, name: 'Studio Gorée' })).status).toBe(200)
  expect(await row('service', service)).toMatchObject({ name: 'Studio Gorée', members: [member.who.person] })
  expect((await team.act(member.who, 'endService', { service })).code).toBe('notAllowed')
  expect((await team.act(owner, 'endService', { service })).status).toBe(200)
  expect(await place(owner, other.who.person, 'member')).toBe('unknown')
  expect(await row('service', service)).toMatchObject({ name: 'Studio Gorée', retired: true })
})

test('PLT-05 whoever is removed leaves every space and service; a project they alone managed goes to the owner', async () => {
  const someone = await team.welcome([employee])
  const { person } = someone.who
  const service = randomId()
  await team.act(owner, 'nameService', { service, name: 'Studio' })
  await team.act(owner, 'placeInService', { service, person, as: 'manager' })
  const alone = await project(someone.who)
  await team.act(owner, 'share', { space: house.company.space, person, role: 'editor' })
  expect((await team.act(owner, 'removePerson', { person })).status).toBe(200)
  expect(await roles(alone)).toEqual({ [person]: 'none', [owner.person]: 'manager' })
  expect((await roles(house.company.space))[person]).toBe('none')
  expect((await roles(owner.workspace))[person]).toBe('none')
  expect((await row('service', service)).managers).toEqual([])
  expect(await row('standing', person)).toMatchObject({ state: 'removed', roles: [] })
  // Invited again, they begin anew.
  const { link = '' } = await team.act(owner, 'inviteColleague', { roles: [guest] })
  const back = await team.enter(link, { ...someone, name: '' })
  expect(back.who.person).toBe(person)
  expect(await row('standing', person)).toMatchObject({ state: 'active', roles: [guest] })
  expect(await roles(alone)).toMatchObject({ [person]: 'none' })
})

test('PLT-05 an invitation into the company says as what, by the names that its roles have there', async () => {
  const [own, ended] = [randomId(), randomId()]
  const edit = (role: string, more: object) =>
    team.act(owner, 'editRole', { role, category: 'support', codes: [], retired: false, ...more })
  for (const [role, name] of [
    [own, 'Accueil'],
    [ended, 'Standard'],
  ] as const)
    expect((await edit(role, { name })).status).toBe(200)
  const { link = '' } = await team.act(owner, 'inviteColleague', { roles: [own, employee, ended] })
  const told = async (link: string) => {
    const answer = await house.relais.invitation(new Request('http://localhost/'), link.split('/').at(-1) ?? '')
    return (JSON.parse(await answer.text()) as { roles: unknown }).roles
  }
  expect((await edit(own, { name: 'Accueil et standard' })).status).toBe(200)
  expect((await edit(ended, { name: 'Standard', retired: true })).status).toBe(200)
  const staff = { fr: 'Employé', en: 'Employee' }
  expect(await told(link)).toEqual(expect.arrayContaining([{ fr: 'Accueil et standard', en: 'Accueil et standard' }, staff]))
  expect(await told(link)).toHaveLength(2)
  // Into a space of the company, it is what one may do there that is said.
  expect(await told((await team.act(owner, 'invite', { space: house.company.space, role: 'editor' })).link ?? '')).toEqual([])
  expect(await told((await team.act(owner, 'invite', { space: owner.workspace, role: 'viewer' })).link ?? '')).toEqual([staff])
})

test('PLT-05 one leaves by oneself, whatever one may do', async () => {
  const someone = await team.welcome([guest])
  expect((await team.act(someone.who, 'leaveCompany', {})).status).toBe(200)
  expect(await house.relais.who({ cookie: someone.cookie })).toBeNull()
  expect((await row('standing', someone.who.person)).state).toBe('removed')
})

test('PLT-05 the company changes hands: the new owner may do everything, the former stays an administrator', async () => {
  const someone = await team.welcome([guest])
  expect((await team.act(owner, 'handOver', { person: someone.who.person })).status).toBe(200)
  expect((await team.act(someone.who, 'editRole', { role: randomId(), name: 'Pigiste', category: 'media', codes: [] })).status).toBe(200)
  expect((await row('standing', owner.person)).roles).toContain(administrator)
  expect((await team.act(owner, 'handOver', { person: someone.who.person })).code).toBe('notOwner')
  expect((await team.act(owner, 'suspendPerson', { person: someone.who.person })).code).toBe('owner')
  expect((await team.act(someone.who, 'suspendPerson', { person: owner.person })).status).toBe(200)
})

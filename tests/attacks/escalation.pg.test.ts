// Nobody gives themselves, or anybody, more than they may do in the company.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { randomId } from '#kernel/base/id.ts'
import { codes, type Code } from '#domain/people/codes.ts'
import { administrator, employee } from '#domain/people/ready-roles.ts'
import { House } from '../faults/house.ts'
import { Team, type Colleague } from '../team.ts'

let house: House
let team: Team
beforeAll(async () => {
  house = await House.shared()
  team = new Team(house)
})
afterAll(() => house.close())

const made = async (allowed: readonly Code[], name = 'Essai') => {
  const role = randomId()
  const answer = await team.act(await team.owner(), 'editRole', { role, name, category: 'everyone', codes: allowed })
  expect(answer.status).toBe(200)
  return role
}
/** Someone who may do these, and nothing else. */
const able = async (...allowed: Code[]): Promise<Colleague> => team.welcome([await made(allowed)])

test('PLT-06 nobody gives, to themselves or another, a role that allows what they may not do', async () => {
  const hr = await able('roles:give', 'people:invite')
  for (const person of [hr.who.person, (await team.welcome([employee])).who.person])
    expect(await team.act(hr.who, 'giveRoles', { person, roles: [administrator] })).toMatchObject({ status: 409, code: 'beyond' })
  expect(await team.act(hr.who, 'inviteColleague', { roles: [administrator] })).toMatchObject({ status: 409, code: 'beyond' })
  // Within what they may do, they do.
  const given = await team.act(hr.who, 'giveRoles', {
    person: hr.who.person,
    roles: [await made(['people:invite']), ...(await rolesOf(hr))],
  })
  expect(given.status).toBe(200)
})

test('PLT-06 nobody takes away a role that allows more than they may do', async () => {
  const [hr, chief] = [await able('roles:give'), await team.welcome([administrator])]
  expect(await team.act(hr.who, 'giveRoles', { person: chief.who.person, roles: [] })).toMatchObject({ status: 409, code: 'beyond' })
})

test.each(codes.filter(code => code !== 'roles:edit'))(
  'PLT-06 whoever edits roles without %s puts it into none, their own least of all',
  async code => {
    const editor = await able(...codes.filter(other => other !== code))
    const [mine = ''] = await rolesOf(editor)
    for (const role of [mine, randomId(), employee]) {
      const answer = await team.act(editor.who, 'editRole', { role, name: 'Essai', category: 'everyone', codes: [code] })
      expect([answer.status, answer.code], role).toEqual([409, 'beyond'])
    }
    // Nor do they take it out of one that has it.
    const role = await made([code])
    expect((await team.act(editor.who, 'editRole', { role, name: 'Essai', category: 'everyone', codes: [] })).code).toBe('beyond')
  }
)

test('PLT-06 a role taken away, changed or ended counts from the next decision on', async () => {
  const role = await made(['projects:create'])
  const someone = await team.welcome([role])
  const create = async () => (await team.act(someone.who, 'createSpace', { id: randomId(), kind: 'project', name: 'Essai' })).status
  const owner = await team.owner()
  const edit = (rest: object) =>
    team.act(owner, 'editRole', { role, name: 'Essai', category: 'everyone', codes: ['projects:create'], ...rest })
  expect(await create()).toBe(200)
  await edit({ codes: [] })
  expect(await create()).toBe(403)
  await edit({ retired: true })
  expect(await create()).toBe(403)
  await edit({})
  expect(await create()).toBe(200)
  await team.act(owner, 'giveRoles', { person: someone.who.person, roles: [] })
  expect(await create()).toBe(403)
})

test('PLT-06 a forged input gives nothing: roles that nobody made, codes that do not exist, keys of objects', async () => {
  const owner = await team.owner()
  const { person } = (await team.welcome([employee])).who
  const refused = async (name: string, input: unknown) => {
    const { status, code } = await team.act(owner, name, input)
    return [status, code]
  }
  expect(await refused('giveRoles', { person, roles: [randomId()] })).toEqual([409, 'unknown'])
  expect(await refused('giveRoles', { person, roles: ['__proto__'] })).toEqual([422, 'malformed'])
  expect(await refused('giveRoles', { person, roles: Array.from({ length: 21 }, () => employee) })).toEqual([422, 'malformed'])
  expect(await refused('giveRoles', { person: randomId(), roles: [employee] })).toEqual([409, 'unknown'])
  const role = { role: randomId(), name: 'Essai', category: 'everyone', codes: [] }
  expect(await refused('editRole', { ...role, codes: ['constructor'] })).toEqual([422, 'malformed'])
  expect(await refused('editRole', { ...role, category: '__proto__' })).toEqual([422, 'malformed'])
  expect(await refused('editRole', { ...role, codes: ['projects:create people:remove'] })).toEqual([422, 'malformed'])
  expect(await refused('editRole', { ...role, role: employee, retired: true })).toEqual([422, 'employee'])
})

test('PLT-06 only the owner hands the company over, and only to someone who can come in', async () => {
  const owner = await team.owner()
  const chief = await team.welcome([administrator])
  const handOver = async (by: typeof owner, person: string) => (await team.act(by, 'handOver', { person })).code
  expect(await handOver(chief.who, chief.who.person)).toBe('notOwner')
  expect(await handOver(owner, owner.person)).toBe('already')
  await team.act(owner, 'suspendPerson', { person: chief.who.person })
  expect(await handOver(owner, chief.who.person)).toBe('suspended')
  // A colleague who is a card only, as those of the example company: nobody could ever take it back.
  const ghost = randomId()
  await house.pool.query(
    `insert into fact (workspace, id, kind, body, by, at, position) select id, $1, 'person', $2, $3, 0, 1 from workspace`,
    [randomId(), { person: ghost, name: 'Ghost', email: 'ghost@teranga.sn', hue: 1 }, owner.person]
  )
  await house.pool.query(
    `insert into model.person (workspace, space, id, hidden, person, name, email, hue) select id, id, $1, false, $1, 'Ghost', 'g', 1 from workspace`,
    [ghost]
  )
  expect(await handOver(owner, ghost)).toBe('noAccount')
})

const rolesOf = async ({ who }: Colleague): Promise<string[]> =>
  (await house.pool.query('select roles from model.standing where id = $1', [who.person])).rows[0].roles

// Every role that a company begins with, through the server's own doors: one thing that it can do, and one that it cannot.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { randomId } from '#kernel/base/id.ts'
import { codes, type Code } from '#domain/people/codes.ts'
import { readyRoles } from '#domain/people/ready-roles.ts'
import { House } from '../../tests/faults/house.ts'
import { Team, type Colleague } from '../../tests/team.ts'
import type { Who } from '../sync/who.ts'

let house: House
let team: Team
let [space, phase] = ['', '']
const roleOf = (key: string) => readyRoles.find(role => role.key === key)?.id ?? ''

beforeAll(async () => {
  house = await House.shared()
  team = new Team(house)
  space = randomId()
  expect((await team.act(await team.owner(), 'importPlan', plan(space))).status).toBe(200)
  const { rows } = await house.pool.query('select id from model.phase where space = $1', [space])
  phase = rows[0].id
})
afterAll(() => house.close())

const task = { line: 2, source: '1', parent: null, phase: 'Étude', title: 'Repérage', kind: 'task' }
const plan = (space: string) => ({
  space,
  name: 'Noflaye',
  fresh: true,
  file: { name: 'plan.csv', hash: 'a' },
  plan: { phases: ['Étude'], tasks: [task], links: [], services: [] },
})
type Asked = readonly [name: string, input: unknown] | ((who: Who) => ReturnType<Team['act']>)
const ask = (who: Who, asked: Asked) => (typeof asked === 'function' ? asked(who) : team.act(who, ...asked))
const victim = async () => ({ person: (await team.welcome([roleOf('guest')], 'Moussa Sarr')).who.person })

/** What takes each permission, asked of a company where all else allows it. */
const asking: Record<Code | 'own card' | 'owner', (by: Colleague) => Promise<Asked>> = {
  'projects:create': async () => ['createSpace', { id: randomId(), kind: 'project', name: 'Essai' }],
  'projects:import': async () => ['importPlan', plan(randomId())],
  'sheets:generate': async ({ who }) => {
    await team.act(await team.owner(), 'share', { space, person: who.person, role: 'editor' })
    return ['generateSheet', { space, phase, language: 'fr' }]
  },
  'people:invite': async () => ['inviteColleague', { roles: [roleOf('guest')] }],
  'people:suspend': async () => ['suspendPerson', await victim()],
  'people:remove': async () => ['removePerson', await victim()],
  'people:erase': async () => {
    const gone = await victim()
    await team.act(await team.owner(), 'removePerson', gone)
    return ['erasePerson', gone]
  },
  'people:protect': async () => ['requireSecondFactor', { whom: 'everybody', roles: [], days: 30 }],
  'services:edit': async () => ['nameService', { service: randomId(), name: `Studio ${randomId()}` }],
  'roles:give': async () => ['giveRoles', { ...(await victim()), roles: [] }],
  'roles:edit': async () => ['editRole', { role: randomId(), name: 'Pigiste', category: 'media', codes: [] }],
  'audit:read': async () => async who => {
    const answer = await house.relais.audit(new Request('http://localhost/'), who)
    return { status: answer.status, ...(JSON.parse(await answer.text()) as object) }
  },
  'own card': async () => ['introduce', { job: 'Régie' }],
  owner: async () => ['handOver', await victim()],
}
const table: Record<string, readonly [can: keyof typeof asking, cannot: keyof typeof asking]> = {
  generalManagement: ['people:remove', 'owner'],
  administrator: ['roles:edit', 'owner'],
  manager: ['services:edit', 'people:suspend'],
  marketingLead: ['people:invite', 'roles:give'],
  marketingOfficer: ['projects:import', 'people:invite'],
  communication: ['projects:create', 'projects:import'],
  salesLead: ['people:invite', 'people:suspend'],
  salesperson: ['projects:create', 'projects:import'],
  agent: ['sheets:generate', 'projects:import'],
  salesAdministration: ['projects:import', 'projects:create'],
  newsroomLead: ['projects:import', 'people:invite'],
  diffuser: ['sheets:generate', 'projects:create'],
  advertiser: ['own card', 'projects:create'],
  it: ['audit:read', 'people:remove'],
  finance: ['projects:create', 'services:edit'],
  accountant: ['projects:import', 'projects:create'],
  humanResources: ['roles:give', 'roles:edit'],
  trainer: ['projects:create', 'sheets:generate'],
  recruiter: ['people:invite', 'people:suspend'],
  employee: ['projects:create', 'people:invite'],
  trainee: ['sheets:generate', 'projects:import'],
  guest: ['own card', 'projects:create'],
}

test('PLT-06 nineteen roles and more are ready, each with an entry in this table', () => {
  expect(Object.keys(table).sort()).toEqual(readyRoles.map(({ key }) => key).sort())
  expect(readyRoles.length).toBeGreaterThanOrEqual(19)
})

test.each(readyRoles)('PLT-06 the ready role $key does one thing, and not another', async ({ key, id }) => {
  const [can, cannot] = table[key] as (typeof table)[string]
  const someone = await team.welcome([id])
  expect((await ask(someone.who, await asking[can](someone))).status, can).toBe(200)
  const refused = await ask(someone.who, await asking[cannot](someone))
  expect([refused.status, refused.code], cannot).toEqual(cannot === 'owner' ? [409, 'notOwner'] : [403, 'notAllowed'])
})

test.each(codes)('PLT-06 whoever has no role is refused %s in words, and whoever owns the company is not', async code => {
  const someone = await team.welcome([roleOf('guest')])
  const refused = await ask(someone.who, await asking[code](someone))
  expect(refused).toMatchObject({ status: 403, code: 'notAllowed' })
  expect(refused.label?.fr).toMatch(/^Aucun de vos rôles ne le permet : « .+\. »/)
  const owner = await team.owner()
  expect((await ask(owner, await asking[code]({ ...someone, who: owner }))).status).toBe(200)
})

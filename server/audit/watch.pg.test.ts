import { beforeEach, expect, test, vi } from 'vitest'
import { randomId } from '#kernel/base/id.ts'
import { planName, textName } from '#kernel/space/name.ts'
import type { Kind, Line } from '#domain/people/audited.ts'
import { get, owner, post, read, RelaisStage } from '../../tests/relais-stage.ts'
import type { Who } from '../sync/who.ts'
import { writeFlags } from './flags.ts'
import { Watch } from './watch.ts'

const stage = new RelaisStage()
let [awa, moussa] = [] as unknown as [Who, Who]
const [closed, open] = [randomId(), randomId()]
beforeEach(async () => {
  awa = await stage.begin()
  await stage.act(awa, 'createSpace', { id: closed, kind: 'project', name: 'Rachat' })
  await stage.act(awa, 'createSpace', { id: open, kind: 'project', name: 'Noflaye' })
  const { link } = await stage.act(awa, 'invite', { space: open, role: 'editor' })
  const newcomer = { name: 'Moussa Sène', email: 'moussa@teranga.sn', password: 'saint-louis-24' }
  moussa = await stage.whoIn(await stage.relais.join(post(newcomer), link.split('/').at(-1), '10.0.0.8'))
})

const lines = async (kind: Kind): Promise<Line[]> => (await read(await stage.relais.audit(get(`?kind=${kind}`), awa))).lines
/** What is written after the answer that refuses: waited for. */
const told = (kind: Kind, ...expected: object[]) =>
  vi.waitFor(async () => expect(await lines(kind)).toMatchObject(expected), { timeout: 20_000, interval: 20 })
const document = (name: string) => stage.relais.document(get(), moussa, name)

test('PLT-08 who asks for what is not theirs is in the log of their company, once a minute however often they ask', async () => {
  const names = [planName(awa.workspace, closed), planName(awa.workspace, randomId()), planName(randomId(), closed), 'x/../y']
  for (const name of names) expect((await document(name)).status).toBe(404)
  await told('refused', { what: 'readRefused', person: moussa.person, about: closed, accepted: false, address: '10.0.0.8' })
  stage.clock.at += 60_000
  expect((await stage.relais.file(get(), moussa, closed)).status).toBe(404)
  await told('refused', { what: 'readRefused', about: closed, at: stage.clock.at }, { what: 'readRefused' })
  // In a list as well, whose answer says only that it is absent.
  stage.clock.at += 60_000
  const asked = [planName(awa.workspace, open), textName(awa.workspace, 'task', randomId(), 'description')]
  await stage.relais.differences(post({ documents: asked.map(name => ({ name })) }), moussa)
  await stage.relais.differences(post({ documents: [{ name: planName(awa.workspace, closed) }] }), moussa)
  await told('refused', { about: closed, at: stage.clock.at }, {}, {})
})

test('PLT-08 who asks for more than their roles or their token allow is in the log; what a decision refuses is said once', async () => {
  expect((await stage.relais.audit(get(), moussa)).status).toBe(403)
  const { token } = await read(await stage.relais.makePersonalToken(post({ name: 'Tableau', scope: 'read', days: 30 }), moussa))
  const program = (await stage.relais.who({ authorization: `Bearer ${token}` })) as Who
  expect(
    (await stage.relais.command(new Request('http://localhost/api/v1/commands/invite', { method: 'POST' }), program, 'invite')).status
  ).toBe(403)
  await told('refused', { what: 'tokenRefused', person: moussa.person, device: '' }, { what: 'rightRefused', person: moussa.person })
  stage.clock.at += 60_000
  expect((await stage.act(moussa, 'suspendPerson', { person: awa.person })).code).toBe('notAllowed')
  stage.clock.at += 60_000
  expect((await stage.relais.audit(get(), moussa)).status).toBe(403)
  await told('refused', { what: 'rightRefused' }, {}, {})
  expect((await lines('decision')).filter(({ what }) => what === 'suspendPerson')).toHaveLength(1)
})

test('PLT-08 who breaks a limit is in the log: too much at once, and too many attempts', async () => {
  const large = Object.assign(post({}), { json: () => Promise.reject(Object.assign(new Error('too large'), { status: 413 })) })
  expect((await stage.relais.query(large, moussa)).status).toBe(413)
  await told('limit', { what: 'tooLarge', person: moussa.person, accepted: false })
  stage.clock.at += 1_000
  for (let n = 0; n <= 10; n++) await stage.relais.signIn(post({ email: owner.email, password: `essai-${n}` }), '10.0.0.9')
  await told('limit', { what: 'attempts', person: awa.person, address: '10.0.0.9' }, { what: 'tooLarge' })
  // From a network that has tried too many accounts, the one it tries then.
  stage.clock.at += 60_000
  for (let n = 0; n < 60; n++) await stage.relais.signIn(post({ email: `${n}@ailleurs.example`, password: 'essai' }), '10.0.0.10')
  expect((await stage.relais.signIn(post({ email: 'moussa@teranga.sn', password: 'essai' }), '10.0.0.10')).status).toBe(429)
  await told('limit', { what: 'attempts', person: moussa.person, address: '10.0.0.10' }, {}, {})
})

test('PLT-08 a flood is a line a minute, whoever writes it: the database keeps to it too', async () => {
  const { pool } = stage.connection
  const count = async () =>
    (await pool.query<{ n: number }>(`select count(*)::int as n from audit where kind in ('refused', 'flagged')`)).rows[0]?.n
  // Two that remember nothing of each other, as after a restart.
  const [one, other] = [0, 1].map(
    () =>
      new Watch(pool, stage.clock, fault => {
        throw fault
      })
  ) as [Watch, Watch]
  for (let n = 0; n < 500; n++) for (const watch of [one, other]) watch.note(moussa, 'readRefused', randomId())
  await Promise.all([one.settled(), other.settled()])
  expect(await count()).toBe(1)
  const at = Math.floor(stage.clock.at / 60_000) * 60_000
  const flags = Array.from({ length: 500 }, (_, n) => ({ what: 'factForged' as const, person: moussa.person, about: `\0${n}`, at: at + n }))
  const client = await pool.connect()
  await writeFlags(client, awa.workspace, flags)
  await writeFlags(client, awa.workspace, flags)
  client.release()
  expect(await count()).toBe(2)
})

import { expect, test } from 'vitest'
import type { Who } from '../sync/who.ts'
import { limited } from './limited.ts'

const clock = { at: 0, now: () => clock.at }
const who = (person: string): Who => ({ account: person, person, workspace: 'w', session: person })
let reached = 0
const endpoint = async () => {
  reached++
  return new Response('{}')
}
const names = ['query', 'differences', 'lastChanges', 'document', 'history', 'command', 'sendInvitation', 'signIn'] as const
const open = () => limited(Object.fromEntries(names.map(name => [name, endpoint])) as unknown as Record<(typeof names)[number], Ask>, clock)
type Ask = (request: Request, who: Who | null, about?: string, more?: string) => Promise<Response>
const request = () => new Request('http://localhost/')
/** How many are let through before one is refused, and that one. */
async function until(ask: () => Promise<Response>) {
  for (let count = 0; count < 5_000; count++) {
    const before = reached
    const answer = await ask()
    if (answer.status === 429) return { count, reached: reached !== before, after: Number(answer.headers.get('retry-after')), answer }
  }
  return null
}

test('PLT-86 a person asks so many questions a minute, about a document fewer, and takes so many decisions', async () => {
  const api = open()
  const [awa, moussa] = [who('awa'), who('moussa')]
  expect(await until(() => api.query(request(), awa))).toMatchObject({ count: 1_200, reached: false, after: 60 })
  expect((await api.differences(request(), awa)).status).toBe(429)
  // Somebody else is not concerned, nor is what they decide.
  expect((await api.query(request(), moussa)).status).toBe(200)
  expect(await until(() => api.command(request(), awa, 'createSpace'))).toMatchObject({ count: 600, after: 60 })
  expect(await until(() => api.document(request(), moussa, 'w/plan/a'))).toMatchObject({ count: 300, after: 60 })
  expect((await api.document(request(), moussa, 'w/plan/b')).status).toBe(200)
  expect(await until(() => api.history(request(), moussa, 'task', 'a'))).toMatchObject({ count: 300 })
  clock.at += 30_000
  expect(Number((await api.query(request(), awa)).headers.get('retry-after'))).toBe(30)
  clock.at += 30_001
  expect((await api.query(request(), awa)).status).toBe(200)
})

test('PLT-86 invitations and their letters are few in an hour, and the refusal says that nothing is lost', async () => {
  const api = open()
  const awa = who('awa')
  for (let i = 0; i < 100; i++) expect((await api.sendInvitation(request(), awa, 'token')).status).toBe(200)
  const refused = await until(() => api.command(request(), awa, 'inviteColleague'))
  expect(refused).toMatchObject({ count: 200, after: 3_600 })
  expect(await refused?.answer.json()).toMatchObject({ code: 'tooOften', detail: expect.stringContaining('rien n’est perdu') })
  expect((await api.command(request(), awa, 'createSpace')).status).toBe(200)
  // Who is nobody is counted elsewhere.
  expect(await until(() => api.signIn(request(), null))).toBeNull()
})

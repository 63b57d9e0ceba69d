// Two ids in one request, one of them of others. Every endpoint and every command is tried, by being there.
import { expect, test } from 'vitest'
import { randomId } from '#kernel/base/id.ts'
import { planName, textName } from '#kernel/space/name.ts'
import { createRecord } from '#kernel/space/record.ts'
import { commands } from '#domain/commands.ts'
import { business } from '#domain/model.ts'
import type { Who } from '#server/sync/who.ts'
import { post, RelaisStage } from '../relais-stage.ts'

const stage = new RelaisStage()
const secret = 'Rachat de la régie'
type Ids = Readonly<Record<'space' | 'phase' | 'task' | 'document', string>>

async function project(who: Who, title: string): Promise<Ids> {
  const ids = { space: randomId(), phase: randomId(), task: randomId(), document: randomId() }
  expect((await stage.act(who, 'createSpace', { id: ids.space, kind: 'project', name: title })).status).toBe(200)
  await stage.write(who, planName(who.workspace, ids.space), doc => {
    createRecord(doc, business.project, ids.space, { title })
    createRecord(doc, business.phase, ids.phase, { title, project: ids.space })
    createRecord(doc, business.task, ids.task, { title, phase: ids.phase })
    createRecord(doc, business.document, ids.document, { title, project: ids.space })
  })
  return ids
}
/** Moussa's two projects, and one of Awa's that is closed to him. */
async function company() {
  const awa = await stage.begin()
  const closed = await project(awa, secret)
  const { link } = await stage.act(awa, 'invite', { space: (await project(awa, 'Accueil')).space, role: 'viewer' })
  const join = post({ name: 'Moussa Sène', email: 'moussa@teranga.sn', password: 'saint-louis-24' })
  const moussa = await stage.whoIn(await stage.relais.join(join, link.split('/').at(-1)))
  return { awa, moussa, closed, own: await project(moussa, 'À moi'), other: await project(moussa, 'À moi aussi') }
}
/** All that the server keeps of a project and of a person, but for when they were last seen. */
async function kept(of: Ids, { person, account }: Who) {
  const { pool } = stage.connection
  const all = (text: string, values: unknown[]) => pool.query(text, values).then(({ rows }) => rows)
  return {
    documents: await all('select name, sequence from document where space = $1 order by name', [of.space]),
    facts: await all('select fact from fact_space where space = $1 order by fact', [of.space]),
    about: await all(`select id from fact where body ->> 'of' = $1 or body ->> 'person' = $2 order by id`, [of.space, person]),
    history: await all('select id, record from history where space = $1 order by id', [of.space]),
    tasks: await all('select id, title, hidden from model.task where space = $1 order by id', [of.space]),
    jobs: await all('select name from command where person = $1 order by id', [person]),
    sessions: await all('select id from session where account = $1 order by id', [account]),
    account: await all('select email, password, username from account where id = $1', [account]),
  }
}
const apart = (text: string) => expect(text).not.toMatch(new RegExp(secret))

/** What an endpoint is without what watches over it. */
const bare = (endpoint: object): object => ('of' in endpoint ? bare(endpoint.of as object) : endpoint)

test('A12 every endpoint looks at each id it is given: one that is allowed vouches for no other', async () => {
  const { awa, moussa, closed, own } = await company()
  const before = await kept(closed, awa)
  const names = (ids: Ids) => [planName(moussa.workspace, ids.space), textName(moussa.workspace, 'document', ids.document, 'body')]
  const mixed = [
    [own, closed],
    [closed, own],
  ] as const
  const called: string[] = []
  let signed = 0
  for (const [name, endpoint] of Object.entries(stage.relais)) {
    // `who` reads a cookie, `lured` writes down, `stop` ends the server: none of them answers.
    if (typeof endpoint !== 'function' || ['stop', 'who', 'lured'].includes(name)) continue
    const ask = endpoint as (request: Request, ...params: unknown[]) => Promise<Response>
    const known = /^(?:async )?\(request, who\b/.test(String(bare(endpoint))) ? [{ ...moussa }] : []
    signed += known.length
    for (const [first, second] of mixed) {
      const [a, b] = [Object.values(first), Object.values(second)]
      const query = new URLSearchParams({
        records: [...a, ...b].join(','),
        space: first.space,
        to: second.space,
        record: second.task,
        after: '0',
      })
      const body = {
        ...{ space: first.space, spaces: [first.space, second.space], to: second.space, record: second.task, ids: [...a, ...b] },
        ...{
          documents: [...names(first), ...names(second)].map(name => ({ name })),
          from: 'task',
          person: awa.person,
          account: awa.account,
        },
        ...{
          where: { op: 'in', left: { op: 'field', name: 'id' }, values: [...a, ...b] },
          session: awa.session,
          id: randomId(),
          input: {},
        },
      }
      const asked = () => new Request(`http://localhost/?${query}`, { method: 'POST', body: JSON.stringify(body) })
      for (const params of [[second.space], [names(second)[0]], ['task', second.task], [awa.session], [awa.person]]) {
        const answer = await ask(asked(), ...known, ...params)
        expect(answer.status, name).toBeLessThan(500)
        if (second === closed) apart(await answer.text())
      }
    }
    called.push(name)
  }
  expect(signed).toBeGreaterThan(20)
  for (const name of ['feed', 'document', 'differences', 'command', 'history', 'lastChanges', 'query', 'file'])
    expect(called).toContain(name)
  expect(await kept(closed, awa)).toEqual(before)
})

test('A12 every command looks at each id it is given: one that is allowed vouches for no other', async () => {
  const { awa, moussa, closed, own, other } = await company()
  const service = randomId()
  await stage.act(awa, 'nameService', { service, name: 'Studio' })
  const plan = {
    phases: ['A'],
    tasks: [{ line: 1, source: '1', parent: null, phase: 'A', title: 'T', kind: 'task' }],
    links: [],
    services: [],
  }
  const file = { name: 'plan.csv', hash: 'x' }
  const any = {
    ...own,
    to: other.space,
    record: own.document,
    entity: 'document',
    person: moussa.person,
    role: 'viewer',
    group: service,
    service,
  }
  const inputs: Record<string, Record<string, unknown>> = {
    createSpace: { id: randomId(), kind: 'project', name: 'Neuf' },
    invite: { space: own.space, role: 'viewer' },
    share: { space: own.space, person: awa.person, role: 'viewer' },
    shareWithService: { space: own.space, group: service, role: 'viewer' },
    importPlan: { space: own.space, name: 'Plan', fresh: false, file, plan },
    generateSheet: { space: own.space, phase: own.phase, language: 'fr' },
    moveRecords: { entity: 'document', record: own.document, space: own.space, to: other.space },
  }
  const theirs = new Map<string, string>()
  for (const kind of ['space', 'phase', 'task', 'document'] as const) for (const ids of [own, other]) theirs.set(ids[kind], closed[kind])
  theirs.set(inputs['createSpace']?.['id'] as string, closed.space)
  const before = await kept(closed, awa)
  let tried = 0
  for (const name of Object.keys(commands)) {
    const input = inputs[name] ?? any
    for (const wrong of [...swapped(input, theirs), ...swapped({ ...input, fresh: true }, theirs)]) {
      const answer = await stage.act(moussa, name, wrong)
      apart(JSON.stringify(answer))
      expect(answer.status, `${name} ${JSON.stringify(wrong)}`).toBeLessThan(500)
      if (inputs[name]) expect(answer.status, `${name} ${JSON.stringify(wrong)}`).toBeGreaterThanOrEqual(400)
      tried++
    }
    if (!inputs[name]) continue
    const kept = await stage.act(moussa, name, input)
    expect([name, kept.status, kept.code]).toEqual([name, 200, undefined])
  }
  expect(tried).toBeGreaterThan(Object.keys(commands).length)
  const after = await kept(closed, awa)
  expect({ ...after, about: [] }).toEqual({ ...before, about: [] })
})

/** The input with each of its ids replaced in turn, wherever it stands in it. */
function swapped(input: unknown, theirs: ReadonlyMap<string, string>): Record<string, unknown>[] {
  const text = JSON.stringify(input)
  return [...theirs].flatMap(([mine, other]) => (text.includes(`"${mine}"`) ? [JSON.parse(text.replace(`"${mine}"`, `"${other}"`))] : []))
}

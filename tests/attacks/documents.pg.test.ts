// Documents, history, files and lists asked over HTTP by somebody they are not shared with.
import { expect, test } from 'vitest'
import { readDifferences } from '#kernel/space/difference.ts'
import { randomId } from '#kernel/base/id.ts'
import { planName } from '#kernel/space/name.ts'
import { changeRecord, createRecord } from '#kernel/space/record.ts'
import { business } from '#domain/model.ts'
import type { Who } from '#server/sync/who.ts'
import { get, post, read, RelaisStage } from '../relais-stage.ts'

const stage = new RelaisStage()
const secret = 'Rachat de la régie'

/** Awa's project, closed to Moussa, with a task whose title is the secret, edited once; and one that is shared with him. */
async function company() {
  const awa = await stage.begin()
  const [closed, open, record] = [randomId(), randomId(), randomId()]
  await stage.act(awa, 'createSpace', { id: closed, kind: 'project', name: secret })
  await stage.act(awa, 'createSpace', { id: open, kind: 'project', name: 'Noflaye' })
  const name = planName(awa.workspace, closed)
  await stage.write(awa, name, doc => createRecord(doc, business.task, record, { title: secret, phase: randomId() }))
  await stage.write(awa, name, doc => changeRecord(doc, business.task, record, { title: `${secret}, relu` }))
  const { link } = await stage.act(awa, 'invite', { space: open, role: 'editor' })
  const moussa = await stage.whoIn(
    await stage.relais.join(post({ name: 'Moussa Sène', email: 'moussa@teranga.sn', password: 'saint-louis-24' }), link.split('/').at(-1))
  )
  return { awa, moussa, closed, open, record, name }
}
const whole = async (answer: Promise<Response>) => {
  const { status, headers, body } = await answer.then(async one => ({
    status: one.status,
    headers: [...one.headers],
    body: await one.text(),
  }))
  return { status, headers, body }
}

test('A4 a document of others answers as one that is not there: status, headers and body', async () => {
  const { moussa, awa, name, record } = await company()
  expect((await stage.relais.document(get(), awa, name)).status).toBe(200)
  const ask = (name: string, who: Who) => whole(stage.relais.document(get(), who, name))
  const absent = await ask(planName(awa.workspace, randomId()), moussa)
  expect(absent.status).toBe(404)
  expect(await ask(name, moussa)).toEqual(absent)
  expect(await ask(planName(randomId(), randomId()), moussa)).toEqual(absent)
  const [there, elsewhere] = [record, randomId()].map(id => whole(stage.relais.history(get(), moussa, 'task', id)))
  expect(await there).toEqual(await elsewhere)
  expect((await read(await stage.relais.history(get(), awa, 'task', record))).lines).toHaveLength(2)
  const asked = await stage.relais.differences(post({ documents: [{ name }] }), moussa)
  expect(readDifferences(new Uint8Array(await asked.arrayBuffer()))).toEqual([{ name, is: 'absent' }])
})

test('A5 a name with a NUL, a path or ten thousand letters is refused by every endpoint that takes one, and no fault is made of it', async () => {
  const { awa, record } = await company()
  const { workspace } = awa
  const names = [
    '\0',
    `${workspace}/plan/${record}\0`,
    '../../etc/passwd',
    `${workspace}/plan/../plan/${record}`,
    'x'.repeat(10_240),
    '__proto__',
    '',
  ]
  for (const name of names) {
    const answers = {
      document: await stage.relais.document(get(), awa, name),
      differences: await stage.relais.differences(post({ documents: [{ name }] }), awa),
      'history of': await stage.relais.history(get(), awa, 'task', name),
      'history in': await stage.relais.history(get(), awa, name, record),
      'last changes': await stage.relais.lastChanges(get(`?records=${encodeURIComponent(name)}`), awa, 'task'),
      'last changes in': await stage.relais.lastChanges(get(`?records=${record}`), awa, name),
      file: await stage.relais.file(get(), awa, name),
      command: await stage.relais.command(post({ id: name, input: {} }), awa, 'invite'),
      'command named': await stage.relais.command(post({ id: randomId(), input: {} }), awa, name),
      invitation: await stage.relais.invitation(get(), name),
      query: await stage.relais.query(post({ from: name }), awa),
    }
    for (const [what, answer] of Object.entries(answers)) {
      expect([200, 404, 410, 422], `${what} ${JSON.stringify(name).slice(0, 40)}`).toContain(answer.status)
      expect(await answer.text()).not.toContain(secret)
    }
    expect([answers.document.status, answers.file.status, answers.differences.status]).toEqual([404, 404, 422])
  }
})

test('A15 the titles of what is closed to somebody are in nothing they are told: feed, lists, counts, history, activity', async () => {
  const { moussa, open, record, closed } = await company()
  const lists = await Promise.all(
    Object.keys(business).map(async from => (await read(await stage.relais.query(post({ from, hidden: true }), moussa))).rows as unknown[])
  )
  const counts = await Promise.all(
    ['task', 'project', 'phase', 'document'].map(async from =>
      read(await stage.relais.query(post({ from, group: [], measures: { n: { count: true }, last: { max: 'title' } } }), moussa))
    )
  )
  const told = {
    feed: await stage.feed(moussa),
    session: await read(await stage.relais.session(get(), moussa)),
    history: await read(await stage.relais.history(get(), moussa, 'task', record)),
    changes: await read(await stage.relais.lastChanges(get(`?records=${record}`), moussa, 'task')),
    lists,
    counts,
  }
  const text = JSON.stringify(told)
  expect(text).not.toContain(secret)
  expect(text).not.toContain(closed)
  expect(text).toContain(open)
})

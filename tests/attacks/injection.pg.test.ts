import { expect, test } from 'vitest'
import { post, read, RelaisStage } from '../relais-stage.ts'

const stage = new RelaisStage()

const hostile = [
  `'`,
  `\\`,
  `\\'`,
  `') or ('' = '`,
  `''; reset role; select password from account; --`,
  `'; drop schema model cascade; --`,
  `E'\\\\'); delete from fact; --`,
  `" or true --`,
  `title" from model.task; reset role; select json_agg(a) as answer from account a; --`,
  `$$; reset role; $$`,
  `%'; commit; drop table account; --`,
  `\u0000'; drop table account; --`,
  `\ud800'`,
  `__proto__`,
  `constructor`,
  `toString`,
]

/** Every place of a question where a text of one's own can stand. */
const questions = (text: string): unknown[] => [
  { from: text },
  { from: 'task', space: text },
  { from: 'task', limit: text },
  { from: 'task', sort: [{ by: text }] },
  { from: 'task', sort: [{ by: 'title', descending: text }] },
  { from: 'task', group: [text], measures: { n: { count: true } } },
  { from: 'task', group: [], measures: { [text]: { count: true } } },
  { from: 'task', group: [], measures: { n: { sum: text } } },
  { from: 'task', group: [], measures: { n: { [text]: 'title' } } },
  { from: 'task', with: { [text]: { op: 'value', value: text } } },
  { from: 'task', with: { more: { op: 'field', name: text } } },
  { from: 'task', where: { op: text } },
  { from: 'task', where: { op: 'field', name: text } },
  { from: 'task', where: { op: 'is', left: { op: 'field', name: 'title' }, right: { op: 'value', value: text } } },
  { from: 'task', where: { op: 'is', left: { op: 'field', name: text }, right: { op: 'value', value: text } } },
  { from: 'task', where: { op: 'in', left: { op: 'field', name: 'title' }, values: [text] } },
  { from: 'task', where: { op: 'contains', of: { op: 'field', name: 'title' }, part: text } },
  { from: 'task', where: { op: 'has', name: 'assignees', id: text } },
  { from: 'task', where: { op: 'exists', of: text, by: text } },
]

test('PLT-86 no text in a question is ever read as SQL: it is answered as a value or refused', async () => {
  const who = await stage.begin()
  const kept = async () =>
    (
      await stage.connection.pool.query(
        `select (select count(*) from account)::int as accounts, (select count(*) from fact)::int as facts, to_regclass('model.task') is not null as rows`
      )
    ).rows
  const before = await kept()
  const seen = { 200: 0, 422: 0 }
  for (const text of hostile)
    for (const question of questions(text)) {
      const answer = await stage.relais.query(post(question), who)
      const said = await answer.clone().text()
      expect([200, 422], `${answer.status} ${JSON.stringify(question)}`).toContain(answer.status)
      expect(said).not.toMatch(/argon2|secret_hash/)
      seen[answer.status as 200 | 422]++
    }
  expect(await kept()).toEqual(before)
  for (const text of hostile) {
    const named = { op: 'is', left: { op: 'field', name: 'name' }, right: { op: 'value', value: text } }
    expect((await read(await stage.relais.query(post({ from: 'person', where: named }), who))).rows, text).toEqual([])
  }
  // Some are harmless values, some are no question: the corpus has both.
  expect(Math.min(seen[200], seen[422])).toBeGreaterThan(20)
  expect((await read(await stage.relais.query(post({ from: 'person' }), who))).rows).toMatchObject([{ name: 'Awa Diop' }])
})

import { expect, test } from 'vitest'
import { randomId } from '#kernel/base/id.ts'
import { get, read, RelaisStage } from '../../tests/relais-stage.ts'
import type { LastChange } from './last-changes.ts'

const stage = new RelaisStage()

test('a list is told who last wrote in each record it names, and nothing of spaces that the asker may not read', async () => {
  const who = await stage.begin()
  const [space, elsewhere, note, brief, secret] = [randomId(), randomId(), randomId(), randomId(), randomId()]
  await stage.act(who, 'createSpace', { id: space, kind: 'project', name: 'Noflaye' })
  const lines = [
    [space, note, 'awa', 1_000],
    [space, note, 'moussa', 2_000],
    [space, brief, 'awa', 3_000],
    [elsewhere, secret, 'moussa', 4_000],
  ] as const
  for (const [of, record, person, at] of lines)
    await stage.connection.pool.query(
      `insert into history (workspace, space, entity, record, field, won, person, at, document, sequence)
       values ($1, $2, 'document', $3, 'title', true, $4, $5, 1, 1)`,
      [who.workspace, of, record, person, at]
    )
  const ask = async (entity: string, ...records: string[]) =>
    (await read(await stage.relais.lastChanges(get(`?records=${records.join(',')}`), who, entity))).changes.toSorted(
      (a: LastChange, b: LastChange) => a.at - b.at
    )
  expect(await ask('document', note, brief, secret, randomId())).toEqual([
    { record: note, at: 2_000, person: 'moussa' },
    { record: brief, at: 3_000, person: 'awa' },
  ])
  expect(await ask('task', note)).toEqual([])
  expect((await stage.relais.lastChanges(get(`?records=${note}`), null, 'document')).status).toBe(401)
})

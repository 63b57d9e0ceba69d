import fc from 'fast-check'
import { expect, test } from 'vitest'
import { freshDatabase } from '../../tests/postgres.ts'
import { connect } from './connection.ts'
import { copyIn } from './copy.ts'
import { cell, copyLines, jsonCell } from './copy-text.ts'

const words = fc.oneof(
  fc.string({ unit: 'binary' }).map(text => text.replaceAll('\0', '')),
  fc.constantFrom('', '\\N', '\\.', '\\', 'a\tb', 'a\nb\r', '{"a,b"}', 'NULL', 'null', ' é ')
)
const said = fc.record({
  text: fc.option(words),
  number: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map(value => value || 0)),
  flag: fc.option(fc.boolean()),
  list: fc.option(fc.array(words)),
  json: fc.option(
    fc
      .jsonValue({ depthSize: 'small', stringUnit: 'grapheme' })
      .map(value => JSON.parse(JSON.stringify(value).replaceAll('-0', '0')) as unknown)
  ),
})

test('whatever is copied into a table is what was said', async () => {
  const database = await freshDatabase()
  const { pool, end } = connect(database.url)
  const client = await pool.connect()
  try {
    await client.query('create temp table said (n int, text text, number double precision, flag boolean, list text[], json jsonb)')
    await fc.assert(
      fc.asyncProperty(fc.array(said, { maxLength: 12 }), async all => {
        const lines = copyLines(
          [...all.entries()],
          ([n, row]) => [cell(n), ...[row.text, row.number, row.flag, row.list].map(cell), jsonCell(row.json)],
          5
        )
        await copyIn(client, 'copy said from stdin', lines)
        const { rows } = await client.query('select text, number, flag, list, json from said order by n')
        await client.query('truncate said')
        expect(rows).toEqual(all)
      }),
      { numRuns: 60 }
    )
  } finally {
    client.release()
    await end()
    await database.drop()
  }
})

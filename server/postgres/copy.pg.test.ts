import { expect, test } from 'vitest'
import { connect } from '#server/postgres/connection.ts'
import { freshDatabase } from '../../tests/postgres.ts'
import { copyOut } from './copy.ts'

test('a line that is kept while others come stays what it was', async () => {
  const database = await freshDatabase()
  const { pool, end } = connect(database.url)
  const client = await pool.connect()
  try {
    const lines: Buffer[] = []
    await copyOut(
      client,
      `copy (select n, repeat(chr(97 + n % 26), 700 + n % 900) from generate_series(0, 19999) n) to stdout`,
      line => void lines.push(line)
    )
    const wrong = lines.filter((line, n) => line.toString() !== `${n}\t${String.fromCharCode(97 + (n % 26)).repeat(700 + (n % 900))}\n`)
    expect(lines).toHaveLength(20_000)
    expect(wrong.length).toBe(0)
  } finally {
    client.release()
    await end()
    await database.drop()
  }
})

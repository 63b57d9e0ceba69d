import { expect, test } from 'vitest'
import { freshDatabase } from '../../tests/postgres.ts'
import { connect } from './connection.ts'
import { assertDurable } from './durable.ts'

test('a database that may forget a commit is refused, in one sentence that says what to do', async () => {
  const database = await freshDatabase()
  const { pool, end } = connect(database.url)
  // The test cluster runs with durability off.
  await expect(assertDurable(pool)).rejects.toThrow(/fsync, full_page_writes, synchronous_commit/)
  await end()
  await database.drop()
})

import type { Pool, PoolClient } from 'pg'

/** Runs `work` in one transaction: committed when it returns, nothing of it left when it throws. */
export async function transaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>, mode = ''): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  // Between two statements nobody listens: unheard, a lost connection would end the process.
  const lost = (fault: Error) => (broken = fault)
  client.on('error', lost)
  try {
    await client.query(`begin ${mode}`)
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (fault) {
    await client.query('rollback').catch(unreachable => (broken = unreachable as Error))
    throw fault
  } finally {
    client.off('error', lost)
    client.release(broken)
  }
}

/** Several reads of one instant. */
export const frozen = 'isolation level repeatable read read only'

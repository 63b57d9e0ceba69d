import { spawnSync } from 'node:child_process'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { freshDatabase } from '../../tests/postgres.ts'
import { connect, type Connection } from '../postgres/connection.ts'
import { Jobs, type Handler } from './jobs.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let connection: Connection
let jobs: Jobs | undefined

beforeEach(async () => {
  database = await freshDatabase()
  connection = connect(database.url)
})
afterEach(async () => {
  await jobs?.stop()
  await connection.end()
  await database.drop()
})

const begin = async (handlers: Record<string, Handler>) => {
  jobs = new Jobs(connection.pool, handlers, fault => expect.unreachable(String(fault)))
  await jobs.start()
  return jobs
}
async function ask(by: Jobs, name: string) {
  const client = await connection.pool.connect()
  await by.add(client, 'teranga', { name, data: { of: name } }).finally(() => client.release())
}
const rows = async () =>
  (
    await connection.pool.query<{ name: string; state: string; attempts: number }>(
      `select name, state, retry_count as attempts from job.job order by name`
    )
  ).rows
const settled = (expected: unknown) => vi.waitFor(async () => expect(await rows()).toEqual(expected), { timeout: 25_000, interval: 50 })

/** Another process that does the same jobs, killed the moment it has taken one. */
const dies = (name: string) =>
  spawnSync(process.execPath, ['--input-type=module', '--eval', other, name, database.url], {
    env: { ...process.env, RELAIS_TESTS: '1', RELAIS_KILL_AT: 'job:before' },
    encoding: 'utf8',
  })
const other = `
  const { connect } = await import('${new URL('../postgres/connection.ts', import.meta.url)}')
  const { Jobs } = await import('${new URL('jobs.ts', import.meta.url)}')
  const [, name, url] = process.argv
  await new Jobs(connect(url).pool, { [name]: async () => {} }, console.error).start()
`

test('a job whose process was killed is taken back by the next one as it starts, and done', async () => {
  const first = await begin({ sheet: async () => expect.unreachable() })
  await first.stop()
  await ask(first, 'sheet')
  const { signal, stderr } = dies('sheet')
  expect(signal, stderr).toBe('SIGKILL')
  const left = [{ name: 'sheet', state: 'active', attempts: 0 }]
  expect(await rows()).toEqual(left)

  const done = vi.fn<Handler>(async () => {})
  await begin({ sheet: done })
  // A sign of life that does not come takes ten seconds to be missed; this one asks nobody.
  expect(await rows()).not.toEqual(left)
  await settled([{ name: 'sheet', state: 'completed', attempts: 1 }])
  expect(done).toHaveBeenCalledOnce()
  expect(done.mock.calls[0]?.slice(0, 2)).toEqual(['teranga', { of: 'sheet' }])
})

test('a job that a worker of this process has begun is not taken from it while the others start', async () => {
  const names = ['letter', 'report', 'sheet']
  const first = await begin(Object.fromEntries(names.map(name => [name, async () => {}])))
  await first.stop()
  for (const name of names) await ask(first, name)

  let started = () => {}
  const all = new Promise<void>(resolve => (started = resolve))
  const done = vi.fn<Handler>(() => all)
  await begin(Object.fromEntries(names.map(name => [name, done])))
  started()
  await settled(names.map(name => ({ name, state: 'completed', attempts: 0 })))
  expect(done).toHaveBeenCalledTimes(names.length)
})

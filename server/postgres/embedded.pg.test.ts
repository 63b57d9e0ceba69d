import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { madeBefore } from '../../tests/made-before.ts'
import { startEmbedded, type Embedded } from './embedded.ts'
import { Unavailable } from './unavailable.ts'

let folder: string
let running: Embedded | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'relais-pg-'))
})

afterEach(async () => {
  await running?.stop()
  running = undefined
  rmSync(folder, { recursive: true, force: true })
})

const start = async (place = folder) => (running = await startEmbedded(place))

async function rows(sql: string) {
  const client = new pg.Client(running!.url)
  await client.connect()
  return (await client.query(sql).finally(() => client.end())).rows as Record<string, unknown>[]
}

/** Another process starts the database of the folder, writes, and is killed with no chance to clean up. */
async function killedAfter(work: string) {
  const module = new URL('./embedded.ts', import.meta.url).href
  const script = `import { startEmbedded } from '${module}'; import pg from 'pg'
    const { url, pid } = await startEmbedded(${JSON.stringify(folder)})
    const client = new pg.Client(url); await client.connect(); await client.query(${JSON.stringify(work)})
    console.log(pid); process.kill(process.pid, 'SIGKILL')`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', text => (said += text))
  await once(child, 'close')
  return Number(said)
}

test('the first start makes a durable database, and a stop leaves the folder free', async () => {
  await start()
  for (const name of ['fsync', 'synchronous_commit', 'full_page_writes']) expect(await rows(`show ${name}`)).toEqual([{ [name]: 'on' }])
  expect(await rows('show listen_addresses')).toEqual([{ listen_addresses: '' }])
  expect(await rows(`select lower('ÉCOLE') as low`)).toEqual([{ low: 'école' }])
  await running!.stop()
  expect(existsSync(join(folder, 'pg/postmaster.pid'))).toBe(false)
  running = undefined
})

test('what was written is there after a stop and a start', async () => {
  madeBefore(folder)
  await start()
  await rows('create table kept as select 42 as answer')
  await running!.stop()
  await start()
  expect(await rows('select answer from kept')).toEqual([{ answer: 42 }])
})

test('a database whose Relais was killed is adopted, and stopped with the one that adopted it', async () => {
  madeBefore(folder)
  const pid = await killedAfter('create table kept as select 1 as one')
  await start()
  expect(running).toMatchObject({ pid, adopted: true })
  expect(await rows('select one from kept')).toEqual([{ one: 1 }])
  await running!.stop()
  await expect(rows('select 1')).rejects.toThrow('ENOENT')
  running = undefined
})

test('a database killed with its Relais starts again with all that was committed', async () => {
  madeBefore(folder)
  const pid = await killedAfter('create table kept as select 1 as one')
  process.kill(pid, 'SIGKILL')
  await start()
  expect(running!.adopted).toBe(false)
  expect(await rows('select one from kept')).toEqual([{ one: 1 }])
})

test('a worker that does not notice the death of its postmaster does not prevent a start', async () => {
  madeBefore(folder)
  await start()
  const client = new pg.Client(running!.url)
  client.on('error', () => {})
  await client.connect()
  await client.query('create table kept as select 1 as one')
  const { rows: mine } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  process.kill(mine[0]!.pid, 'SIGSTOP')
  process.kill(running!.pid, 'SIGKILL')
  await start()
  expect(await rows('select one from kept')).toEqual([{ one: 1 }])
  await client.end().catch(() => {})
})

test('a pid that the machine has given to another program does not prevent a start', async () => {
  madeBefore(folder)
  await start()
  const file = join(folder, 'pg/postmaster.pid')
  const left = readFileSync(file, 'utf8')
  await running!.stop()
  const other = spawn('sleep', ['60'])
  try {
    writeFileSync(file, left.replace(/^\d+/, String(other.pid)).replace(/ready\s*$/, 'ready\n'), { mode: 0o600 })
    await start()
    expect(await rows('select 1 as one')).toEqual([{ one: 1 }])
  } finally {
    other.kill()
  }
})

test('what a power cut left of a start that had not said a word does not prevent the next', async () => {
  madeBefore(folder)
  await start()
  await running!.stop()
  writeFileSync(join(folder, 'pg/postmaster.pid'), '', { mode: 0o600 })
  await start()
  expect(await rows('select 1 as one')).toEqual([{ one: 1 }])
})

test('a second Relais on the same folder is refused in French and in English', async () => {
  madeBefore(folder)
  await start()
  const refusal = await startEmbedded(folder).catch((fault: unknown) => fault)
  expect(refusal).toBeInstanceOf(Unavailable)
  expect((refusal as Unavailable).label).toEqual({
    fr: expect.stringContaining('tourne déjà'),
    en: expect.stringContaining('already running'),
  })
  expect(await rows('select 1 as one')).toEqual([{ one: 1 }])
})

test('a folder whose path is too long for a socket works all the same', async () => {
  await start(join(folder, 'un-dossier-au-nom-vraiment-tres-long'.repeat(3), 'données de l’agence'))
  expect(running!.connection.host.length).toBeLessThan(90)
  expect(await rows('select 1 as one')).toEqual([{ one: 1 }])
})

test('a first start interrupted while the cluster was being made begins again', async () => {
  mkdirSync(join(folder, 'pg.new'))
  writeFileSync(join(folder, 'pg.new/PG_VERSION'), '18')
  await start()
  expect(await rows('select 1 as one')).toEqual([{ one: 1 }])
})

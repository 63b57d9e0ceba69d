import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { expect, inject } from 'vitest'
import { freshDatabase } from '../postgres.ts'

export type Told = { seed: number; hash: string; broken: readonly string[]; happened: number; took: number }
export type Outcome = { told: Told[]; lines: string[] }
const main = fileURLToPath(new URL('main.ts', import.meta.url))
/** A company makes much that lives for a moment: with room for it, a tenth of the processor is saved. */
const roomy = '--max-semi-space-size=32'

/** RELAIS_SEED=123 runs that one only, and writes its trace. */
export const one = process.env['RELAIS_SEED'] === undefined ? null : Number(process.env['RELAIS_SEED'])
/** RELAIS_SEEDS=2000 runs that many. */
export const count = Number(process.env['RELAIS_SEEDS'] ?? (process.env['RELAIS_FAULTS'] === 'whole' ? 10_000 : 500))
export const few = Math.min(count, 40)
export const patience = 120_000 + count * 5_000
/** A seed takes half a second. One that says nothing for this long is stuck, and named. */
const silence = 180_000

/** Runs seeds, and says of those that break what they break and how to see them again. */
export async function hold(first: number, length: number): Promise<void> {
  const wanted = one === null ? Array.from({ length }, (_, n) => first + n) : [one]
  await still(inject('cluster'))
  const { told, lines } = await runSeeds(wanted, { traced: one !== null })
  if (one !== null) {
    const folder = join(tmpdir(), 'relais-simulator')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `${one}.txt`), lines.join('\n'))
    console.log(`${lines.length} lines of trace: ${join(folder, `${one}.txt`)}`)
  }
  console.log(`${told.length} seeds, ${told.reduce((sum, { happened }) => sum + happened, 0)} happenings`)
  expect(spoken(told.filter(run => run.broken.length))).toBe('')
  expect(told).toHaveLength(wanted.length)
}

/** Runs seeds in processes of their own, each over a database of its own, side by side on so many lanes. */
export async function runSeeds(
  seeds: readonly number[],
  { lanes = 2, traced = false }: { lanes?: number; traced?: boolean } = {}
): Promise<Outcome> {
  const share = Math.ceil(seeds.length / lanes)
  const shares = Array.from({ length: lanes }, (_, lane) => seeds.slice(lane * share, (lane + 1) * share)).filter(({ length }) => length)
  const outcomes = await Promise.all(
    shares.map(async mine => {
      const { url, drop } = await freshDatabase()
      return runLane(url, mine, traced).finally(drop)
    })
  )
  return { told: outcomes.flatMap(({ told }) => told), lines: outcomes.flatMap(({ lines }) => lines) }
}

function runLane(url: string, seeds: readonly number[], traced: boolean): Promise<Outcome> {
  return new Promise((done, failed) => {
    const node = spawn(process.execPath, [roomy, main, url, seeds.join(), ...(traced ? ['trace'] : [])], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    let complained = ''
    const stuck = setTimeout(() => node.kill('SIGKILL'), silence)
    node.stdout.on('data', (bytes: Buffer) => {
      said += bytes.toString()
      stuck.refresh()
    })
    node.stderr.on('data', (bytes: Buffer) => (complained += bytes.toString()))
    node.on('error', failed)
    node.on('close', code => {
      clearTimeout(stuck)
      const lines = said.split('\n').filter(Boolean)
      const told = lines.filter(line => line.startsWith('{"seed"')).map(line => JSON.parse(line) as Told)
      if (code === 0 && told.length === seeds.length) done({ told, lines: lines.filter(line => !line.startsWith('{"seed"')) })
      else failed(new Error(`the simulator ended with ${code} in seed ${seeds[told.length]}\n${complained.slice(-4_000)}`))
    })
  })
}

/** What to read when seeds are broken: each with what it broke, and how to see it again. */
const spoken = (broken: readonly Told[]) =>
  broken
    .map(
      ({ seed, broken: what }) => `seed ${seed} (again with its trace: RELAIS_SEED=${seed})\n${what.map(one => `  - ${one}`).join('\n')}`
    )
    .join('\n')

/** Databases are told nothing of what they ran before: no statistics come between two runs of a seed. */
async function still(url: string): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  await client.query(`alter system set autovacuum = off`)
  await client.query('select pg_reload_conf()')
  await client.end()
}

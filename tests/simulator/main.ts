// One process of the simulator: `node main.ts <database url> <seeds, by commas> [trace]`. Says a line of JSON for each seed.
import { reality } from './outside.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from '#server/postgres/connection.ts'
import { makeBase } from './base.ts'
import { Cluster } from './database.ts'
import { simulate } from './run.ts'

const [url = '', seeds = '1', trace] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'relais-simulator-'))
const cluster = await Cluster.open(url)
const connected = connect({ connectionString: url, max: 2 })
const base = await makeBase(cluster)
for (const seed of seeds.split(',').map(Number)) {
  const began = reality.now()
  const { lines, ...run } = await simulate(seed, { cluster, connected, base, folder }, trace === 'trace')
  for (const line of lines ?? []) console.log(line)
  console.log(JSON.stringify({ ...run, took: Math.round(reality.now() - began) }))
}
await connected.end()
await cluster.close()
rmSync(folder, { recursive: true, force: true })

// The database of `*.pg.test.ts`: one cluster for the whole run, and a new database, migrated, for whoever asks.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import type { TestProject } from 'vitest/node'
import { commands } from '#domain/commands.ts'
import { business } from '#domain/model.ts'
import { connect } from '#server/postgres/connection.ts'
import { startEmbedded } from '#server/postgres/embedded.ts'
import { migrate } from '#server/postgres/migrate.ts'
import { startRelais } from '#server/relais.ts'

declare module 'vitest' {
  interface ProvidedContext {
    cluster: string
    /** A data folder whose database is at rest, migrated. */
    made: string
  }
}

const template = 'relais_template'

/** Vitest calls it once before the tests of the project `pg`; what it answers is called after them. Only here is durability off. */
export default async function setup(project: TestProject) {
  const folder = mkdtempSync(join(tmpdir(), 'relais-test-'))
  const made = join(folder, 'made')
  const first = await startEmbedded(made)
  await setUp(first, made)
  await first.stop()

  mkdirSync(join(folder, 'shared'))
  execFileSync('cp', ['-a', join(made, 'pg'), join(folder, 'shared/pg')])
  const forgetful = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off', jit: 'off' }
  const cluster = await startEmbedded(join(folder, 'shared'), { ...forgetful, max_connections: '100' })
  await on(cluster.url, `create database ${template} template ${cluster.connection.database}`)
  project.provide('cluster', cluster.url)
  project.provide('made', made)
  return async () => {
    await cluster.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** As a server leaves it that has started once: what each test would make again is there. */
async function setUp({ connection }: Awaited<ReturnType<typeof startEmbedded>>, dataDir: string) {
  const its = connect(connection)
  await migrate(its.pool)
  const relais = await startRelais({ connection: its, dataDir, clock: { now: () => 0 }, model: business, commands, version: '0' })
  await relais.stop()
}

/** A database of one's own, as a first start leaves it; `drop` closes whoever is still connected. */
export async function freshDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const cluster = inject('cluster')
  const name = `t_${crypto.randomUUID().replaceAll('-', '')}`
  await on(cluster, `create database ${name} template ${template} strategy file_copy`)
  const url = new URL(cluster)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => on(cluster, `drop database if exists ${name} with (force)`) }
}

async function on(url: string, sql: string) {
  const client = new pg.Client(url)
  await client.connect()
  await client.query(sql).finally(() => client.end())
}

// The database of `*.pg.test.ts`: one cluster for the whole run, and a new database, migrated, for whoever asks.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import type { TestProject } from 'vitest/node'
import { connect } from '#server/postgres/connection.ts'
import { startEmbedded } from '#server/postgres/embedded.ts'
import { migrate } from '#server/postgres/migrate.ts'

declare module 'vitest' {
  interface ProvidedContext {
    cluster: string
  }
}

const template = 'relais_template'

/** Vitest calls it once before the tests of the project `pg`; what it answers is called after them. Only here is durability off. */
export default async function setup(project: TestProject) {
  const folder = mkdtempSync(join(tmpdir(), 'relais-test-'))
  const cluster = await startEmbedded(folder, { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '100' })
  await on(cluster.url, `create database ${template}`)
  const { pool, end } = connect({ ...cluster.connection, database: template })
  await migrate(pool).finally(end)
  project.provide('cluster', cluster.url)
  return async () => {
    await cluster.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A database of one's own, all migrations applied; `drop` closes whoever is still connected. */
export async function freshDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const cluster = inject('cluster')
  const name = `t_${crypto.randomUUID().replaceAll('-', '')}`
  await on(cluster, `create database ${name} template ${template}`)
  const url = new URL(cluster)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => on(cluster, `drop database if exists ${name} with (force)`) }
}

async function on(url: string, sql: string) {
  const client = new pg.Client(url)
  await client.connect()
  await client.query(sql).finally(() => client.end())
}

// A private database without its making, which takes seconds and is proven where it is the subject (`server/postgres/embedded.pg.test.ts`).
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'

/** Puts into a data folder the database of a first start that was stopped cleanly. */
export function madeBefore(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  execFileSync('cp', ['-a', join(inject('made'), 'pg'), join(dataDir, 'pg')])
  return dataDir
}

/** A new data folder with such a database. */
export const madeFolder = (name: string) => madeBefore(mkdtempSync(join(tmpdir(), name)))

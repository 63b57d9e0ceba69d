import type { Pool } from 'pg'
import { isRefusal, type Reader, type Refusal } from '#kernel/command/command.ts'
import { nextVersion, sheetFact, sheetId, type SheetJob } from '#domain/documents/generate-sheet.ts'
import { readSheet } from '#domain/projects/read-sheet.ts'
import type { Book } from '../commands/book.ts'
import type { Decisions } from '../commands/decisions.ts'
import type { Files } from '../files/files.ts'
import type { Handler } from '../jobs/jobs.ts'
import type { Projector } from '../projector/projector.ts'
import type { Turns } from '../projector/turns.ts'
import { killPoint } from '../sync/kill-point.ts'
import type { Generation } from './generate.ts'

export type SheetGiven = {
  pool: Pool
  files: Files
  turns: Turns
  projector: Projector
  generation: Generation
  decisions: () => Decisions
  book: () => Book
}
const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/**
 * A phase's sheet, from the rows as they stand to a file and the fact that names it. Whatever happens on the way, a job makes one version:
 * its fact bears an id derived from the job, and is recorded only where its version still follows the last.
 */
export function sheetJob({ pool, files, turns, projector, generation, decisions, book }: SheetGiven): Handler {
  async function attempt(workspace: string, job: SheetJob): Promise<'settled' | 'again'> {
    const inTurn = <T>(work: (read: Reader) => Promise<T>) =>
      turns.take(workspace, async () => {
        await projector.catchUp(workspace)
        return work(decisions().reader(workspace))
      })
    const env = await decisions().env({ workspace, person: job.by }, job.id)
    const { rows } = await pool.query<{ currency: string }>('select currency from workspace where id = $1', [workspace])
    const currency = rows[0]?.currency
    if (!currency) return 'settled'
    const content = await inTurn(async read => {
      if (await isMade(read, job)) return null
      return readSheet(read, { ...job, version: await nextVersion(read, job.phase) }, { ...env, currency })
    })
    // Made already, or its phase went away meanwhile: there is nothing to make it of.
    if (!content) return 'settled'
    const bytes = await generation.generate('phase-sheet', content)
    killPoint('sheet:before')
    const file = await files.put(workspace, bytes, word)
    const refused = await inTurn(async (read): Promise<Refusal | null> => {
      if (await isMade(read, job)) return null
      const made = { version: content.version, title: content.title, file: file.hash, size: file.size }
      const fact = await sheetFact(read, job, made, env)
      if (isRefusal(fact)) return fact
      await book().write(workspace, job.by, { facts: [fact] })
      killPoint('sheet:after')
      return null
    })
    return refused?.refused === 'changed' ? 'again' : 'settled'
  }

  return async (workspace, data) => {
    while ((await attempt(workspace, data as SheetJob)) === 'again');
  }
}

const isMade = async (read: Reader, job: SheetJob) => (await read.row('sheet', sheetId(job))) !== null

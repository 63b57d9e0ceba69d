import { isRefusal } from '#kernel/command/command.ts'
import { nextVersion, sheetFact, sheetId, type SheetJob } from '#domain/documents/generate-sheet.ts'
import { readSheet } from '#domain/projects/read-sheet.ts'
import type { Book } from '../commands/book.ts'
import type { Decisions } from '../commands/decisions.ts'
import type { Files } from '../files/files.ts'
import type { Handler } from '../jobs/jobs.ts'
import type { Turns } from '../projector/turns.ts'
import type { Generation } from './generate.ts'

type Given = { generation: Generation; files: Files; turns: Turns; decisions: () => Decisions; book: () => Book }
const type = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** Makes the sheet that somebody asked for, keeps the file, and records it as the next version. Asked again, it is done once. */
export const sheetJob =
  ({ generation, files, turns, decisions, book }: Given): Handler =>
  async (workspace, data) => {
    const job = data as SheetJob
    const read = decisions().reader(workspace)
    const env = await decisions().env({ workspace, person: job.by }, job.id)
    if (await read.row('sheet', sheetId(job))) return
    const version = await nextVersion(read, job.phase)
    const content = await readSheet(read, { ...job, version }, env)
    // The phase was deleted since: there is nothing to show any more, and nobody waits for it.
    if (!content) return
    const { hash, size } = await files.put(workspace, await generation.generate('phase-sheet', content), type)
    await turns.take(workspace, async () => {
      if (await read.row('sheet', sheetId(job))) return
      const fact = await sheetFact(read, job, { version, title: content.title, file: hash, size }, env)
      if (!isRefusal(fact)) await book().write(workspace, job.by, { facts: [fact] })
      else if (fact.refused === 'changed') throw new Error(`another version of ${job.phase} came first: the sheet is made again`)
    })
  }

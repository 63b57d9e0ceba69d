import type { Book } from '../commands/book.ts'
import type { Decisions } from '../commands/decisions.ts'
import type { Files } from '../files/files.ts'
import { Generation } from '../generation/generate.ts'
import { sheetJob } from '../generation/sheet-job.ts'
import type { Turns } from '../projector/turns.ts'
import type { Handler } from './jobs.ts'

type Given = { files: Files; turns: Turns; decisions: () => Decisions; book: () => Book }

/** Who does which job. */
export function jobHandlers(given: Given): Readonly<Record<string, Handler>> {
  return { sheet: sheetJob({ ...given, generation: new Generation() }) }
}

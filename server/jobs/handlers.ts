import type { Book } from '../commands/book.ts'
import type { Decisions } from '../commands/decisions.ts'
import type { Files } from '../files/files.ts'
import type { Turns } from '../projector/turns.ts'
import type { Handler } from './jobs.ts'

type Given = { files: Files; turns: Turns; decisions: () => Decisions; book: () => Book }

/** Who does which job. */
export function jobHandlers(_given: Given): Readonly<Record<string, Handler>> {
  return {}
}

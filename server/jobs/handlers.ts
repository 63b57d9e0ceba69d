import { sheetJob, type SheetGiven } from '../generation/sheet-job.ts'
import type { Handler } from './jobs.ts'

/** Who does which job. */
export const jobHandlers = ({ letter, ...sheet }: SheetGiven & { letter: Handler }): Readonly<Record<string, Handler>> => ({
  sheet: sheetJob(sheet),
  letter,
})

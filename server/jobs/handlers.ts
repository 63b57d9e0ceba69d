import { sheetJob, type SheetGiven } from '../generation/sheet-job.ts'
import type { Handler } from './jobs.ts'

/** Who does which job. */
export const jobHandlers = (given: SheetGiven): Readonly<Record<string, Handler>> => ({ sheet: sheetJob(given) })

import type { TestContext } from 'vitest'

/** Long runs are asked for by `npm run test:faults`; `npm test` takes the short ones. */
export const whole = process.env.RELAIS_FAULTS === 'whole'

/** What a test of a fault counted, for the table: `counted(task, { kills: 20, lost: 0 })`. */
export function counted(task: TestContext['task'], numbers: Readonly<Record<string, number>>): void {
  Object.assign(task.meta, { counted: numbers })
}

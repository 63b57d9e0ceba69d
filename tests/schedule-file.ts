import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { addDays } from '#kernel/base/day.ts'

/** The real file where it is; in CI it must be. Elsewhere a made-up plan of the same shape. */
export function scheduleFile(): { text: string; real: boolean } {
  const root = fileURLToPath(new URL('../', import.meta.url))
  const path = `${process.env['RELAIS_SHARED'] ?? `${root}../shared`}/data/projects/schedule-2025-11.csv`
  if (existsSync(path)) return { text: readFileSync(path, 'utf8'), real: true }
  if (process.env['CI'] === 'true') throw new Error(`${path} is not there: set RELAIS_SHARED`)
  return { text: made(), real: false }
}
function made(): string {
  const phases = ['Foundation', 'Core', 'Advanced', 'Frontend', 'Testing & QA', 'Deployment', 'Launch', 'Post-Launch']
  const children = [5, 6, 6, 6, 6, 6, 6, 2]
  const states: Record<string, string> = {
    ...Object.fromEntries(
      ['1', '2', '2.1', '2.2', '2.3', '2.4', '2.5', '3', '4.1', '8.1', '8.2', '8.3', '8.5'].map(one => [one, 'Complete,100%'])
    ),
    ...Object.fromEntries(['4.1.1', '4.1.2', '4.1.3', '4.4'].map(one => [one, 'Partical,50%'])),
    ...{
      '4': 'In Progress,40%',
      '4.2': 'Partical,60%',
      '4.3': 'In Progress,50%',
      '4.5': 'Blocked,0%',
      '4.6': 'Blocked,0%',
      '5': 'In Progress,40%',
    },
    ...{
      '6': 'In Progress,15%',
      '6.3': 'Partical,70%',
      '8': 'In Progress,63%',
      '8.4': 'In Progress,40%',
      '8.6': 'Partical,60%',
      '9': 'In Progress,70%',
    },
  }
  const rows = [
    ['Task ID', 'Task Name', 'Start Date', 'End Date', 'Duration (Days)', 'Phase', 'Owner/Team', 'Milestone', 'Dependencies'].join(),
  ]
  rows[0] += ',Status,Completion %,Key Deliverables'
  const day = (at: number) => addDays('2025-10-20', at)
  const add = (number: string, at: number, days: number, phase: string, marked: boolean, after: string) =>
    rows.push(
      [
        number,
        `Work ${number}`,
        day(at),
        day(at + days - 1),
        days,
        phase,
        `Team ${rows.length % 15}`,
        marked ? 'Yes' : 'No',
        `"${after}"`,
      ].join() + `,${states[number] ?? 'Planned,0%'},"First, then"`
    )
  add('1', -3, 3, 'Initiation', true, '')
  phases.forEach((phase, i) => {
    const heading = 2 * i + 2
    add(`${heading}`, 7 * i, 7, phase, true, `${heading - 1}`)
    for (let child = 1; child <= (children[i] ?? 0); child++) {
      const last = child === children[i]
      add(
        `${heading}.${child}`,
        7 * i + child - 1,
        last ? 8 - child : 1,
        phase,
        false,
        child > 1 ? `${heading}.${child - 1}` : `${heading - 1}`
      )
      // The first row of this heading ends before what stands under it: the file contradicts itself, as the real one does.
      if (`${heading}.${child}` === '4.1') for (const j of [1, 2, 3]) add(`4.1.${j}`, 6 + j, 1, phase, false, '4.1')
    }
    if (heading < 16) add(`${heading + 1}`, 7 * i + 6, 1, phase, true, `${heading}.${children[i]}`)
  })
  add('17', 55, 1, 'Closure', true, '16.1,16.2')
  return rows.join('\n')
}

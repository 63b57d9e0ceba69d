// `npm run bench -- --write`: what was measured goes into the history, and the page shows the last of each figure beside its goal.
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chart } from './chart.ts'
import { asJson, rounded, type Figure } from './figure.ts'

export type Result = Figure & { readonly at: string; readonly machine: string }
type Run = { readonly at: string; readonly machine: string }

export const begins = '<!-- what follows is written by npm run bench -- --write -->'
export const ends = '<!-- until here -->'
const groups = [
  { name: 'sockets', title: 'Sockets and the server that holds them', ids: ['P1', 'P2', 'P13', 'P14', 'P15'] },
  { name: 'documents', title: 'Documents and the rows made from them', ids: ['P3', 'P8', 'P11'] },
  { name: 'device', title: 'On the device', ids: ['P4', 'P5', 'P6', 'P7', 'P16'] },
] as const

/** Into the folder that holds `performance.md`. Nothing that was measured before is lost. */
export function write(docs: string, figures: readonly Figure[], run: Run): void {
  const folder = join(docs, 'performance')
  const history = join(folder, 'results.jsonl')
  const page = join(docs, 'performance.md')
  const text = readFileSync(page, 'utf8')
  mkdirSync(folder, { recursive: true })
  for (const figure of figures) appendFileSync(history, `${asJson({ ...figure, ...run })}\n`)
  const last = latest(parse(readFileSync(history, 'utf8')))
  writeFileSync(page, withResults(text, last))
  for (const { name, title, ids } of groups) {
    const shown = last.filter(({ id }) => (ids as readonly string[]).includes(id))
    if (shown.length) writeFileSync(join(folder, `${name}.svg`), chart(title, shown))
  }
}

export const parse = (history: string): Result[] =>
  history
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as Result)

/** All that the last run of each figure said, in the order of the figures. */
export function latest(history: readonly Result[]): Result[] {
  const last = new Map<string, string>()
  for (const { id, at } of history) if (at > (last.get(id) ?? '')) last.set(id, at)
  return history.filter(({ id, at }) => last.get(id) === at).sort((a, b) => number(a) - number(b))
}
const number = ({ id }: Result) => Number(id.slice(1))

/** The page with the part between the two marks made again; everything else is left as people wrote it. */
export function withResults(page: string, last: readonly Result[]): string {
  const [from, to] = [page.indexOf(begins), page.indexOf(ends)]
  if (from < 0 || to < from) throw new Error(`the page must hold “${begins}” and, after it, “${ends}”`)
  return `${page.slice(0, from + begins.length)}\n\n${tables(last)}\n\n${page.slice(to)}`
}

function tables(last: readonly Result[]): string {
  return groups
    .flatMap(({ name, title, ids }) => {
      const shown = last.filter(({ id }) => (ids as readonly string[]).includes(id))
      if (!shown.length) return []
      return [
        `### ${title}`,
        `![How many times its floor each figure costs, beside its goal](performance/${name}.svg)`,
        ['| id | what | p50 | p99 | floor | ratio | goal | |', '| --- | --- | --- | --- | --- | --- | --- | --- |', ...shown.map(row)].join(
          '\n'
        ),
        measured(shown),
      ]
    })
    .join('\n\n')
}
const row = ({ id, what, p50, p99, unit, floor, ratio, goal, met, lost }: Result) =>
  `| ${[id, what.replaceAll('|', '/'), ...[p50, p99, floor].map(value => `${rounded(value)} ${unit}`), rounded(ratio), goal, verdict(met, lost)].join(' | ')} |`
const verdict = (met: boolean, lost?: number) => `${met ? 'met' : '**missed**'}${lost === undefined ? '' : `, ${lost} lost`}`
/** Which of them were measured when, and on what. */
function measured(shown: readonly Result[]): string {
  const when = new Map<string, Set<string>>()
  for (const { id, at, machine, runs } of shown) {
    const said = `${at.slice(0, 16).replace('T', ' ')} UTC, ${machine}, ${runs} run${runs > 1 ? 's' : ''}`
    when.set(said, (when.get(said) ?? new Set()).add(id))
  }
  return [...when].map(([said, ids]) => `${[...ids].join(', ')}: ${said}.`).join(' ')
}

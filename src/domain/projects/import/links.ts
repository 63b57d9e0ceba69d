import { knots } from '../knots.ts'
import type { Link } from '../network.ts'
import { problemAt, type PlanLink, type RowProblem } from './plan.ts'

/** How project tools abbreviate the four links, in English and in French. */
const kinds: Readonly<Record<string, Link['kind']>> = {
  fs: 'finishToStart',
  fd: 'finishToStart',
  ss: 'startToStart',
  dd: 'startToStart',
  ff: 'finishToFinish',
  sf: 'startToFinish',
  df: 'startToFinish',
}
type Row = { readonly line: number; readonly source: string; readonly text: string }

/** `4.2,4.3`, `3FS+2d`, `5DD`: what each row waits for, once each. `parents` says what stands under what. */
export function readLinks(
  rows: readonly Row[],
  parents: ReadonlyMap<string, string | null>
): { links: PlanLink[]; problems: RowProblem[] } {
  const links = new Map<string, PlanLink & { line: number }>()
  const problems: RowProblem[] = []
  const under = (inner: string | null, outer: string): boolean =>
    inner !== null && (inner === outer || under(parents.get(inner) ?? null, outer))
  for (const { line, source, text } of rows)
    for (const word of wordsOf(text, parents)) {
      const found = readLink(word, parents)
      if (!found) problems.push(problemAt(line, 'dependencies', 'unknownDependency', word))
      else if (under(found.from, source) || under(source, found.from))
        problems.push(problemAt(line, 'dependencies', 'ownHeading', found.from))
      else links.set(`${found.from} ${source}`, { ...found, to: source, line })
    }
  const next = new Map<string, string[]>()
  for (const { from, to } of links.values()) next.set(from, [...(next.get(from) ?? []), to])
  const knot = knots(parents.keys(), source => next.get(source) ?? [])
  for (const { from, to, line } of links.values())
    if (knot.get(from) === knot.get(to)) problems.push(problemAt(line, 'dependencies', 'circle', from))
  return { links: [...links.values()].map(({ line: _, ...link }) => link), problems }
}

const wordsOf = (text: string, known: ReadonlyMap<string, unknown>): string[] =>
  text
    .split(/[,;|\n]/)
    .map(word => word.trim())
    .flatMap(word => (known.has(word) || !/^[\d.]+(\s+[\d.]+)+$/.test(word) ? [word] : word.split(/\s+/)))
    .filter(word => word !== '' && word !== '-')

function readLink(word: string, known: ReadonlyMap<string, unknown>): Omit<PlanLink, 'to'> | null {
  if (known.has(word)) return { from: word, kind: 'finishToStart', lag: 0 }
  const parts = /^(.+?)\s*(fs|ss|ff|sf|fd|dd|df)?\s*(?:([+-])\s*(\d+)\s*(?:j|d|jours?|days?|jrs?)?)?$/i.exec(word)
  const from = parts?.[1] ?? ''
  if (!parts || !known.has(from)) return null
  const lag = Number(parts[4] ?? 0) * (parts[3] === '-' ? -1 : 1)
  return Math.abs(lag) > 3650 ? null : { from, kind: kinds[(parts[2] ?? 'fs').toLowerCase()] ?? 'finishToStart', lag: lag === 0 ? 0 : lag }
}

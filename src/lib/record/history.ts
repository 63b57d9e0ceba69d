/** One thing that happened to a record, as the server keeps it. */
export type HistoryLine = {
  at: number
  deviceAt?: number | null
  person: string | null
  recoveredBy?: string | null
  field: string
  before: unknown
  after: unknown
  won: boolean
}
/** What one person did in one go. */
export type Moment = { key: string; person: string | null; recoveredBy: string | null; at: number; lines: readonly HistoryLine[] }

const together = 2 * 60_000

/** The lines of a record, the latest first, one person’s of two minutes together. Nobody minds which of two ranks stood. */
export function moments(lines: readonly HistoryLine[]): Moment[] {
  const sorted = lines.map((line, index) => ({ line, index })).sort((a, b) => b.line.at - a.line.at || b.index - a.index)
  const found: { person: string | null; recoveredBy: string | null; at: number; lines: HistoryLine[] }[] = []
  for (const { line } of sorted) {
    const last = found.at(-1)
    const oldest = last?.lines.at(-1)?.at ?? 0
    if (last && last.person === line.person && last.recoveredBy === (line.recoveredBy ?? null) && oldest - line.at < together)
      last.lines.push(line)
    else found.push({ person: line.person, recoveredBy: line.recoveredBy ?? null, at: line.at, lines: [line] })
  }
  return found
    .map(moment => ({ ...moment, lines: withoutRanks(moment.lines) }))
    .filter(({ lines }) => lines.length > 0)
    .map((moment, i) => ({ ...moment, key: `${moment.at}-${i}` }))
}
/** A rank says only that the record moved: once, and not at all beside its birth. */
function withoutRanks(lines: HistoryLine[]): HistoryLine[] {
  const born = lines.some(({ field }) => field === 'create')
  const firstRank = lines.find(({ field }) => field === 'rank')
  return lines.filter(line => line.field !== 'rank' || (!born && line === firstRank && line.won))
}

export type Asked = { lines: HistoryLine[] } | { failed: 'offline' | 'refused' }

export async function askHistory(entity: string, id: string, signal: AbortSignal): Promise<Asked> {
  try {
    const answer = await fetch(`/api/v1/history/${encodeURIComponent(entity)}/${encodeURIComponent(id)}`, { signal })
    if (!answer.ok) return { failed: answer.status >= 500 ? 'offline' : 'refused' }
    const body = (await answer.json()) as HistoryLine[] | { lines: HistoryLine[] }
    return { lines: Array.isArray(body) ? body : body.lines }
  } catch {
    return { failed: 'offline' }
  }
}

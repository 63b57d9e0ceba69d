/** One measure as it is printed: raw numbers, what the bare minimum costs on the same machine, and how many times that. */
export type Figure = {
  readonly id: string
  readonly what: string
  readonly p50: number
  readonly p99: number
  readonly unit: string
  /** The same percentile of the floor that `ratio` compares with: its p50, except where the goal speaks of the p99. */
  readonly floor: number
  readonly ratio: number
  readonly goal: string
  readonly met: boolean
  readonly runs: number
  readonly lost?: number
}

export function percentile(samples: readonly number[], of: number): number {
  if (!samples.length) throw new Error('nothing was measured')
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil((of / 100) * sorted.length) - 1)] as number
}
export const median = (samples: readonly number[]): number => percentile(samples, 50)

/** The middle run for each percentile: one run that another program disturbed does not speak for all. */
export const spread = (runs: readonly (readonly number[])[]): { p50: number; p99: number; runs: number } => ({
  p50: median(runs.map(run => percentile(run, 50))),
  p99: median(runs.map(run => percentile(run, 99))),
  runs: runs.length,
})

export const rounded = (value: number): number => Number(value.toPrecision(3))

export function asJson(figure: Figure): string {
  return JSON.stringify(figure, (_, value: unknown) => (typeof value === 'number' ? rounded(value) : value))
}
export function asText({ id, what, p50, p99, unit, floor, ratio, goal, met, runs, lost }: Figure): string {
  const said = [
    `p50 ${rounded(p50)} ${unit}`,
    `p99 ${rounded(p99)} ${unit}`,
    `floor ${rounded(floor)} ${unit}`,
    `ratio ${rounded(ratio)}`,
    ...(lost === undefined ? [] : [`lost ${lost}`]),
    `${runs} run${runs > 1 ? 's' : ''}`,
  ]
  return `${id.padEnd(4)}${what}\n    ${said.join(', ')}\n    goal: ${goal} (${met ? 'met' : 'NOT MET'})`
}

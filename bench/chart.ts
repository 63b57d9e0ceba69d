import { rounded, type Figure } from './figure.ts'

const width = 900
const left = 430
const line = 26
const top = 56

/** Bars from left to right, one for each figure: its cost in times its floor, on a scale where each step is ten times the one before. */
export function chart(title: string, figures: readonly Figure[]): string {
  const ratios = figures.flatMap(figure => [figure.ratio, goalOf(figure)?.times ?? figure.ratio]).filter(ratio => ratio > 0)
  const [least, most] = [Math.floor(Math.log10(Math.min(0.5, ...ratios))), Math.ceil(Math.log10(Math.max(2, ...ratios)))]
  const x = (ratio: number) => left + ((Math.log10(Math.max(ratio, 10 ** least)) - least) / (most - least)) * (width - left - 60)
  const height = top + figures.length * line + 30
  const steps = Array.from({ length: most - least + 1 }, (_, n) => 10 ** (least + n))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text x="12" y="24" font-size="15" font-weight="600" fill="#1f2933">${escaped(title)}</text>`,
    `<text x="12" y="42" fill="#52606d">times the floor; the mark is the goal, where the goal is a ratio</text>`,
    ...steps.map(step => {
      const at = x(step).toFixed(1)
      return `<line x1="${at}" y1="${top - 8}" x2="${at}" y2="${height - 24}" stroke="#d9e2ec"/><text x="${at}" y="${height - 8}" text-anchor="middle" fill="#52606d">${rounded(step)}x</text>`
    }),
    ...figures.map((figure, n) => bar(figure, top + n * line, x)),
    '</svg>\n',
  ].join('\n')
}

function bar(figure: Figure, y: number, x: (ratio: number) => number): string {
  const { id, what, ratio, met } = figure
  const goal = goalOf(figure)
  const [from, to] = [Math.min(x(1), x(ratio)), Math.max(x(1), x(ratio))]
  return [
    `<text x="12" y="${y + 14}" fill="#1f2933">${escaped(`${id}  ${short(what)}`)}</text>`,
    `<rect x="${from.toFixed(1)}" y="${y + 3}" width="${Math.max(2, to - from).toFixed(1)}" height="${line - 10}" rx="2" fill="${met ? '#2f855a' : '#b7562b'}"/>`,
    ...(goal ? [`<path d="M${x(goal.times).toFixed(1)} ${y}v${line - 4}" stroke="#1f2933" stroke-width="2" fill="none"/>`] : []),
    `<text x="${(Math.max(to, goal ? x(goal.times) : 0) + 5).toFixed(1)}" y="${y + 14}" fill="#1f2933">${rounded(ratio)}</text>`,
  ].join('\n')
}

/** The ratio that a goal speaks of, if it speaks of one first. */
export function goalOf({ goal }: Pick<Figure, 'goal'>): { times: number; atMost: boolean } | null {
  const said = /\b(at most|at least) ([\d.]+)x/.exec(goal)
  return said ? { times: Number(said[2]), atMost: said[1] === 'at most' } : null
}
const short = (what: string) => {
  const plain = what.replace(/ \([^()]*\)/g, '')
  return plain.length > 64 ? `${plain.slice(0, 63)}…` : plain
}
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

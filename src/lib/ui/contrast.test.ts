import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

// The palette as it is written in app.css: every pair of ink and ground that a screen may use is read from there.
const css = readFileSync(new URL('../../app.css', import.meta.url), 'utf8')
type Oklch = (brand: { c: number; h: number }) => [number, number, number]

function parse(text: string): Oklch {
  const own = /^oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)$/.exec(text)
  if (own) return () => [Number(own[1]), Number(own[2]), Number(own[3])]
  const derived = /^oklch\(from var\(--brand\) ([\d.]+) (min|max)\(c, ([\d.]+)\) h\)$/.exec(text)
  if (!derived) throw new Error(`not a colour of the palette: ${text}`)
  const bound = derived[2] === 'min' ? Math.min : Math.max
  return ({ c, h }) => [Number(derived[1]), bound(c, Number(derived[3])), h]
}
const pattern = /--color-([\w-]+): light-dark\((oklch\([^;]*?\)), (oklch\([^;]*?\))\);/g
const palette = new Map(
  [...css.matchAll(pattern)].filter(m => !m[0].includes(' / ')).map(m => [m[1]!, { light: parse(m[2]!), dark: parse(m[3]!) }])
)
palette.set('white', { light: () => [1, 0, 0], dark: () => [1, 0, 0] })

/** WCAG relative luminance of an OKLCH colour, cut to what a screen can show. */
function luminance([L, c, h]: [number, number, number]): number {
  const a = c * Math.cos((h * Math.PI) / 180)
  const b = c * Math.sin((h * Math.PI) / 180)
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3
  const cut = (value: number) => Math.max(0, Math.min(1, value))
  return (
    0.2126 * cut(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s) +
    0.7152 * cut(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s) +
    0.0722 * cut(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)
  )
}
const laterite = { c: 0.14, h: 40 }
function contrast(ink: string, ground: string, theme: 'light' | 'dark', brand = laterite): number {
  const [a, b] = [ink, ground].map(name => luminance(palette.get(name)![theme](brand)))
  return (Math.max(a!, b!) + 0.05) / (Math.min(a!, b!) + 0.05)
}
const brands = Array.from({ length: 72 }, (_, i) => i * 5).flatMap(h => [0, 0.06, 0.12, 0.2, 0.3].map(c => ({ c, h })))
const tones = ['info', 'good', 'warn', 'bad']

describe.each(['light', 'dark'] as const)('in the %s theme', theme => {
  const weak = (pairs: [string, string][], least: number, brand = laterite) =>
    pairs
      .filter(([ink, ground]) => contrast(ink, ground, theme, brand) < least)
      .map(pair => `${pair.join(' on ')} ${contrast(...pair, theme, brand).toFixed(2)}`)

  test('every ink reads on every ground (4.5)', () => {
    const grounds = ['canvas', 'surface', 'raised', 'sunken', 'hover']
    const inks = ['ink', 'ink-muted', 'ink-subtle', 'accent-ink', ...tones.map(tone => `${tone}-ink`)]
    expect(
      weak(
        inks.flatMap(ink => grounds.map(ground => [ink, ground] as [string, string])),
        4.5
      )
    ).toEqual([])
    expect(
      weak(
        tones.map(tone => [`${tone}-ink`, `${tone}-soft`]),
        4.5
      )
    ).toEqual([])
    expect(
      weak(
        [
          ['white', 'bad-solid'],
          ['white', 'bad-hover'],
        ],
        4.5
      )
    ).toEqual([])
  })
  test('marks, charts and the focus ring stand out (3)', () => {
    const marks = [...tones, 'accent-mark', 'focus', 'ink-subtle']
    expect(
      weak(
        marks.flatMap(mark => ['surface', 'raised', 'canvas'].map(ground => [mark, ground] as [string, string])),
        3
      )
    ).toEqual([])
  })
  test('whatever brand a workspace chooses, its buttons and words stay readable', () => {
    const pairs: [string, string][] = [
      ['white', 'accent'],
      ['white', 'accent-hover'],
      ['accent-ink', 'accent-soft'],
      ['accent-ink', 'surface'],
      ['ink', 'accent-soft'],
    ]
    expect(brands.flatMap(brand => weak(pairs, 4.5, brand).map(text => `h${brand.h} c${brand.c}: ${text}`))).toEqual([])
    expect(
      brands.flatMap(brand =>
        weak(
          [
            ['focus', 'surface'],
            ['accent-mark', 'surface'],
          ],
          3,
          brand
        ).map(text => `h${brand.h} c${brand.c}: ${text}`)
      )
    ).toEqual([])
  })
})

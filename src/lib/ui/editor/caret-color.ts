import { hueOf } from '../person-color.ts'

/** `oklch(0.6 0.14 hue)`, the colour of a person's caret, as the six figures that the caret's protocol carries. */
export function caretColor(id: string): string {
  const [l, c, h] = [0.6, 0.14, (hueOf(id) * Math.PI) / 180]
  const [a, b] = [c * Math.cos(h), c * Math.sin(h)]
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3
  const linear = [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ]
  const shown = linear.map(value => {
    const kept = Math.min(1, Math.max(0, value))
    return Math.round(255 * (kept <= 0.0031308 ? 12.92 * kept : 1.055 * kept ** (1 / 2.4) - 0.055))
  })
  return `#${shown.map(value => value.toString(16).padStart(2, '0')).join('')}`
}

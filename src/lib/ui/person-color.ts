/** A hue of its own for each person, the same on every device: from the id, kept away from neighbours by the golden angle. */
export function hueOf(id: string): number {
  let hash = 2166136261
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 16777619)
  return Math.round(((hash >>> 0) % 24) * 137.508) % 360
}

/** The colour of a person's caret and selection, readable in both themes. */
export function colorOf(id: string): string {
  return `oklch(0.6 0.14 ${hueOf(id)})`
}

/** At most two letters: « Awa Diop » AD, « Jean-Marc de La Fontaine » JF, « Fatou » FA. */
export function initialsOf(name: string): string {
  const words = name
    .trim()
    .split(/[\s]+/)
    .filter(word => /^\p{L}/u.test(word))
  const capital = words.filter(word => /^\p{Lu}/u.test(word))
  const chosen = capital.length > 1 ? capital : words
  const [first = '', last = ''] = [chosen[0], chosen.length > 1 ? chosen.at(-1) : '']
  const letters = last ? [...first][0]! + [...last][0]! : [...first].slice(0, 2).join('')
  return (letters || '?').toLocaleUpperCase('fr')
}

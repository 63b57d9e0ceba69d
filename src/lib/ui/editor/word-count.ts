/** Words as a person counts them: what stands between spaces and holds a letter or a figure. « rendez-vous » is one. */
export function countWords(text: string): number {
  let count = 0
  for (const word of text.split(/\s+/)) if (/[\p{L}\p{N}]/u.test(word)) count++
  return count
}

import { compareText, fold } from '#kernel/base/fold.ts'
import type { Document } from '#domain/documents/document.ts'

/** The first words of a text that say more than its title does. */
export function excerptOf({ title, body }: Pick<Document, 'title' | 'body'>): string {
  const lines = body.split('\n').filter(line => line.trim() && fold(line.trim()) !== fold(title.trim()))
  const [first = '', second] = lines
  return (first.length < 60 && second ? `${first} · ${second}` : first).slice(0, 200)
}

/** The documents in the order people gave them, kept to those whose title or text holds every word typed. */
export function inList(documents: readonly Document[], typed: string): Document[] {
  const words = fold(typed).split(/\s+/).filter(Boolean)
  return documents
    .filter(({ title, body }) => {
      const text = words.length ? fold(`${title}\n${body}`) : ''
      return words.every(word => text.includes(word))
    })
    .sort((a, b) => compareText(a.rank, b.rank) || compareText(a.id, b.id))
}

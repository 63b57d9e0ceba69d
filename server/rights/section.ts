import type { AnyField, Label } from '#kernel/schema/field.ts'

export type Language = 'fr' | 'en'
/** A moment is a Date; null is « nothing was said ». */
export type Cell = string | number | boolean | Date | null
/** A part of what is known of somebody: `name` for programs, the words for people. */
export type Section = {
  readonly name: string
  readonly title: string
  readonly note: string
  readonly columns: Readonly<Record<string, string>>
  readonly rows: readonly Readonly<Record<string, Cell>>[]
}
type Told = {
  readonly name: string
  readonly title: readonly [fr: string, en: string]
  readonly note: readonly [fr: string, en: string]
  readonly columns: Readonly<Record<string, readonly [fr: string, en: string]>>
}

export const said = ([fr, en]: readonly [fr: string, en: string], language: Language): string => ({ fr, en })[language]
export const spoken = (label: Label, language: Language): string => label[language]
export const moment = (at: number | null | undefined): Date | null => (at == null ? null : new Date(at))

/** The same in one language, over its rows. */
export const section = (language: Language, { name, title, note, columns }: Told, rows: Section['rows']): Section => ({
  name,
  title: said(title, language),
  note: said(note, language),
  columns: Object.fromEntries(Object.entries(columns).map(([key, words]) => [key, said(words, language)])),
  rows,
})

/** A value in words, where its field has some. */
export function inWords(field: AnyField | undefined, value: unknown, language: Language): Cell {
  if (value === null || value === undefined) return null
  const choice = field?.kind === 'choice' ? field.options.choices?.[String(value)] : undefined
  if (choice) return said(choice, language)
  if (field?.kind === 'instant' && typeof value === 'number') return moment(value)
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : JSON.stringify(value)
}

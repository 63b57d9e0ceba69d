import { addDays, isDay, type Day } from '#kernel/base/day.ts'
import { fold } from '#kernel/base/fold.ts'

export type DateOrder = 'dmy' | 'mdy'
const months = ['jan', 'fev feb', 'mar', 'avr apr', 'mai may', 'juin jun', 'juil jul', 'aou aug', 'sep', 'oct', 'nov', 'dec']
const monthOf = (word: string) => months.findIndex(names => names.split(' ').some(name => word.startsWith(name))) + 1
const numeric = /^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})(?:[ T].*)?$/

/** A day as people and spreadsheets write it; `order` decides between 03/04 and 04/03. Null when it is none. */
export function readDay(text: string, order: DateOrder): Day | null {
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T].*)?$/.exec(text)
  if (iso) return day(iso[1], iso[2], iso[3])
  const parts = numeric.exec(text)
  if (parts) return order === 'dmy' ? day(parts[3], parts[2], parts[1]) : day(parts[3], parts[1], parts[2])
  const [first = '', second = '', third = ''] = fold(text)
    .replace(/\b(er|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b|(?<=\d)(er|st|nd|rd|th)\b/g, '')
    .split(/[\s,./-]+/)
    .filter(Boolean)
  if (monthOf(second) && /^\d+$/.test(first)) return day(third, String(monthOf(second)), first)
  if (monthOf(first) && /^\d+$/.test(second)) return day(third, String(monthOf(first)), second)
  // What a spreadsheet holds behind a date: days since the end of 1899.
  if (/^\d{5}$/.test(text) && Number(text) >= 20_000) return addDays('1899-12-30', Number(text))
  return null
}
function day(year = '', month = '', date = ''): Day | null {
  const full = `${year.length === 2 ? `20${year}` : year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
  return isDay(full) ? full : null
}

/** What the dates themselves say of their order: `either` when every one reads both ways, null when none is written so. */
export function orderOf(texts: readonly string[]): DateOrder | 'either' | null {
  const pairs = texts.flatMap(text => {
    const parts = numeric.exec(text)
    return parts ? [[Number(parts[1]), Number(parts[2])] as const] : []
  })
  if (!pairs.length) return null
  if (pairs.every(([a, b]) => a === b)) return 'dmy'
  const [dmy, mdy] = [pairs.filter(([a, b]) => a > 12 && b <= 12).length, pairs.filter(([a, b]) => b > 12 && a <= 12).length]
  return dmy && !mdy ? 'dmy' : mdy && !dmy ? 'mdy' : 'either'
}

const decimal = (text: string) => Number(text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.'))

/** 0 to 100. Without a sign, numbers up to 1 are shares when the whole column stays within 1. */
export function readPercent(text: string, share: boolean): number | null {
  const value = decimal(text.replace('%', ''))
  if (!/\d/.test(text) || !Number.isFinite(value)) return null
  const percent = share && !text.includes('%') ? value * 100 : value
  return percent < 0 || percent > 100 ? null : Math.round(percent * 100) / 100
}
export const areShares = (texts: readonly string[]): boolean =>
  texts.some(text => /[.,]/.test(text)) && texts.every(text => !text.includes('%') && decimal(text) <= 1)

/** Days: `3`, `3 j`, `2 sem.` */
export function readDays(text: string): number | null {
  const parts = /^(\d+(?:[.,]\d+)?)\s*([a-z]*)\W*$/.exec(fold(text))
  if (!parts) return null
  const unit = parts[2] ?? ''
  const days = decimal(parts[1] ?? '') * (/^(s|w)/.test(unit) ? 7 : 1)
  return /^(|j|d|jours?|days?|jrs?|s|sem|semaines?|w|wks?|weeks?)$/.test(unit) && days <= 3650 ? Math.ceil(days) : null
}

/** Minutes: `8`, `8 h`, `1h30`, `2 j` (of eight hours). */
export function readMinutes(text: string): number | null {
  const parts = /^(\d+(?:[.,]\d+)?)\s*(h|heures?|hrs?|hours?|j|jours?|d|days?|min|minutes?)?\s*(\d{1,2})?$/.exec(fold(text))
  if (!parts) return null
  const unit = parts[2] ?? 'h'
  const size = unit.startsWith('m') ? 1 : /^[jd]/.test(unit) ? 480 : 60
  return Math.round(decimal(parts[1] ?? '') * size) + (unit.startsWith('h') ? Number(parts[3] ?? 0) : 0)
}

const yes = new Set(['yes', 'y', 'oui', 'o', 'x', 'true', 'vrai', '1', '✓', '✔', '✅'])
export const readFlag = (text: string): boolean => yes.has(fold(text))

const priorities: Readonly<Record<string, string>> = {
  low: 'low basse faible bas',
  normal: 'normal normale moyenne medium moyen',
  high: 'high haute elevee important importante forte haut',
  critical: 'critical critique urgent urgente blocker bloquant tres haute',
}
export const readPriority = (text: string): string | null =>
  Object.keys(priorities).find(name => (priorities[name] ?? '').split(' ').includes(fold(text))) ?? null

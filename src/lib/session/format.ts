import { daysBetween } from '#kernel/base/day.ts'
import { moneyWords } from '#kernel/base/money.ts'

/** What a person reads: money, numbers and days, in the words and spaces of the language. Days are `YYYY-MM-DD`, instants are `Date`. */
export type Language = 'fr' | 'en'

const nbsp = '\u00a0'
const numbers = new Map<string, Intl.NumberFormat>()
const dates = new Map<string, Intl.DateTimeFormat>()
const near = new Map<Language, Intl.RelativeTimeFormat>()

function numberFormat(locale: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = locale + JSON.stringify(options)
  let format = numbers.get(key)
  if (!format) numbers.set(key, (format = new Intl.NumberFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', options)))
  return format
}
function dateFormat(locale: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options)
  let format = dates.get(key)
  if (!format) dates.set(key, (format = new Intl.DateTimeFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', options)))
  return format
}

function nearFormat(locale: Language): Intl.RelativeTimeFormat {
  const format = near.get(locale) ?? new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  near.set(locale, format)
  return format
}

/** « 1 240 » */
export function formatCount(value: number, locale: Language): string {
  return numberFormat(locale, { maximumFractionDigits: 2 }).format(value)
}

/** From a share of one: 0.42 is « 42 % », with the space that never breaks. Never « 100 % » before the end nor « 0 % » after the start. */
export function formatPercent(share: number, locale: Language): string {
  const kept = share > 0 && share < 0.01 ? 0.01 : share > 0.99 && share < 1 ? 0.99 : share
  return numberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(kept)
}

/** From the smallest unit of the currency, exactly: 1250000 XOF is « 1 250 000 F CFA », 125000 EUR is « 1 250,00 € ». */
export function formatMoney(minor: number | bigint, currency: string, locale: Language): string {
  return moneyWords(minor, currency, locale)
}

function noon(day: string): Date {
  return new Date(`${day}T12:00:00Z`)
}
/** The day of an instant where the reader is. */
export function dayOf(instant: Date, timeZone?: string): string {
  const zone = timeZone ? { timeZone } : {}
  return new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', ...zone }).format(instant)
}

export interface DateOptions {
  /** The day it is; without it the date is written without « hier » or « demain ». */
  today?: string | undefined
  weekday?: boolean | undefined
}

/** A day: « hier », « aujourd’hui », « demain », else « 24 nov. », with its year when it is not this one. */
export function formatDate(day: string, locale: Language, { today, weekday = false }: DateOptions = {}): string {
  if (today) {
    const distance = daysBetween(today, day)
    if (Math.abs(distance) <= 1) return nearFormat(locale).format(distance, 'day')
  }
  const sameYear = today !== undefined && today.slice(0, 4) === day.slice(0, 4)
  return dateFormat(locale, {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'short',
    ...(weekday ? { weekday: 'short' } : {}),
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(noon(day))
}

/** From a day to another: « 27 oct. – 2 nov. 2025 », « à partir du 27 oct. », « jusqu’au 2 nov. »; one day alone when both are the same. */
export function formatDays(from: string | null, until: string | null, locale: Language, today?: string): string {
  const day = from ?? until
  if (day === null) return ''
  if (from === until) return formatDate(day, locale, { today })
  const sameYear = [from, until].every(one => one === null || one.slice(0, 4) === today?.slice(0, 4))
  const year: Intl.DateTimeFormatOptions = sameYear ? {} : { year: 'numeric' }
  const format = dateFormat(locale, { timeZone: 'UTC', day: 'numeric', month: 'short', ...year })
  if (from !== null && until !== null && from < until) return format.formatRange(noon(from), noon(until))
  if (from !== null && until !== null) return `${format.format(noon(from))} – ${format.format(noon(until))}`
  if (from !== null) return `${locale === 'fr' ? 'à partir du' : 'from'} ${format.format(noon(from))}`
  return `${locale === 'fr' ? 'jusqu’au' : 'until'} ${format.format(noon(day))}`
}

/** « lundi 24 novembre 2025 »: what the hover of a short date says. */
export function formatDateLong(day: string, locale: Language): string {
  return dateFormat(locale, { timeZone: 'UTC', weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(noon(day))
}

/** « 24/11/2025 »: what is typed. */
export function formatDateDigits(day: string): string {
  return day.split('-').reverse().join('/')
}

/** « 14:05 » */
export function formatTime(instant: Date, locale: Language, timeZone?: string): string {
  return dateFormat(locale, { hour: '2-digit', minute: '2-digit', ...(timeZone ? { timeZone } : {}) }).format(instant)
}

/** An instant, relative when near: « à l’instant », « il y a 5 min », « 14:05 », « hier, 14:05 », else « 24 nov., 14:05 ». */
export function formatInstant(instant: Date, locale: Language, now: Date, timeZone?: string): string {
  const seconds = Math.round((now.getTime() - instant.getTime()) / 1000)
  if (seconds >= -30 && seconds < 45) return locale === 'fr' ? 'à l’instant' : 'just now'
  if (seconds >= 45 && seconds < 3600) {
    return new Intl.RelativeTimeFormat(locale, { numeric: 'always', style: 'short' }).format(
      -Math.max(1, Math.round(seconds / 60)),
      'minute'
    )
  }
  const time = formatTime(instant, locale, timeZone)
  const day = dayOf(instant, timeZone)
  const today = dayOf(now, timeZone)
  return day === today ? time : `${formatDate(day, locale, { today })}, ${time}`
}

/** « lundi 24 novembre 2025 à 14:05:09 »: the exact instant, for the hover. */
export function formatInstantLong(instant: Date, locale: Language, timeZone?: string): string {
  return dateFormat(locale, { dateStyle: 'full', timeStyle: 'medium', ...(timeZone ? { timeZone } : {}) }).format(instant)
}

/** From minutes: « 1 h 30 », « 45 min ». */
export function formatDuration(minutes: number, locale: Language): string {
  const hours = Math.floor(minutes / 60)
  const rest = Math.round(minutes % 60)
  if (!hours) return `${rest}${nbsp}min`
  const shown = `${formatCount(hours, locale)}${nbsp}h`
  return rest ? `${shown}${nbsp}${String(rest).padStart(2, '0')}` : shown
}

/** From bytes: « 12 ko », « 3,4 Mo »; never « 0 ko » for a file that holds something. */
export function formatSize(bytes: number, locale: Language): string {
  const [unit, of] = bytes < 1_000_000 ? (['kilobyte', 1_000] as const) : (['megabyte', 1_000_000] as const)
  const value = unit === 'kilobyte' ? Math.ceil(bytes / of) : bytes / of
  return numberFormat(locale, { style: 'unit', unit, maximumFractionDigits: 1 }).format(value)
}

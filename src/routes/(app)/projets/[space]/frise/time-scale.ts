import { addDays, daysBetween, type Day } from '#kernel/base/day.ts'

export const zooms = ['week', 'month', 'quarter'] as const
export type Zoom = (typeof zooms)[number]
/** Pixels of a day. */
export const widthOf: Record<Zoom, number> = { week: 36, month: 16, quarter: 5 }

/** Days laid out from left to right. `first` is a Monday, so that weeks and weekends fall on multiples of seven. */
export type Scale = { readonly zoom: Zoom; readonly first: Day; readonly days: number; readonly px: number }

const weekday = (day: Day): number => (new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7
export const mondayOf = (day: Day): Day => addDays(day, -weekday(day))

/** From a while before the first day to a while after the last, with at least `width` pixels to fill the screen. */
export function scaleOf(zoom: Zoom, days: readonly Day[], today: Day, width: number): Scale {
  const px = widthOf[zoom]
  const sorted = [...days, today].sort()
  const margin = { week: 14, month: 28, quarter: 70 }[zoom]
  const first = mondayOf(addDays(sorted[0] ?? today, -margin))
  const last = addDays(sorted.at(-1) ?? today, margin * 2)
  return { zoom, first, px, days: Math.max(daysBetween(first, last), Math.ceil(width / px)) }
}

export const xOf = ({ first, px }: Scale, day: Day): number => daysBetween(first, day) * px
export const dayAt = ({ first, px }: Scale, x: number): Day => addDays(first, Math.floor(x / px))

export type Tick = { readonly day: Day; readonly x: number; readonly width: number }

/** The starts of months (or years, seen from afar) between two places, with the width of each. */
export function upperTicks(scale: Scale, from: number, to: number): Tick[] {
  const step = scale.zoom === 'quarter' ? 12 : 1
  return calendarTicks(scale, from, to, step)
}
/** Days, weeks or months, whichever has room for a figure. */
export function lowerTicks(scale: Scale, from: number, to: number): Tick[] {
  if (scale.zoom === 'quarter') return calendarTicks(scale, from, to, 1)
  const step = scale.zoom === 'week' ? 1 : 7
  const ticks: Tick[] = []
  for (let at = Math.max(0, Math.floor(from / scale.px / step) * step); at < scale.days && at * scale.px < to; at += step)
    ticks.push({ day: addDays(scale.first, at), x: at * scale.px, width: step * scale.px })
  return ticks
}
function calendarTicks(scale: Scale, from: number, to: number, months: number): Tick[] {
  const ticks: Tick[] = []
  const end = scale.days * scale.px
  let day = floorMonth(dayAt(scale, Math.max(0, from)), months)
  while (xOf(scale, day) < Math.min(to, end)) {
    const next = addMonths(day, months)
    const x = Math.max(0, xOf(scale, day))
    ticks.push({ day, x, width: Math.min(end, xOf(scale, next)) - x })
    day = next
  }
  return ticks
}
const floorMonth = (day: Day, months: number): Day => {
  const month = Math.floor((Number(day.slice(5, 7)) - 1) / months) * months + 1
  return `${day.slice(0, 4)}-${String(month).padStart(2, '0')}-01`
}
function addMonths(day: Day, months: number): Day {
  const at = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}-01`
}

/** Whether weekends are wide enough to be seen. */
export const weekendsShown = ({ px }: Scale): boolean => px * 2 >= 10

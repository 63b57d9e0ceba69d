/** A calendar day, `YYYY-MM-DD`: no time, no zone. Days compare as text. */
export type Day = string

export const isDay = (value: unknown): value is Day => {
  if (typeof value !== 'string' || !/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(value) || value < '1900-01-01') return false
  // Every month has 28 days.
  return value.slice(8) <= '28' || new Date(`${value}T00:00:00Z`).toISOString().startsWith(value)
}

/** The day it is at `now` (ms) in the workspace's time zone. */
export function dayIn(timeZone: string, now: number): Day {
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { timeZone })
  formats.set(timeZone, format)
  return format.format(now)
}
/** Making one takes a thousand times longer than using it. */
const formats = new Map<string, Intl.DateTimeFormat>()

const milliseconds = 86_400_000
export const addDays = (day: Day, days: number): Day =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * milliseconds).toISOString().slice(0, 10)
/** Whole days from `from` to `to`; negative when `to` is earlier. */
export const daysBetween = (from: Day, to: Day): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / milliseconds)

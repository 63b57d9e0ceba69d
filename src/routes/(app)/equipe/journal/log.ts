import type { Line } from '#domain/people/audited.ts'
import { ask } from '$lib/session/ask.ts'
import { dayOf } from '$lib/session/format.ts'
import type { Device, Outcome } from '$lib/store/device.ts'

type Page = { lines: readonly Line[]; after: string | null }
/** Days as `YYYY-MM-DD`; empty is everything. */
export type Filter = { kind: string; person: string; from: string; until: string }

const query = (filter: Filter, more: Record<string, string>) =>
  new URLSearchParams(Object.entries({ ...filter, ...more }).filter(([, value]) => value)).toString()

export const readLog = ({ person }: Device, filter: Filter, after: string | null): Promise<Outcome<Page>> =>
  ask(`/api/v1/audit?${query(filter, after ? { after } : {})}`, { as: person.id })
export const sheetHref = (filter: Filter, language: string): string => `/api/v1/audit/sheet?${query(filter, { language })}`

export type Day = { readonly day: string; readonly lines: readonly Line[] }
/** The lines day by day, where the company is. */
export const byDay = (lines: readonly Line[], zone: string): Day[] =>
  [...Map.groupBy(lines, ({ at }) => dayOf(new Date(at), zone))].map(([day, lines]) => ({ day, lines }))

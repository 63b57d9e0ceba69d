import type { Pool } from 'pg'
import type { Clock } from '#kernel/base/clock.ts'
import { isDay } from '#kernel/base/day.ts'
import { readPlace } from '#domain/people/place.ts'
import { isKind } from '#domain/people/audited.ts'
import type { Audit, Wanted } from '../audit/audit.ts'
import { auditSheet, type How } from '../audit/sheet.ts'
import { notAllowed } from '../auth/permissions.ts'
import type { Decisions } from '../commands/decisions.ts'
import type { Who } from '../sync/who.ts'
import { json, problem, type Problem } from './answer.ts'
import { from, known } from './answering.ts'

type Given = { pool: Pool; clock: Clock; audit: Audit; decisions: Decisions }
const page = 100
const malformed = problem(422, 'malformed', 'Ce filtre ne peut pas être appliqué.', 'This filter cannot be applied.')

/** The log of what was done, for whoever may read it. */
export function auditApi({ pool, clock, audit, decisions }: Given) {
  const mayRead = async ({ workspace, person }: Who): Promise<Problem | null> =>
    notAllowed(await readPlace(decisions.reader(workspace), workspace, person), 'audit:read')
  type Read = (who: Who, wanted: Wanted, asked: URLSearchParams) => Promise<Response>
  const reading = (request: Request, who: Who | null, read: Read) =>
    known(request, who, async who => {
      const asked = new URL(request.url).searchParams
      const wanted = wantedIn(asked)
      return (await mayRead(who)) ?? (wanted ? read(who, wanted, asked) : malformed)
    })
  return {
    audit: (request: Request, who: Who | null) =>
      reading(request, who, async ({ workspace }, wanted, asked) => {
        const lines = await audit.read(workspace, wanted, { after: asked.get('after') ?? '', most: page })
        return json({ lines, after: lines.length === page ? lines.at(-1)?.id : null })
      }),

    /** The same as a sheet for a spreadsheet, all of it; that it was taken out is in the log. */
    auditSheet: (request: Request, who: Who | null, address: string) =>
      reading(request, who, async (who, wanted, asked) => {
        await audit.exported(who, 'audit', from(request, address))
        const { rows } = await pool.query<{ time_zone: string }>('select time_zone from workspace where id = $1', [who.workspace])
        const how: How = {
          workspace: who.workspace,
          language: asked.get('language') === 'en' ? 'en' : 'fr',
          zone: rows[0]?.time_zone ?? 'UTC',
          now: clock.now(),
        }
        return auditSheet(audit, decisions.reader(who.workspace), wanted, how)
      }),
  }
}

/** Null when it is no filter. */
function wantedIn(asked: URLSearchParams): Wanted | null {
  const [kind, person, from, until] = ['kind', 'person', 'from', 'until'].map(name => asked.get(name) || null)
  if (kind && !isKind(kind)) return null
  if ([from, until].some(day => day && !isDay(day)) || person?.includes('\0')) return null
  return { kind, person, from, until } as Wanted
}

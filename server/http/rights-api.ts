import type { Pool } from 'pg'
import type { Clock } from '#kernel/base/clock.ts'
import { Attempts } from '../auth/attempts.ts'
import { noCookie, type Sessions } from '../auth/sessions.ts'
import type { Files } from '../files/files.ts'
import { archive } from '../rights/archive.ts'
import { consentsOf, recordConsent } from '../rights/consent.ts'
import type { Erasures } from '../rights/erasures.ts'
import { ownData, ownPictures, seatsOf, type OwnDataGiven } from '../rights/own-data.ts'
import type { Who } from '../sync/who.ts'
import { bodyOf, json, problem, textAt } from './answer.ts'
import { again, from, known } from './answering.ts'

type Given = OwnDataGiven & { pool: Pool; clock: Clock; sessions: Sessions; files: Files; erasures: Erasures }

/** What people may ask about what is known of them. */
export function rightsApi({ pool, access, audit, decisions, clock, sessions, files, erasures }: Given) {
  const taken = new Attempts(clock, { most: 5, within: 3_600_000 })
  return {
    /** All that is known of whoever asks, and of nobody else, in one archive. It is in the log of each of their companies. */
    exportOwn: (request: Request, who: Who | null, address = '') =>
      known(request, who, async who => {
        if (!(await sessions.provenLately(who.session))) return again
        const wait = taken.wait(who.account)
        if (wait > 0) return { ...tooMany, retryAfter: wait }
        taken.fail(who.account)
        const language = textAt(await bodyOf(request), 'language') === 'en' ? 'en' : 'fr'
        for (const seat of await seatsOf(pool, who.account)) await audit.exported(seat, 'ownData', from(request, address))
        const sections = await ownData({ pool, access, audit, decisions }, who.account, language)
        const { rows } = await pool.query<{ time_zone: string; email: string }>(
          'select w.time_zone, a.email from workspace w, account a where w.id = $1 and a.id = $2',
          [who.workspace, who.account]
        )
        const at = new Date(clock.now())
        const pictures = await ownPictures(pool, files, who.account)
        const bytes = await archive(sections, pictures, { language, zone: rows[0]?.time_zone ?? 'UTC', at, who: rows[0]?.email ?? '' })
        const name = `relais-${language === 'fr' ? 'mes-donnees' : 'my-data'}-${at.toISOString().slice(0, 10)}.zip`
        return new Response(new Uint8Array(bytes), {
          headers: {
            'content-type': 'application/zip',
            'content-length': String(bytes.byteLength),
            'content-disposition': `attachment; filename="${name}"`,
            'cache-control': 'no-store',
            'x-content-type-options': 'nosniff',
          },
        })
      }),

    /** What one has said to have read of what is kept of people. */
    consents: (request: Request, who: Who | null) =>
      known(request, who, async ({ account }) => json({ consents: await consentsOf(pool, account) })),
    consent: (request: Request, who: Who | null) =>
      known(request, who, async ({ account }) => {
        await recordConsent(pool, account, await bodyOf(request), clock.now())
        return json({ consents: await consentsOf(pool, account) })
      }),

    /** One’s own account goes, with all that names its person, in every company. Each of their lines is closed. */
    eraseOwn: (request: Request, who: Who | null) =>
      known(request, who, async who => {
        const refused = await erasures.eraseOwn(who, await bodyOf(request))
        return refused ?? json({ done: true }, { 'set-cookie': noCookie })
      }),
  }
}

const tooMany = problem(
  429,
  'attempts',
  'Vous avez déjà demandé vos données plusieurs fois : réessayez dans une heure.',
  'You have asked for your data several times already: try again in an hour.'
)

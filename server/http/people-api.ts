import type { Pool } from 'pg'
import type { Access } from '../auth/access.ts'
import type { Files } from '../files/files.ts'
import type { Who } from '../sync/who.ts'
import { json, problems } from './answer.ts'
import { known } from './answering.ts'

type Given = { pool: Pool; access: Access; files: Files }

/** The people of a company as their colleagues see them. */
export function peopleApi({ pool, access, files }: Given) {
  return {
    /** A picture, by its content, to whoever reads the card that shows it now; one that was replaced is nobody's any more. */
    portrait: (request: Request, who: Who | null, hash: string) =>
      known(request, who, async ({ workspace, person }) => {
        const { rowCount } = await pool.query(shown, [workspace, hash, await access.spaces(workspace, person)])
        const found = rowCount ? await files.get(workspace, hash) : null
        if (!found) return problems.notHere
        return new Response(new Uint8Array(found.bytes), {
          headers: {
            'content-type': found.type,
            'content-length': String(found.bytes.byteLength),
            // Its address is its content: it never changes. For one person only, and never run as a page.
            'cache-control': 'private, max-age=31536000, immutable',
            etag: `"${hash}"`,
            'content-security-policy': "default-src 'none'; sandbox",
            'x-content-type-options': 'nosniff',
          },
        })
      }),

    /** The day each was last in touch with the server, for those of the company. Who works without a network shows when they are back. */
    lastSeen: (request: Request, who: Who | null) =>
      known(request, who, async ({ workspace, person }) => {
        const inside = (await access.spaces(workspace, person)).includes(workspace)
        const { rows } = await pool.query<{ person: string; day: string }>(
          'select person, day::text from last_seen join seat using (account, workspace) where workspace = $1 and $2',
          [workspace, inside]
        )
        return json({ seen: Object.fromEntries(rows.map(({ person, day }) => [person, day])) })
      }),
  }
}

/** A card that shows it, told in one of these spaces, and after which nothing else was said of that person. */
const shown = `
  select from fact f join fact_space s on s.workspace = f.workspace and s.fact = f.id
  where f.workspace = $1 and f.kind = 'person' and f.body ->> 'portrait' = $2 and s.space = any($3) and not exists (
    select from fact later where later.workspace = f.workspace and later.kind = 'person'
      and later.body ->> 'person' = f.body ->> 'person' and later.position > f.position
  ) limit 1`

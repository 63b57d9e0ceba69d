import type { Pool } from 'pg'
import type { Clock } from '#kernel/base/clock.ts'
import { isId } from '#kernel/base/id.ts'
import { dayIn } from '#kernel/base/day.ts'
import type { Query } from '#kernel/query/query.ts'
import type { Model } from '#kernel/schema/model.ts'
import type { Access } from '../auth/access.ts'
import type { Decisions } from '../commands/decisions.ts'
import type { Copies } from '../feed/copy.ts'
import type { Differences } from '../feed/differences.ts'
import { writtenFeed } from '../feed/feed.ts'
import { readHistory } from '../feed/history.ts'
import { readLastChanges } from '../feed/last-changes.ts'
import { packed } from '../feed/packing.ts'
import type { Files } from '../files/files.ts'
import { asPerson } from '../postgres/as-person.ts'
import type { Connection } from '../postgres/connection.ts'
import { passing } from '../postgres/passing.ts'
import { ask } from '../postgres/query-sql.ts'
import type { Who } from '../sync/who.ts'
import { bodyOf, isProblem, json, problem, problems } from './answer.ts'
import { known } from './answering.ts'

type Given = {
  pool: Pool
  db: Connection['db']
  model: Model
  clock: Clock
  access: Access
  decisions: Decisions
  copies: Copies
  differences: Differences
  files: Files
}
const most = 5_000

/** What a company keeps: read, decided, fetched. */
export function workspaceApi({ pool, db, model, clock, access, decisions, copies, differences, files }: Given) {
  return {
    feed: (request: Request, who: Who | null) =>
      known(request, who, async who => {
        const after = Number(new URL(request.url).searchParams.get('after') ?? 0)
        if (!Number.isSafeInteger(after) || after < 0)
          return problem(422, 'malformed', 'La position demandée n’est pas un nombre.', 'The position asked for is not a number.')
        return packed(request, new TextEncoder().encode(await writtenFeed(pool, who, after)), 'application/json')
      }),

    document: (request: Request, who: Who | null, name: string) => known(request, who, who => copies.answer(who, name, request)),

    differences: (request: Request, who: Who | null) => known(request, who, who => differences.answer(who, request)),

    command: (request: Request, who: Who | null, name: string) =>
      known(request, who, async who => {
        const answered = await decisions.take(who, name, await bodyOf(request))
        return isProblem(answered) ? answered : json(answered)
      }),

    history: (request: Request, who: Who | null, entity: string, record: string) =>
      known(request, who, async who => json(await readHistory(pool, access, who, entity, record))),

    lastChanges: (request: Request, who: Who | null, entity: string) =>
      known(request, who, async who => {
        const records = new URL(request.url).searchParams.get('records')?.split(',') ?? []
        return json({ changes: await readLastChanges(pool, access, who, entity, records) })
      }),

    query: (request: Request, who: Who | null) =>
      known(request, who, async who => {
        const query = (await bodyOf(request)) as unknown as Query
        const { rows } = await pool.query<{ time_zone: string }>('select time_zone from workspace where id = $1', [who.workspace])
        const today = dayIn(rows[0]?.time_zone ?? 'UTC', clock.now())
        const spaces = await access.spaces(who.workspace, who.person)
        try {
          const asked = { ...query, limit: Math.min(Number(query.limit ?? most), most) }
          const rows = await asPerson({ db }, who, through => ask(through, model, asked, { workspace: who.workspace, today, spaces }))
          return json({ rows })
        } catch (fault) {
          if (passing(fault)) throw fault
          return problem(422, 'malformed', 'Cette question ne peut pas être posée.', 'This question cannot be asked.')
        }
      }),

    file: (request: Request, who: Who | null, id: string) =>
      known(request, who, async ({ workspace, person }) => {
        if (!isId(id)) return problems.notHere
        const { rows } = await pool.query<{ file: string; name: string; spaces: string[] }>(
          `select f.body ->> 'file' as file, f.body ->> 'name' as name, array_agg(s.space) as spaces from fact f
           join fact_space s on s.workspace = f.workspace and s.fact = f.id where f.workspace = $1 and f.id = $2
           group by f.workspace, f.id`,
          [workspace, id]
        )
        const [fact] = rows
        const readable = await access.spaces(workspace, person)
        if (!fact?.file || !fact.spaces.some(space => readable.includes(space))) return problems.notHere
        const found = await files.get(workspace, fact.file)
        if (!found) return problems.notHere
        return new Response(new Uint8Array(found.bytes), {
          headers: {
            'content-type': found.type,
            'content-length': String(found.bytes.byteLength),
            'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(fact.name || 'fichier')}`,
            'cache-control': 'no-store',
            'x-content-type-options': 'nosniff',
          },
        })
      }),
  }
}

import type { Pool } from 'pg'
import type { Clock } from '#kernel/base/clock.ts'
import { dayIn } from '#kernel/base/day.ts'
import type { Query } from '#kernel/query/query.ts'
import type { Model } from '#kernel/schema/model.ts'
import { membershipsOf, type Access } from '../auth/access.ts'
import type { Account } from '../auth/account.ts'
import type { Entrance } from '../auth/entrance.ts'
import type { Invitations } from '../auth/invitations.ts'
import { originOf } from '../auth/origin.ts'
import { Busy } from '../auth/passwords.ts'
import type { Recovery } from '../auth/recovery.ts'
import { noCookie, sessionCookie, tokenIn, type Sessions } from '../auth/sessions.ts'
import type { Decisions } from '../commands/decisions.ts'
import type { Copies } from '../feed/copy.ts'
import type { Differences } from '../feed/differences.ts'
import { writtenFeed } from '../feed/feed.ts'
import { readHistory } from '../feed/history.ts'
import { readLastChanges } from '../feed/last-changes.ts'
import { packed } from '../feed/packing.ts'
import type { Files } from '../files/files.ts'
import type { Post } from '../mail/post.ts'
import type { Connection } from '../postgres/connection.ts'
import { passing } from '../postgres/passing.ts'
import { ask } from '../postgres/query-sql.ts'
import type { Sync } from '../sync/sync.ts'
import type { Who } from '../sync/who.ts'
import { bodyOf, isProblem, json, problem, problems, refusal, type Problem } from './answer.ts'

export type Api = ReturnType<typeof createApi>
type Given = {
  pool: Pool
  db: Connection['db']
  model: Model
  clock: Clock
  access: Access
  account: Account
  recovery: Recovery
  post: Post
  sessions: Sessions
  entrance: Entrance
  invitations: Invitations
  decisions: Decisions
  copies: Copies
  differences: Differences
  files: Files
  sync: Sync
  version: string
}

/** What routes call: one function for each endpoint, from a request to its answer. */
export function createApi(given: Given) {
  const {
    pool,
    db,
    model,
    clock,
    access,
    account,
    recovery,
    post,
    sessions,
    entrance,
    invitations,
    decisions,
    copies,
    differences,
    files,
    sync,
    version,
  } = given

  /** A value that is a problem becomes its answer; a fault that passes asks to come back. */
  async function answer(request: Request, work: () => Promise<Response | Problem>): Promise<Response> {
    try {
      const found = await work()
      return isProblem(found) && !(found instanceof Response) ? refusal(request, found) : (found as Response)
    } catch (fault) {
      if (fault instanceof Busy) return refusal(request, problems.busy)
      if (passing(fault)) return refusal(request, problems.unavailable)
      throw fault
    }
  }
  const known = (request: Request, who: Who | null, work: (who: Who) => Promise<Response | Problem>) =>
    answer(request, async () =>
      who && (request.headers.get('relais-person') ?? who.person) === who.person ? work(who) : problems.signedOut
    )
  const from = (request: Request, address: string) => originOf(request.headers.get('user-agent'), address)
  /** Their sockets are closed too: nothing of a session that has ended goes on. */
  const out = (ended: readonly string[]) => sync.close(({ session }) => ended.includes(session), 4401, 'signed out')
  const entered = (token: string) => json({ done: true }, { 'set-cookie': sessionCookie(token) })

  return {
    who: (headers: { cookie?: string; 'user-agent'?: string }, address?: string): Promise<Who | null> =>
      sessions.who(tokenIn(headers), address === undefined ? undefined : originOf(headers['user-agent'], address)),

    status: (request: Request) =>
      answer(request, async () => {
        const workspace = await entrance.workspace()
        return json({ ...(workspace ? { workspace } : {}), setup: workspace === null, letters: post.open, version })
      }),

    setup: (request: Request, address = '') =>
      answer(request, async () => {
        const begun = await entrance.setup(await bodyOf(request), from(request, address))
        return isProblem(begun) ? begun : entered(begun.token)
      }),

    signIn: (request: Request, address = '') =>
      answer(request, async () => {
        const found = await entrance.signIn(await bodyOf(request), from(request, address))
        return isProblem(found) ? found : entered(found.token)
      }),

    signOut: (request: Request, who: Who | null) =>
      answer(request, async () => {
        if (who) {
          await entrance.signOut(who)
          out([who.session])
        }
        return json({ done: true }, { 'set-cookie': noCookie })
      }),

    session: (request: Request, who: Who | null) =>
      known(request, who, async ({ workspace, person }) => {
        const { rows } = await pool.query(`select id, name, currency, time_zone as "timeZone", locale from workspace where id = $1`, [
          workspace,
        ])
        const { rows: cards } = await pool.query(
          `select body ->> 'person' as id, body ->> 'name' as name, body ->> 'email' as email from fact
           where workspace = $1 and kind = 'person' and body ->> 'person' = $2 order by position desc limit 1`,
          [workspace, person]
        )
        const { rows: memberships } = await pool.query(`select space, role from (${membershipsOf}) m where role <> 'none'`, [
          workspace,
          person,
        ])
        return json({ person: cards[0], workspace: rows[0], memberships })
      }),

    account: (request: Request, who: Who | null) =>
      known(request, who, async who => json({ ...(await account.describe(who)), letters: post.open })),

    rename: (request: Request, who: Who | null) =>
      known(request, who, async who => (await account.name(who, await bodyOf(request))) ?? json({ done: true })),

    changePassword: (request: Request, who: Who | null) =>
      known(request, who, async who => {
        const changed = await account.changePassword(who, await bodyOf(request))
        if (isProblem(changed)) return changed
        out(changed.ended)
        return entered(changed.token)
      }),

    /** The same answer whoever asks and whatever is typed. */
    forgotten: (request: Request) =>
      answer(request, async () => {
        recovery.forgotten(await bodyOf(request))
        return json({ done: true })
      }),

    resetting: (request: Request, token: string) =>
      answer(request, async () => {
        const found = await recovery.find(token)
        return isProblem(found) ? found : json(found)
      }),

    reset: (request: Request, token: string, address = '') =>
      answer(request, async () => {
        const changed = await recovery.reset(token, await bodyOf(request), from(request, address))
        if (isProblem(changed)) return changed
        out(changed.ended)
        return entered(changed.token)
      }),

    prove: (request: Request, who: Who | null) =>
      known(request, who, async who => {
        await recovery.prove(who, await bodyOf(request))
        return json({ done: true })
      }),

    proven: (request: Request, token: string) => answer(request, async () => (await recovery.proven(token)) ?? json({ done: true })),

    /** One session of one's own, or with null all but this one. */
    endElsewhere: (request: Request, who: Who | null, session: string | null) =>
      known(request, who, async who => {
        const ended = await account.endElsewhere(who, session)
        out(ended)
        return json({ ended: ended.length })
      }),

    invitation: (request: Request, token: string) =>
      answer(request, async () => {
        const found = await invitations.find(token)
        return isProblem(found) ? found : json(await invitations.describe(found))
      }),

    join: (request: Request, token: string, address = '') =>
      answer(request, async () => {
        const begun = await entrance.join(token, await bodyOf(request), from(request, address))
        return isProblem(begun) ? begun : entered(begun.token)
      }),

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
      known(request, who, async who => {
        const found = await readHistory(pool, access, who, entity, record)
        return isProblem(found) ? found : json(found)
      }),

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
          return json({
            rows: await ask(
              db,
              model,
              { ...query, limit: Math.min(Number(query.limit ?? most), most) },
              { workspace: who.workspace, today, spaces }
            ),
          })
        } catch (fault) {
          if (passing(fault)) throw fault
          return problem(422, 'malformed', 'Cette question ne peut pas être posée.', 'This question cannot be asked.')
        }
      }),

    file: (request: Request, who: Who | null, id: string) =>
      known(request, who, async ({ workspace, person }) => {
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
            'cache-control': 'private, no-cache',
            'x-content-type-options': 'nosniff',
          },
        })
      }),
  }
}
const most = 5_000

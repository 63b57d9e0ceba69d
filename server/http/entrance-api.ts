import type { Pool } from 'pg'
import { membershipsOf } from '../auth/access.ts'
import type { Entrance } from '../auth/entrance.ts'
import type { InvitationLetters } from '../auth/invitation-letters.ts'
import type { Invitations } from '../auth/invitations.ts'
import type { Notices } from '../auth/notices.ts'
import { originOf } from '../auth/origin.ts'
import { outOf } from '../auth/seats.ts'
import type { Passkeys } from '../auth/passkeys.ts'
import type { Protection } from '../auth/protection.ts'
import type { Provider } from '../auth/provider.ts'
import type { Recovery } from '../auth/recovery.ts'
import { noCookie, tokenIn, type Sessions } from '../auth/sessions.ts'
import type { Tokens } from '../auth/tokens.ts'
import type { PersonalTokens } from '../auth/tokens-personal.ts'
import type { Post } from '../mail/post.ts'
import type { Sync } from '../sync/sync.ts'
import type { Who } from '../sync/who.ts'
import { bodyOf, isProblem, json, refusal } from './answer.ts'
import { answer, closeSockets, entered, from, known, present, siteOf } from './answering.ts'

type Given = {
  pool: Pool
  sessions: Sessions
  tokens: Tokens
  personalTokens: PersonalTokens
  entrance: Entrance
  invitations: Invitations
  invitationLetters: InvitationLetters
  passkeys: Passkeys
  protection: Protection
  provider: Provider | null
  notices: Notices
  recovery: Recovery
  post: Post
  sync: Sync
  version: string
}

/** How one comes in and goes out. */
export function entranceApi({
  pool,
  sessions,
  tokens,
  personalTokens,
  entrance,
  invitations,
  invitationLetters,
  passkeys,
  protection,
  provider,
  notices,
  recovery,
  post,
  sync,
  version,
}: Given) {
  const putOut = async (request: Request, who: Who | null) => {
    const token = tokenIn({ cookie: request.headers.get('cookie') ?? '' })
    const problem = who ? null : await outOf(pool, token, request.headers.get('relais-person'))
    return problem && refusal(request, problem)
  }
  /** A browser has one session at a time. */
  const instead = async (request: Request, token: string) => {
    closeSockets(sync, await sessions.leave(tokenIn({ cookie: request.headers.get('cookie') ?? '' })))
    return entered(token)
  }
  return {
    /** By its cookie, or by the token that it bears and then by nothing else. */
    who: async (headers: { cookie?: string; authorization?: string; 'user-agent'?: string }, address?: string): Promise<Who | null> => {
      const from = address === undefined ? undefined : originOf(headers['user-agent'], address)
      if (!headers.authorization) return protection.marked(await sessions.who(tokenIn(headers), from))
      const [, token = ''] = /^Bearer (\S+)$/i.exec(headers.authorization) ?? []
      return protection.marked((await tokens.who(token, from)) ?? (await personalTokens.who(token)))
    },

    status: (request: Request) =>
      answer(request, async () => {
        const workspace = await entrance.workspace()
        return json({
          ...(workspace ? { workspace } : {}),
          setup: workspace === null,
          letters: post.open,
          provider: provider?.label ?? null,
          version,
        })
      }),

    setup: (request: Request, address = '') =>
      answer(request, async () => {
        const begun = await entrance.setup(await bodyOf(request), from(request, address))
        return isProblem(begun) ? begun : entered(begun.token)
      }),

    signIn: (request: Request, address = '') =>
      answer(request, async () => {
        const found = await entrance.signIn(await bodyOf(request), from(request, address))
        if (isProblem(found)) return found
        return 'pending' in found ? json(found) : instead(request, found.token)
      }),

    signInSecond: (request: Request, address = '') =>
      answer(request, async () => {
        const found = await entrance.signInSecond(await bodyOf(request), from(request, address))
        return isProblem(found) ? found : instead(request, found.token)
      }),

    askPasskey: (request: Request) => answer(request, async () => json(await passkeys.asked(siteOf(request)))),

    signInByPasskey: (request: Request, address = '') =>
      answer(request, async () => {
        const found = await entrance.signInByPasskey(await bodyOf(request), siteOf(request), from(request, address))
        return isProblem(found) ? found : instead(request, found.token)
      }),

    signOut: (request: Request, who: Who | null) =>
      answer(request, async () => {
        if (who) {
          await entrance.signOut(who)
          closeSockets(sync, [who.session])
        }
        return json({ done: true }, { 'set-cookie': noCookie })
      }),

    /** Who asks, or why they are nobody any more: a device that was put out says so, and clears itself. */
    session: async (request: Request, who: Who | null) =>
      (await putOut(request, who)) ??
      present(request, who, async ({ account, workspace, person }) => {
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
        return json({
          person: cards[0],
          workspace: rows[0],
          memberships,
          protection: await protection.lacking({ account, workspace, person }),
        })
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
        closeSockets(sync, changed.ended)
        const who = await sessions.who(changed.token)
        if (who) notices.tell(who, 'password', from(request, address).device)
        return instead(request, changed.token)
      }),

    invitation: (request: Request, token: string) =>
      answer(request, async () => {
        const found = await invitations.find(token)
        return isProblem(found) ? found : json({ ...(await invitations.describe(found)), provider: provider?.label ?? null })
      }),

    /** By whoever made the invitation, to an address. */
    sendInvitation: (request: Request, who: Who | null, token: string) =>
      known(request, who, async who => (await invitationLetters.send(who, token, await bodyOf(request))) ?? json({ done: true })),

    join: (request: Request, token: string, address = '') =>
      answer(request, async () => {
        const begun = await entrance.join(token, await bodyOf(request), from(request, address))
        return isProblem(begun) ? begun : instead(request, begun.token)
      }),
  }
}

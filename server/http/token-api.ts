import type { Entrance } from '../auth/entrance.ts'
import type { Notices } from '../auth/notices.ts'
import { deviceOf } from '../auth/origin.ts'
import { readToken } from '../auth/secret.ts'
import type { Sessions } from '../auth/sessions.ts'
import { isReused, type Tokens } from '../auth/tokens.ts'
import type { PersonalTokens } from '../auth/tokens-personal.ts'
import type { Sync } from '../sync/sync.ts'
import type { Who } from '../sync/who.ts'
import { bodyOf, isProblem, json, textAt } from './answer.ts'
import { again, answer, closeSockets, from, known, present } from './answering.ts'

type Given = { entrance: Entrance; sessions: Sessions; tokens: Tokens; personalTokens: PersonalTokens; notices: Notices; sync: Sync }

/** How programs come in and go out: those that somebody signs in with, and those that somebody gave a token to. */
export function tokenApi({ entrance, sessions, tokens, personalTokens, notices, sync }: Given) {
  /** The session is a person’s like any other, under tokens instead of a cookie. */
  const begun = async (token: string) => json(await tokens.begin(readToken(token)?.id ?? ''))
  return {
    takeTokens: (request: Request, address = '') =>
      answer(request, async () => {
        const found = await entrance.signIn(await bodyOf(request), from(request, address))
        if (isProblem(found)) return found
        return 'pending' in found ? json(found) : begun(found.token)
      }),

    takeTokensSecond: (request: Request, address = '') =>
      answer(request, async () => {
        const found = await entrance.signInSecond(await bodyOf(request), from(request, address))
        return isProblem(found) ? found : begun(found.token)
      }),

    refreshTokens: (request: Request, address = '') =>
      answer(request, async () => {
        const pair = await tokens.refresh(textAt(await bodyOf(request), 'refresh'), from(request, address))
        if (isReused(pair)) closeSockets(sync, pair.ended)
        return isProblem(pair) ? pair : json(pair)
      }),

    dropTokens: (request: Request, who: Who | null) =>
      present(request, who, async ({ session }) => {
        await sessions.end(session)
        closeSockets(sync, [session])
        return json({ done: true })
      }),

    makePersonalToken: (request: Request, who: Who | null) =>
      known(request, who, async who => {
        if (!(await sessions.provenLately(who.session))) return again
        const made = await personalTokens.make(who, await bodyOf(request))
        if (isProblem(made)) return made
        notices.tell(who, 'token', deviceOf(request.headers.get('user-agent') ?? ''))
        return json(made)
      }),

    revokePersonalToken: (request: Request, who: Who | null, id: string) =>
      present(request, who, async who => (await personalTokens.revoke(who, id)) ?? json({ done: true })),
  }
}

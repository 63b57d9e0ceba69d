import type { Pool } from 'pg'
import type { Identities } from '../auth/identities.ts'
import type { Notices } from '../auth/notices.ts'
import { validity, type ProviderEntry } from '../auth/provider-entry.ts'
import type { Provider } from '../auth/provider.ts'
import { tokenIn, type Sessions } from '../auth/sessions.ts'
import type { Sync } from '../sync/sync.ts'
import type { Who } from '../sync/who.ts'
import { bodyOf, isProblem, json, type Problem } from './answer.ts'
import { again, answer, closeSockets, entered, from, present } from './answering.ts'

type Given = {
  pool: Pool
  sessions: Sessions
  identities: Identities
  notices: Notices
  provider: Provider | null
  providerEntry: ProviderEntry
  sync: Sync
}

/** What a browser keeps while its person is at the provider: read by our own pages’ requests, and by no script. */
const cookie = '__Host-relais-provider'
const keep = (kept: string, age: number) => `${cookie}=${kept}; Path=/; HttpOnly; Secure; SameSite=Strict; Max-Age=${age}`
function keptIn(request: Request): string {
  const pair = (request.headers.get('cookie') ?? '').split(/;\s*/).find(pair => pair.startsWith(`${cookie}=`))
  return pair?.slice(cookie.length + 1) ?? ''
}

/** In by a provider of identities, and which of its identities is one’s own. */
export function providerApi({ pool, sessions, identities, notices, provider, providerEntry, sync }: Given) {
  const gone = (asked: { address: string; kept: string } | Problem) =>
    isProblem(asked) ? asked : json({ address: asked.address }, { 'set-cookie': keep(asked.kept, validity / 1_000) })
  /** For those who have shown lately who they are. */
  const sure = (request: Request, who: Who | null, work: (who: Who) => Promise<Response | Problem>) =>
    present(request, who, async who => ((await sessions.provenLately(who.session)) ? work(who) : again))
  return {
    askProvider: (request: Request) => answer(request, async () => gone(await providerEntry.askEntry(await bodyOf(request)))),

    /** Back from it, for whatever one went: the cookie says, and has served. */
    comeByProvider: (request: Request, who: Who | null, address = '') =>
      answer(request, async () => {
        const back = await providerEntry.come(keptIn(request), await bodyOf(request), who, from(request, address))
        if (isProblem(back)) return back
        if (!('token' in back)) return json(back, { 'set-cookie': keep('', 0) })
        const { token, ...said } = back
        if (said.linked && who) notices.tell(who, 'providerLinked', from(request, address).device)
        // A browser has one session at a time: who came in leaves the former one.
        if (!said.linked && !said.sure) closeSockets(sync, await sessions.leave(tokenIn({ cookie: request.headers.get('cookie') ?? '' })))
        const into = entered(token, { done: true, ...said })
        into.headers.append('set-cookie', keep('', 0))
        return into
      }),

    /** Whether there is one, and what of it is one’s own; `password` whether one has another way in. */
    ownProvider: (request: Request, who: Who | null) =>
      present(request, who, async ({ account }) => {
        const { rows } = await pool.query<{ has: boolean }>(`select password <> '' as has from account where id = $1`, [account])
        const linked = await identities.of(account)
        const label = provider?.label ?? null
        const named = linked.map(one => ({ ...one, label: one.issuer === provider?.issuer ? label : new URL(one.issuer).host }))
        return json({
          label,
          identities: named,
          here: linked.some(one => one.issuer === provider?.issuer),
          password: rows[0]?.has === true,
        })
      }),

    linkProvider: (request: Request, who: Who | null) =>
      sure(request, who, async ({ session }) => gone(await providerEntry.ask({ for: 'link', session }))),

    /** After a sign-in by another way: whether what was shown just before is one’s own now. */
    claimProvider: (request: Request, who: Who | null) =>
      sure(request, who, async who => {
        const linked = await providerEntry.claim(who, await bodyOf(request))
        if (linked) notices.tell(who, 'providerLinked', from(request, '').device)
        return json({ linked })
      }),

    proveByProvider: (request: Request, who: Who | null) =>
      present(request, who, async ({ session }) => gone(await providerEntry.ask({ for: 'sure', session }))),

    unlinkProvider: (request: Request, who: Who | null) =>
      sure(request, who, async who => {
        const issuer = new URL(request.url).searchParams.get('issuer') ?? ''
        const unlinked = await identities.unlink(who, issuer.replaceAll('\0', ''))
        if (isProblem(unlinked)) return unlinked
        notices.tell(who, 'providerUnlinked', from(request, '').device)
        return entered(unlinked.token)
      }),
  }
}

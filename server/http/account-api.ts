import type { Account } from '../auth/account.ts'
import type { Notices } from '../auth/notices.ts'
import { deviceOf } from '../auth/origin.ts'
import type { Passkeys } from '../auth/passkeys.ts'
import type { SecondFactor } from '../auth/second-factor.ts'
import type { Sessions } from '../auth/sessions.ts'
import type { Recovery } from '../auth/recovery.ts'
import type { Notice } from '../mail/notice.ts'
import type { Post } from '../mail/post.ts'
import type { Sync } from '../sync/sync.ts'
import type { Who } from '../sync/who.ts'
import { bodyOf, isProblem, json, type Problem } from './answer.ts'
import { again, answer, closeSockets, entered, present, siteOf } from './answering.ts'

type Given = {
  account: Account
  secondFactor: SecondFactor
  passkeys: Passkeys
  sessions: Sessions
  notices: Notices
  recovery: Recovery
  post: Post
  sync: Sync
}

/** One's own account: how one signs in, and where one is signed in. Open to those who have yet to protect it. */
export function accountApi({ account, secondFactor, passkeys, sessions, notices, recovery, post, sync }: Given) {
  const deviceIn = ({ headers }: Request) => deviceOf(headers.get('user-agent') ?? '')
  /** Goes on under another token, and tells the owner by letter. */
  const changed = (request: Request, who: Who, notice: Notice, { token, ...said }: { token: string; codes?: string[] }) => {
    notices.tell(who, notice, deviceIn(request))
    return entered(token, { done: true, ...said })
  }
  /** What protects an account is not changed by whoever finds a screen open: for those who have shown lately who they are. */
  const sure = (request: Request, who: Who | null, work: (who: Who) => Promise<Response | Problem>) =>
    present(request, who, async who => ((await sessions.provenLately(who.session)) ? work(who) : again))
  return {
    account: (request: Request, who: Who | null) =>
      present(request, who, async who => json({ ...(await account.describe(who)), letters: post.open })),

    rename: (request: Request, who: Who | null) =>
      sure(request, who, async who => (await account.name(who, await bodyOf(request))) ?? json({ done: true })),

    changePassword: (request: Request, who: Who | null) =>
      present(request, who, async who => {
        const other = await account.changePassword(who, await bodyOf(request))
        if (isProblem(other)) return other
        closeSockets(sync, other.ended)
        return changed(request, who, 'password', { token: other.token })
      }),

    confirm: (request: Request, who: Who | null) =>
      present(request, who, async who => {
        const confirmed = await account.confirm(who, await bodyOf(request))
        return isProblem(confirmed) ? confirmed : entered(confirmed.token)
      }),

    beginSecondFactor: (request: Request, who: Who | null) => sure(request, who, async who => json(await secondFactor.begin(who))),

    turnOnSecondFactor: (request: Request, who: Who | null) =>
      sure(request, who, async who => {
        const on = await secondFactor.turnOn(who, await bodyOf(request))
        return isProblem(on) ? on : changed(request, who, 'secondOn', on)
      }),

    turnOffSecondFactor: (request: Request, who: Who | null) =>
      present(request, who, async who => {
        const off = await account.turnOffSecondFactor(who, await bodyOf(request))
        return isProblem(off) ? off : changed(request, who, 'secondOff', off)
      }),

    renewRecoveryCodes: (request: Request, who: Who | null) =>
      sure(request, who, async who => {
        const made = await secondFactor.renew(who)
        return isProblem(made) ? made : changed(request, who, 'codes', made)
      }),

    proposePasskey: (request: Request, who: Who | null) =>
      sure(request, who, async who => json(await passkeys.proposed(who, siteOf(request)))),

    addPasskey: (request: Request, who: Who | null) =>
      sure(request, who, async who => {
        const added = await passkeys.add(who, await bodyOf(request), siteOf(request), deviceIn(request))
        return isProblem(added) ? added : changed(request, who, 'passkeyAdded', added)
      }),

    renamePasskey: (request: Request, who: Who | null, id: string) =>
      present(request, who, async who => (await passkeys.rename(who, id, await bodyOf(request))) ?? json({ done: true })),

    removePasskey: (request: Request, who: Who | null, id: string) =>
      sure(request, who, async who => {
        const removed = await passkeys.remove(who, id)
        return isProblem(removed) ? removed : changed(request, who, 'passkeyRemoved', removed)
      }),

    prove: (request: Request, who: Who | null) =>
      present(request, who, async who => {
        await recovery.prove(who, await bodyOf(request))
        return json({ done: true })
      }),

    proven: (request: Request, token: string) => answer(request, async () => (await recovery.proven(token)) ?? json({ done: true })),

    /** One session of one's own, or with null all but this one. */
    endElsewhere: (request: Request, who: Who | null, session: string | null) =>
      present(request, who, async who => {
        const ended = await account.endElsewhere(who, session)
        closeSockets(sync, ended)
        return json({ ended: ended.length })
      }),
  }
}

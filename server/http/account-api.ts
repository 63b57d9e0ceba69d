import type { Account } from '../auth/account.ts'
import type { Recovery } from '../auth/recovery.ts'
import type { Post } from '../mail/post.ts'
import type { Sync } from '../sync/sync.ts'
import type { Who } from '../sync/who.ts'
import { bodyOf, isProblem, json } from './answer.ts'
import { answer, closeSockets, entered, known } from './answering.ts'

type Given = { account: Account; recovery: Recovery; post: Post; sync: Sync }

/** One's own account: how one signs in, and where one is signed in. */
export function accountApi({ account, recovery, post, sync }: Given) {
  return {
    account: (request: Request, who: Who | null) =>
      known(request, who, async who => json({ ...(await account.describe(who)), letters: post.open })),

    rename: (request: Request, who: Who | null) =>
      known(request, who, async who => (await account.name(who, await bodyOf(request))) ?? json({ done: true })),

    changePassword: (request: Request, who: Who | null) =>
      known(request, who, async who => {
        const changed = await account.changePassword(who, await bodyOf(request))
        if (isProblem(changed)) return changed
        closeSockets(sync, changed.ended)
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
        closeSockets(sync, ended)
        return json({ ended: ended.length })
      }),
  }
}

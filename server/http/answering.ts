import { originOf, type Origin } from '../auth/origin.ts'
import type { Site } from '../auth/passkeys.ts'
import { Busy } from '../auth/passwords.ts'
import { sessionCookie } from '../auth/sessions.ts'
import { allows } from '../auth/tokens-scope.ts'
import { passing } from '../postgres/passing.ts'
import type { Sync } from '../sync/sync.ts'
import type { Who } from '../sync/who.ts'
import { isProblem, json, problem, problems, refusal, tooLarge, type Problem } from './answer.ts'

type Work = Promise<Response | Problem>

/** A value that is a problem becomes its answer; a fault that passes asks to come back. */
export async function answer(request: Request, work: () => Work): Promise<Response> {
  try {
    const found = await work()
    return isProblem(found) && !(found instanceof Response) ? refusal(request, found) : (found as Response)
  } catch (fault) {
    if (fault instanceof Busy) return refusal(request, problems.busy)
    if (tooLarge(fault)) return refusal(request, problems.tooLarge)
    if (passing(fault)) return refusal(request, problems.unavailable)
    throw fault
  }
}

/** For those who are signed in and protected as their company asks. */
export const known = (request: Request, who: Who | null, work: (who: Who) => Work): Promise<Response> =>
  present(request, who, async who => (who.unprotected ? unprotected : work(who)))
/** For those who are signed in, as the person that the page takes them for; a token, for what it was made for. */
export const present = (request: Request, who: Who | null, work: (who: Who) => Work): Promise<Response> =>
  answer(request, async () => {
    if (!who || (request.headers.get('relais-person') ?? who.person) !== who.person) return problems.signedOut
    return who.scope && !allows(who.scope, request) ? outOfScope : work(who)
  })

const unprotected = problem(
  401,
  'unprotected',
  'Votre entreprise demande la validation en deux étapes : activez-la dans votre compte pour continuer.',
  'Your company asks for two-step verification: turn it on in your account to go on.'
)
const outOfScope = problem(403, 'scope', 'Ce jeton ne permet pas cela.', 'This token does not allow that.')
export const again = problem(
  403,
  'again',
  'Donnez de nouveau votre mot de passe pour continuer.',
  'Give your password again to go on.',
  'password'
)

export const from = (request: Request, address: string): Origin => originOf(request.headers.get('user-agent'), address)
/** The place that the request was made to: the configured address, or the one that the browser opened. */
export const siteOf = ({ url }: Request): Site => ({ origin: new URL(url).origin, id: new URL(url).hostname })
export const entered = (token: string, said: object = { done: true }): Response => json(said, { 'set-cookie': sessionCookie(token) })

/** The sockets of sessions that have ended are closed too: nothing of them goes on. */
export const closeSockets = (sync: Sync, ended: readonly string[]): void =>
  sync.close(({ session }) => ended.includes(session), 4401, 'signed out')

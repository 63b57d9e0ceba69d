import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser'
import type { Outcome } from '$lib/store/device.ts'
import { ask } from './ask.ts'
import { enter, type Who } from './who.ts'

export type Question = PublicKeyCredentialCreationOptionsJSON
/** Read when a passkey is made or asked for, not with the page. */
const library = () => import('@simplewebauthn/browser')

/** Why the device gave nothing: its person closed the request, it has one already, or it cannot here. */
export type NotGiven = 'closed' | 'already' | 'unsupported'
function reasonOf(fault: unknown): NotGiven {
  const { name } = fault as Error
  if (name === 'NotAllowedError' || name === 'AbortError') return 'closed'
  return name === 'InvalidStateError' ? 'already' : 'unsupported'
}

export const passkeysKnown = (): boolean => typeof PublicKeyCredential === 'function'

/** What the device answers to the server’s question, a new key with it; or why it does not. */
export async function newPasskey(question: Question): Promise<{ response: unknown } | NotGiven> {
  const { startRegistration } = await library()
  return startRegistration({ optionsJSON: question }).then(response => ({ response }), reasonOf)
}

let aloud = 0
/**
 * In with a key that the device proposes: asked for at once, or `quietly`, among what the browser offers to fill the name with. A browser
 * takes one question at a time: the quiet one stays away from the other. Throws when the server cannot be reached.
 */
export async function signInByPasskey({ quietly = false } = {}): Promise<Outcome<Who> | NotGiven> {
  if (!quietly) aloud++
  try {
    const { browserSupportsWebAuthnAutofill, startAuthentication } = await library()
    if (quietly && !(await browserSupportsWebAuthnAutofill())) return 'unsupported'
    const asked = await ask<PublicKeyCredentialRequestOptionsJSON>('/api/v1/session/passkey')
    if (asked.refused) return asked
    if (quietly && aloud) return 'closed'
    const given = await startAuthentication({ optionsJSON: asked.done, useBrowserAutofill: quietly }).then(
      response => ({ response }),
      reasonOf
    )
    return typeof given === 'string' ? given : await enter('/api/v1/session/passkey', given)
  } finally {
    if (!quietly) aloud--
  }
}
/** Leaving the page, nothing is asked any more; without a network, nothing was. */
export const forgetPasskeys = (): Promise<void> =>
  library().then(
    ({ WebAuthnAbortService }) => WebAuthnAbortService.cancelCeremony(),
    () => undefined
  )

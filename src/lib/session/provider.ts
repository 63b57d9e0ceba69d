import type { Outcome, Refusal } from '$lib/store/device.ts'
import { ask } from './ask.ts'
import { endLeft, entered } from './who.ts'

/** Where one was when one left for the provider, and what was typed there: found again in the same tab. */
export type Left = { page: string; login: string }
/** Taking an invitation, as the provider says one is; `known` when that is an account already. */
export type Joining = { invitation: string; identity: string; name: string; email: string; known: boolean }
type Said = { done: true; linked?: true; sure?: true } | { pending: string } | { unlinked: { identity: string } } | { joining: Joining }
export type OwnProvider = {
  /** What the provider is called; null when there is none. */
  label: string | null
  /** Whether one may come in by it. */
  here: boolean
  /** Whether one has a password. */
  password: boolean
  identities: readonly { issuer: string; label: string; caption: string; at: number; used: number | null }[]
}

const place = 'relais:provider'

/** Goes to the provider, unless it is refused: then why. The page is left behind, and found again as `left` says. */
export async function leaveFor(asked: Outcome<{ address: string }>, left: Left): Promise<Refusal | null> {
  if (asked.refused) return asked.refused
  sessionStorage.setItem(place, JSON.stringify(left))
  location.assign(asked.done.address)
  return null
}
/** Throws when the server cannot be reached. */
export async function leaveToEnter(left: Left, invitation = ''): Promise<Refusal | null> {
  await endLeft()
  return leaveFor(await ask('/api/v1/session/provider/question', { method: 'POST', body: { invitation } }), left)
}

/** Whether an address is the one that the provider sends back to, with its answer. */
export const cameBack = ({ searchParams }: URL): boolean =>
  searchParams.has('state') && (searchParams.has('code') || searchParams.has('error'))
/** Where one left from; once. */
export function whereLeft(): Left {
  try {
    const left = JSON.parse(sessionStorage.getItem(place) ?? 'null') as Left | null
    sessionStorage.removeItem(place)
    if (left?.page.startsWith('/')) return left
  } catch {
    // What is unreadable is as if it were not there.
  }
  return { page: '/connexion', login: '' }
}
/** What the provider’s answer opens. Throws when the server cannot be reached. */
export async function hear(answer: string): Promise<Outcome<Said>> {
  await endLeft()
  const outcome = await ask<Said>('/api/v1/session/provider', { method: 'POST', body: { answer } })
  if (outcome.done && 'done' in outcome.done && !outcome.done.linked && !outcome.done.sure) await entered()
  return outcome
}
/** After a sign-in by password: whether what was shown at the provider is linked from now on. */
export async function claim(identity: string): Promise<boolean> {
  const outcome = await ask<{ linked: boolean }>('/api/v1/account/provider/claim', { method: 'POST', body: { identity } }).catch(() => null)
  return outcome?.done?.linked === true
}

/** What one brings back to the page of an invitation. */
export type Brought = { joining?: Joining | undefined; words?: string | undefined }
let brought: Brought | null = null
export const bring = (what: Brought): void => void (brought = what)
export function takeBrought(): Brought | null {
  const what = brought
  brought = null
  return what
}

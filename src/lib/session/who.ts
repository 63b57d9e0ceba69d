import { privacyVersion } from '#domain/people/privacy.ts'
import type { Me, Outcome, Workspace } from '$lib/store/device.ts'
import { databaseName } from '$lib/store/stores.ts'
import { allowTries, vaultOf } from '$lib/store/vault.ts'
import { condemn, leftPlace } from '$lib/store/wipe.ts'
import { ask } from './ask.ts'

/** Whose device this is now: remembered, so that the application opens without a network. */
export type Who = { person: Me; workspace: Workspace }

export const place = 'relais:who'

export function currentWho(): Who | null {
  try {
    const said = JSON.parse(localStorage.getItem(place) ?? 'null') as Who | null
    return said?.person?.id && said.workspace?.id ? said : null
  } catch {
    return null
  }
}
function remember(who: Who | null): void {
  if (!who) return localStorage.removeItem(place)
  const name = databaseName(who.workspace.id, who.person.id)
  localStorage.setItem(place, JSON.stringify(vaultOf(localStorage, name) ? nameless(who) : who))
}
/** Under a PIN a device says in clear whose it is by id only. */
const nameless = ({ person, workspace }: Who): Who => ({
  person: { id: person.id, name: '', email: '' },
  workspace: { ...workspace, name: '' },
})
/** Says again whose device this is, as it may be said now. */
export const rememberAgain = (who: Who): void => remember(who)
/** This device is nobody’s for now; what is sealed in it stays for its person. */
export function departLocked(): void {
  localStorage.setItem(leftPlace, '1')
  remember(null)
}
/** One gives up what a forgotten PIN closes, and stays signed in: it is fetched again. */
export const abandon = ({ workspace, person }: Who): void => condemn(localStorage, databaseName(workspace.id, person.id))

/** The password was right, and a code is still to come. */
export type Half = { pending: string }

/** Throws when the server cannot be reached; what it refuses is a value. */
export async function signIn(email: string, password: string): Promise<Outcome<Who | Half>> {
  await endLeft()
  const outcome = await ask<Half | { done: true }>('/api/v1/session', { method: 'POST', body: { email, password } })
  if (outcome.refused) return outcome
  return 'pending' in outcome.done ? { done: outcome.done } : entered()
}
export const signInSecond = (pending: string, code: string): Promise<Outcome<Who>> => enter('/api/v1/session/second', { pending, code })
export const setUp = (wish: {
  workspace: { name: string; currency: string; timeZone: string }
  owner: { name: string; email: string; password: string }
  demo?: boolean
}): Promise<Outcome<Who>> => enter('/api/v1/setup', { ...wish, privacy: privacyVersion })
export const accept = (token: string, person: Newcomer): Promise<Outcome<Who>> =>
  enter(`/api/v1/invitations/${encodeURIComponent(token)}`, { ...person, privacy: privacyVersion })
type Newcomer = { name: string; email: string; password: string; code: string; identity?: string }
/** Through the link of a letter. */
export const reset = (token: string, next: string, code: string): Promise<Outcome<Who>> =>
  enter(`/api/v1/password/${encodeURIComponent(token)}`, { next, code })

/** From now on this device is nobody’s: what it keeps of this person is to go, and the session with it. */
export function depart({ workspace, person }: Who): void {
  condemn(localStorage, databaseName(workspace.id, person.id))
  localStorage.setItem(leftPlace, '1')
  remember(null)
}
/** A page cannot take its own session away: the server does, at the first contact. Throws when it cannot be reached. */
export async function endLeft(): Promise<void> {
  if (!localStorage.getItem(leftPlace)) return
  const { ok, status } = await fetch('/api/v1/session', { method: 'DELETE', signal: AbortSignal.timeout(10_000) })
  if (!ok && status !== 401) throw new Error(`session: ${status}`)
  localStorage.removeItem(leftPlace)
}

/** Who the server says we are; null when it knows no session of ours. Throws when it cannot be reached. */
export async function recognise(): Promise<Who | null> {
  await endLeft()
  const answer = await fetch('/api/v1/session')
  if (answer.status === 401) return null
  if (!answer.ok) throw new Error(`session: ${answer.status}`)
  const { person, workspace } = (await answer.json()) as Who
  const who = { person, workspace }
  remember(who)
  return who
}

/** Ends what was left before, and comes in by what proves who we are. */
export async function enter(path: string, body: unknown): Promise<Outcome<Who>> {
  await endLeft()
  const { refused } = await ask(path, { method: 'POST', body })
  return refused ? { refused } : entered()
}
/** Whoever is at this page has just shown the server who they are. */
let shownHere = false
export const justEntered = (): boolean => shownHere

/** The server has let us in: who we are from now on. */
export async function entered(): Promise<Outcome<Who>> {
  // The session is a new one now: none is left to end.
  localStorage.removeItem(leftPlace)
  const who = await recognise()
  if (!who) throw new Error('The server signed us in and does not know us.')
  allowTries(localStorage, databaseName(who.workspace.id, who.person.id))
  shownHere = true
  dispatchEvent(new Event('relais:signedIn'))
  return { done: who }
}

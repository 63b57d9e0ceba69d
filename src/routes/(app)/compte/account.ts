import { ask } from '$lib/session/ask.ts'
import type { Question } from '$lib/session/passkey.ts'
import type { Device, Outcome } from '$lib/store/device.ts'

/** Where one is signed in, times in milliseconds. */
export type Session = { id: string; device: string; address: string; at: number; seen: number; here: boolean }
/** What a program of one’s own bears, times in milliseconds. */
export type PersonalToken = { id: string; name: string; scope: 'read' | 'write'; at: number; expires: number; used: number | null }
export type Passkey = { id: string; name: string; at: number; used: number | null }
export type Account = {
  email: string
  verified: boolean
  username: string | null
  letters: boolean
  sessions: readonly Session[]
  /** Since when, in milliseconds, and how many codes on paper are left. */
  secondFactor: { since: number; codes: number } | null
  passkeys: readonly Passkey[]
  tokens: readonly PersonalToken[]
}
/** The key to give to an application, also as what a square picture says; the draft comes back with the first code. */
export type Proposed = { secret: string; uri: string; draft: string }
type Codes = { codes: readonly string[] }

/** One's own account, as the server knows it: asked each time, for what is shown of it must be true now. */
export class OwnAccount {
  readonly #as: string
  constructor({ person }: Device) {
    this.#as = person.id
  }
  read = (): Promise<Outcome<Account>> => ask('/api/v1/account', { as: this.#as })
  rename = (username: string): Promise<Outcome<unknown>> => ask('/api/v1/account', { method: 'PATCH', body: { username }, as: this.#as })
  /** Asks for a letter to the address. */
  prove = (language: string): Promise<Outcome<unknown>> =>
    ask('/api/v1/account/address', { method: 'POST', body: { language }, as: this.#as })
  changePassword = (current: string, next: string): Promise<Outcome<unknown>> =>
    ask('/api/v1/account/password', { method: 'POST', body: { current, next }, as: this.#as })
  /** Shows again who one is. */
  confirm = (password: string, code: string): Promise<Outcome<unknown>> =>
    ask('/api/v1/account/confirm', { method: 'POST', body: { password, code }, as: this.#as })
  beginSecondFactor = (): Promise<Outcome<Proposed>> => ask('/api/v1/account/second-factor', { method: 'POST', body: {}, as: this.#as })
  turnOnSecondFactor = (draft: string, code: string): Promise<Outcome<Codes>> =>
    ask('/api/v1/account/second-factor', { method: 'PATCH', body: { draft, code }, as: this.#as })
  turnOffSecondFactor = (password: string, code: string): Promise<Outcome<unknown>> =>
    ask('/api/v1/account/second-factor', { method: 'DELETE', body: { password, code }, as: this.#as })
  renewRecoveryCodes = (): Promise<Outcome<Codes>> => ask('/api/v1/account/second-factor/codes', { method: 'POST', body: {}, as: this.#as })
  askPasskey = (): Promise<Outcome<Question>> => ask('/api/v1/account/passkeys/question', { method: 'POST', body: {}, as: this.#as })
  addPasskey = (response: unknown): Promise<Outcome<unknown>> =>
    ask('/api/v1/account/passkeys', { method: 'POST', body: { response }, as: this.#as })
  renamePasskey = (id: string, name: string): Promise<Outcome<unknown>> =>
    ask(`/api/v1/account/passkeys/${encodeURIComponent(id)}`, { method: 'PATCH', body: { name }, as: this.#as })
  removePasskey = (id: string): Promise<Outcome<unknown>> =>
    ask(`/api/v1/account/passkeys/${encodeURIComponent(id)}`, { method: 'DELETE', as: this.#as })
  makeToken = (wish: { name: string; scope: string; days: number }): Promise<Outcome<{ token: string }>> =>
    ask('/api/v1/account/tokens', { method: 'POST', body: wish, as: this.#as })
  revokeToken = (id: string): Promise<Outcome<unknown>> =>
    ask(`/api/v1/account/tokens/${encodeURIComponent(id)}`, { method: 'DELETE', as: this.#as })
  endSession = (id: string): Promise<Outcome<unknown>> =>
    ask(`/api/v1/account/sessions/${encodeURIComponent(id)}`, { method: 'DELETE', as: this.#as })
  endOthers = (): Promise<Outcome<unknown>> => ask('/api/v1/account/sessions', { method: 'DELETE', as: this.#as })
}

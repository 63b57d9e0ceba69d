import { ask } from '$lib/session/ask.ts'
import type { Device, Outcome } from '$lib/store/device.ts'

/** Where one is signed in, times in milliseconds. */
export type Session = { id: string; device: string; address: string; at: number; seen: number; here: boolean }
export type Account = { email: string; verified: boolean; username: string | null; letters: boolean; sessions: readonly Session[] }

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
  endSession = (id: string): Promise<Outcome<unknown>> =>
    ask(`/api/v1/account/sessions/${encodeURIComponent(id)}`, { method: 'DELETE', as: this.#as })
  endOthers = (): Promise<Outcome<unknown>> => ask('/api/v1/account/sessions', { method: 'DELETE', as: this.#as })
}

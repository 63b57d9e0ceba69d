import { ask } from '$lib/session/ask.ts'
import type { Device, Outcome } from '$lib/store/device.ts'

/** A file as the server has named it. */
export type Taken = { readonly name: string; readonly bytes: Blob }

export type Consent = { readonly version: string; readonly at: number }

/** What one may ask about what is known of oneself. */
export class OwnRights {
  readonly #as: string
  constructor({ person }: Device) {
    this.#as = person.id
  }
  /** What I said to have read of what is kept of people, and when. */
  consents = (): Promise<Outcome<{ consents: readonly Consent[] }>> => ask('/api/v1/account/consent', { as: this.#as })
  consent = (privacy: string): Promise<Outcome<{ consents: readonly Consent[] }>> =>
    ask('/api/v1/account/consent', { method: 'POST', body: { privacy }, as: this.#as })
  /** All that names me goes, for good; without a password where the account has none. */
  erase = (password: string, code: string): Promise<Outcome<unknown>> =>
    ask('/api/v1/account', { method: 'DELETE', body: { password, code }, as: this.#as })
  /** All of it, in one archive. */
  take = (language: string): Promise<Outcome<Taken>> =>
    ask('/api/v1/account/export', {
      method: 'POST',
      body: { language },
      as: this.#as,
      read: async answer => ({
        name: /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? 'relais.zip',
        bytes: await answer.blob(),
      }),
    })
}

/** Puts a file where the browser keeps what is downloaded. */
export function keep({ name, bytes }: Taken): void {
  const href = URL.createObjectURL(bytes)
  Object.assign(document.createElement('a'), { href, download: name }).click()
  setTimeout(() => URL.revokeObjectURL(href), 60_000)
}

import { ask } from '$lib/session/ask.ts'
import type { Device, Outcome } from '$lib/store/device.ts'

/** A file as the server has named it. */
export type Taken = { readonly name: string; readonly bytes: Blob }

/** What one may ask about what is known of oneself. */
export class OwnRights {
  readonly #as: string
  constructor({ person }: Device) {
    this.#as = person.id
  }
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

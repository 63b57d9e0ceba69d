import { m } from '$lib/paraglide/messages.js'
import { ask } from '$lib/session/ask.ts'
import { formatDate } from '$lib/session/format.ts'
import { language } from '$lib/session/Language.svelte.ts'
import type { Device } from '$lib/store/device.ts'

/** The day each was last in touch with the server, as it said when it was last asked. */
export class LastSeen {
  #seen = $state.raw<Readonly<Record<string, string>> | null>(null)
  readonly #device: Device
  constructor(device: Device) {
    this.#device = device
  }
  get known(): boolean {
    return this.#seen !== null
  }
  async look(): Promise<void> {
    const { person } = this.#device
    const outcome = await ask<{ seen: Record<string, string> }>('/api/v1/people/seen', { as: person.id }).catch(() => null)
    if (outcome?.done) this.#seen = outcome.done.seen
  }
  /** « Dernier passage : hier »; nothing while it is not known. */
  of(person: string): string {
    const day = this.#seen?.[person]
    return day ? m.team_seen({ day: formatDate(day, language.current, { today: this.#device.today }) }) : ''
  }
}

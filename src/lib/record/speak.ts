import { language } from '$lib/session/Language.svelte.ts'
import type { Device } from '$lib/store/device.ts'

/** The language of the interface: here at once, and on every device of its person with the rest of their card. */
export function speak(device: Device, to: 'fr' | 'en'): void {
  language.choose(to)
  void device.act('introduce', { language: to })
}

import type { Outcome, Refusal } from '$lib/store/device.ts'
import { toast } from '$lib/ui/Toasts.svelte.ts'
import { words } from './words.ts'

/** A refusal becomes a toast with its words. Whether it was done. */
export function tell<T>(outcome: Outcome<T>): outcome is { done: T; refused?: undefined } {
  if (outcome.refused) tellRefusal(outcome.refused)
  return !outcome.refused
}
export const tellRefusal = (refusal: Refusal): void => void toast(words(refusal.label), { tone: 'bad', duration: 12_000 })

import { SvelteMap } from 'svelte/reactivity'
import { sheetId, type GenerateSheet } from '#domain/documents/generate-sheet.ts'
import { language } from '$lib/session/Language.svelte.ts'
import type { Device } from '$lib/store/device.ts'

/** A sheet that was asked for and is not here yet: on this device still, or being made by the server. */
export interface SheetUnderWay {
  id: string
  at: number
  is: 'waiting' | 'making'
}

const asksFor = (phase: string) => (entry: { name: string; input: unknown }) =>
  entry.name === 'generateSheet' && (entry.input as GenerateSheet).phase === phase

/** Sheets asked for on this page: from the moment the server accepts one until its version arrives, nothing else tells of it. */
class SheetsUnderWay {
  readonly #accepted = new SvelteMap<string, { phase: string; at: number }>()

  async ask(device: Device, { id: phase, space }: { id: string; space: string }): Promise<void> {
    if (this.of(device, phase).length) return
    const { id, at, settled } = await device.act('generateSheet', { space, phase, language: language.current })
    // A refusal stays in the outbox, with what was asked.
    void settled.then(answer => answer.facts && this.#accepted.set(id, { phase, at }))
  }
  of(device: Device, phase: string): readonly SheetUnderWay[] {
    const making = [...this.#accepted].filter(([id, asked]) => asked.phase === phase && !device.row('sheet', sheetId({ id })))
    return [
      ...making.map(([id, { at }]) => ({ id, at, is: 'making' as const })),
      ...device.waiting.filter(asksFor(phase)).map(({ id, at }) => ({ id, at, is: 'waiting' as const })),
    ]
  }
  /** Those that the server refused, with its words. */
  refused(device: Device, phase: string) {
    return device.attention.flatMap(item =>
      item.kind === 'refused' && asksFor(phase)({ name: item.command, input: item.input }) ? [item] : []
    )
  }
}

export const sheets = new SheetsUnderWay()

import { parentPort } from 'node:worker_threads'
import type { Kinds } from './generate.ts'
import { phaseSheet } from './phase-sheet.ts'

const makers: { [K in keyof Kinds]: (content: Kinds[K]) => Promise<Uint8Array> } = { 'phase-sheet': phaseSheet }

export type Asked = { readonly id: number; readonly kind: keyof Kinds; readonly content: never }
export type Made = { readonly id: number } & ({ readonly bytes: Uint8Array } | { readonly fault: string })

const answer = async ({ id, kind, content }: Asked): Promise<Made> => {
  try {
    return { id, bytes: await makers[kind](content) }
  } catch (fault) {
    return { id, fault: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault) }
  }
}
parentPort?.on('message', (asked: Asked) => void answer(asked).then(made => parentPort?.postMessage(made)))

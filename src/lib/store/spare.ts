import type { Memory } from './environment.ts'
import type { JournalLine, OutboxEntry } from './database.ts'
import type { Draft } from './log.ts'

/** An edit that the server does not hold, as it is kept beside the disk; without `bytes` once there is too much of it. */
export type SpareEdit = Pick<Draft, 'document' | 'batch' | 'records' | 'at'> & {
  space: string
  bytes?: Uint8Array
  lines?: readonly JournalLine[]
}
type Written = Omit<SpareEdit, 'bytes'> & { bytes?: string }

/** Characters kept in full: a browser grants five million to all of the application. */
const budget = 2_000_000

/**
 * A second place for what the server does not hold yet: the browser’s small storage, which is written in the same instant and
 * is not cleared with the disk. A tab that dies before its disk has written, or a browser that takes the disk back, loses nothing.
 */
export class Spare {
  readonly #memory: Memory | null
  readonly #edits: string
  readonly #commands: string
  #size: number | null = null

  constructor(memory: Memory | null | undefined, database: string) {
    this.#memory = memory ?? null
    this.#edits = `${database}:edit:`
    this.#commands = `${database}:command:`
  }

  keep(id: string, { bytes, lines, ...edit }: SpareEdit): void {
    this.#size ??= this.#all(this.#edits).reduce((sum, [, text]) => sum + text.length, 0)
    const whole = { ...edit, ...(bytes && { bytes: toText(bytes) }), ...(lines?.length && { lines }) }
    const text = JSON.stringify(whole)
    const kept = this.#size + text.length <= budget ? text : JSON.stringify(edit)
    if (this.#put(this.#edits + id, kept)) this.#size += kept.length
  }
  drop(id: string): void {
    const text = this.#size === null ? null : this.#memory?.getItem(this.#edits + id)
    if (text && this.#size !== null) this.#size -= text.length
    this.#memory?.removeItem(this.#edits + id)
  }
  edits(): Map<string, SpareEdit> {
    return new Map(
      this.#all(this.#edits).flatMap(([id, text]) => {
        const written = read<Written>(text)
        if (!written?.document) return []
        const { bytes, ...edit } = written
        return [[id, { ...edit, ...(bytes && { bytes: toBytes(bytes) }) }] as const]
      })
    )
  }

  keepCommand(entry: OutboxEntry): void {
    this.#put(this.#commands + entry.id, JSON.stringify(entry))
  }
  dropCommand(id: string): void {
    this.#memory?.removeItem(this.#commands + id)
  }
  commands(): OutboxEntry[] {
    return this.#all(this.#commands).flatMap(([, text]) => read<OutboxEntry>(text) ?? [])
  }

  /** Nothing waits beside the disk. */
  get empty(): boolean {
    return !this.#all(this.#edits).length && !this.#all(this.#commands).length
  }

  #put(key: string, text: string): boolean {
    try {
      this.#memory?.setItem(key, text)
      return true
    } catch {
      // Full as well: the disk alone keeps it.
      return false
    }
  }
  #all(prefix: string): [id: string, text: string][] {
    const found: [string, string][] = []
    for (let n = 0; n < (this.#memory?.length ?? 0); n++) {
      const key = this.#memory?.key(n) ?? ''
      if (key.startsWith(prefix)) found.push([key.slice(prefix.length), this.#memory?.getItem(key) ?? ''])
    }
    return found
  }
}

function read<T>(text: string): T | null {
  try {
    return JSON.parse(text) as T
  } catch {
    return null
  }
}
const toText = (bytes: Uint8Array) => btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''))
const toBytes = (text: string) => Uint8Array.from(atob(text), letter => letter.charCodeAt(0))

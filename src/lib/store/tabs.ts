import type { Entry } from '#kernel/projector/projection.ts'
import type { KnownDocument, StoredFact } from './database.ts'
import type { Channel, Environment } from './environment.ts'
import type { Answer } from './outbox.ts'

/** What tabs of one person tell each other. What matters is on disk already: a word lost only delays. */
export type Word =
  | {
      is: 'logged'
      entries: readonly {
        seq: number
        document: string
        pending: boolean
        batch?: string
        records?: readonly string[]
        at?: number
        spare?: string
      }[]
    }
  | { is: 'acknowledged'; seqs: readonly number[] }
  | { is: 'changed'; space: string; entries: readonly Entry[] }
  | { is: 'fed'; facts: readonly StoredFact[]; documents: readonly KnownDocument[]; lost: readonly string[]; position: number }
  /** A document was made anew without what was set aside. */
  | { is: 'remade'; document: string }
  /** Copies of these came from the server. */
  | { is: 'copied'; documents: readonly string[] }
  | { is: 'answered'; id: string; answer: Answer }
  | { is: 'outbox' | 'journal' | 'attention' | 'wanted' | 'refilled' | 'portraits' }

/** The other tabs, and the one of them all that speaks to the feed, empties the outbox, folds the log and saves the rows. */
export class Tabs {
  readonly #channel: Channel
  readonly #end = new AbortController()
  readonly #heard: (word: Word) => void
  /** Until this tab has caught up with the disk. */
  #unheard: Word[] | null = []
  leader = false

  constructor(name: string, environment: Pick<Environment, 'channel' | 'locks'>, told: { heard(word: Word): void; led(): void }) {
    this.#heard = told.heard
    this.#channel = environment.channel(name)
    this.#channel.hear(word => (this.#unheard ? this.#unheard.push(word as Word) : told.heard(word as Word)))
    const held = () => {
      this.leader = true
      told.led()
      return new Promise<void>(release => this.#end.signal.addEventListener('abort', () => release()))
    }
    environment.locks.request(`${name}:leader`, { signal: this.#end.signal }, held).catch((fault: unknown) => {
      if (!this.#end.signal.aborted) throw fault
    })
  }

  /** From now on words are heard as they come, those that came before first. */
  listen(): void {
    const unheard = this.#unheard ?? []
    this.#unheard = null
    unheard.forEach(this.#heard)
  }
  say(word: Word): void {
    this.#channel.say(word)
  }
  close(): void {
    this.leader = false
    this.#end.abort()
    this.#channel.close()
  }
}

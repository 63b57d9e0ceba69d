import { Worker } from 'node:worker_threads'
import type { SheetContent } from '#domain/projects/sheet-content.ts'
import type { Asked, Made } from './worker.ts'

/** What can be made, and from what. */
export type Kinds = { 'phase-sheet': SheetContent }

/**
 * Makes files beside the thread that serves people: one worker, started at the first file and gone after a while without any.
 * A file that takes too long takes the worker with it; what waited with it is refused, to be asked again.
 */
export class Generation {
  private worker: Worker | null = null
  private count = 0
  private readonly waiting = new Map<number, { resolve(bytes: Uint8Array): void; reject(fault: Error): void }>()
  private rest: NodeJS.Timeout | undefined
  private readonly idle: number
  private readonly patience: number
  constructor({ idle = 60_000, patience = 60_000 }: { idle?: number; patience?: number } = {}) {
    this.idle = idle
    this.patience = patience
  }

  generate<K extends keyof Kinds>(kind: K, content: Kinds[K]): Promise<Uint8Array> {
    const id = ++this.count
    clearTimeout(this.rest)
    const made = new Promise<Uint8Array>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      this.running().postMessage({ id, kind, content: content as never } satisfies Asked)
    })
    const late = setTimeout(() => void this.stop(new Error(`no ${kind} after ${this.patience} ms`)), this.patience)
    return made.finally(() => clearTimeout(late))
  }

  async stop(why = new Error('generation was stopped')): Promise<void> {
    clearTimeout(this.rest)
    const { worker } = this
    this.worker = null
    this.fail(why)
    await worker?.terminate()
  }

  private running(): Worker {
    if (this.worker) return this.worker
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: 256 } })
    worker.on('message', (made: Made) => this.settle(made))
    worker.on('error', fault => this.lose(worker, fault instanceof Error ? fault : new Error(String(fault))))
    worker.on('exit', code => this.lose(worker, new Error(`the worker that makes files ended with code ${code}`)))
    worker.unref()
    this.worker = worker
    return worker
  }
  private settle(made: Made): void {
    const waiting = this.waiting.get(made.id)
    this.waiting.delete(made.id)
    if ('bytes' in made) waiting?.resolve(made.bytes)
    else waiting?.reject(new Error(made.fault))
    if (this.waiting.size) return
    this.rest = setTimeout(() => void this.stop(), this.idle)
    this.rest.unref()
  }
  /** A worker that dies takes what it was making with it; the next file gets a new one. */
  private lose(worker: Worker, fault: Error): void {
    if (this.worker !== worker) return
    this.worker = null
    this.fail(fault)
  }
  private fail(fault: Error): void {
    for (const { reject } of this.waiting.values()) reject(fault)
    this.waiting.clear()
  }
}

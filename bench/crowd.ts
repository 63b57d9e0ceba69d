// Thousands of devices in a process of their own, so that what they cost is not taken for the server's.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Asked, Came } from './crowd-process.ts'

export class Crowd {
  readonly #child: ChildProcess
  private constructor(child: ChildProcess) {
    this.#child = child
  }
  static async gather(asked: Asked): Promise<Crowd> {
    const crowd = new Crowd(fork(new URL('./crowd-process.ts', import.meta.url), { env: withoutGauge }))
    await crowd.#tell('gather', asked)
    return crowd
  }

  /** As many more of them connect, a few at once, and resolve when the server has answered each for all it sent. */
  come(count: number, atOnce: number): Promise<Came> {
    return this.#tell('come', { count, atOnce }) as Promise<Came>
  }
  /** Each asks over HTTP who it is and what moved, as a device does when it is connected. Resolves with the seconds it took. */
  pull(atOnce: number): Promise<number> {
    return this.#tell('pull', { atOnce }) as Promise<number>
  }
  leave(): Promise<unknown> {
    return this.#tell('leave', {})
  }
  end(): void {
    this.#child.kill()
  }

  async #tell(what: string, how: object): Promise<unknown> {
    const gone = once(this.#child, 'exit').then(([code]) => {
      throw new Error(`the crowd is gone: ${String(code)}`)
    })
    this.#child.send({ what, how })
    const [said] = (await Promise.race([once(this.#child, 'message'), gone])) as [{ fault?: string; answer: unknown }]
    gone.catch(() => undefined)
    if (said.fault) throw new Error(said.fault)
    return said.answer
  }
}

/** A floor that serves sockets, as a process with the same gauge as ours. */
export async function startFloor(file: URL, env: Record<string, string> = {}): Promise<{ port: number; pid: number; stop(): void }> {
  const child = fork(file, { env: { ...process.env, ...env } })
  const [port] = (await once(child, 'message')) as [number]
  return { port, pid: child.pid!, stop: () => void child.kill() }
}
const { RELAIS_GAUGE: _, ...withoutGauge } = process.env

// What a server of the bench costs while it works: its event loop, its processor, its memory.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { until } from '../tests/kill/writer.ts'
import type { Figure } from './figure.ts'

/** Since the look before. Milliseconds by which the event loop was late; seconds of processor; bytes, `most` of them ever. */
export type Look = {
  readonly loop: { readonly p50: number; readonly p99: number; readonly max: number }
  readonly seconds: number
  readonly elapsed: number
  readonly resident: number
  readonly heap: number
  readonly most: number
}

export class Gauge {
  readonly #folder = mkdtempSync(join(tmpdir(), 'relais-gauge-'))
  readonly #path = join(this.#folder, 'look.json')
  /** What the server is started with. */
  readonly env = { NODE_OPTIONS: `--import=${new URL('./gauge.ts', import.meta.url).href}`, RELAIS_GAUGE: this.#path }

  /** The process itself answers, so this also waits until its event loop is free. */
  async look(pid: number): Promise<Look> {
    rmSync(this.#path, { force: true })
    process.kill(pid, 'SIGUSR2')
    let read = ''
    await until('the gauge', () => (read = this.#read()) !== '', 120_000)
    return JSON.parse(read) as Look
  }
  /** The same process doing nothing. */
  async rest(pid: number): Promise<Look> {
    await pause(1_000)
    await this.look(pid)
    await pause(3_000)
    return this.look(pid)
  }
  #read(): string {
    try {
      return readFileSync(this.#path, 'utf8')
    } catch {
      return ''
    }
  }
  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** How late the server's event loop was under a load, beside the same process at rest. */
export function loopFigure(id: string, during: string, looks: readonly Look[], idle: Look): Figure {
  const [p50, p99] = (['p50', 'p99'] as const).map(of => Math.max(...looks.map(({ loop }) => loop[of]))) as [number, number]
  const floor = Math.max(idle.loop.p99, 0.1)
  return {
    id,
    what: `how late the server’s event loop was ${during}, the worst of the runs (floor: p99 of the same process at rest)`,
    p50,
    p99,
    unit: 'ms',
    floor,
    ratio: p99 / floor,
    goal: 'p99 at most 50 ms',
    met: p99 <= 50,
    runs: looks.length,
  }
}
export const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MB`
export const kilobytes = (bytes: number): string => `${Math.round(bytes / 1024)} KB`

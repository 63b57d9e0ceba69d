import { MessageType } from '@hocuspocus/server'
import * as decoding from 'lib0/decoding'
import { limits } from '#kernel/space/limits.ts'
import type { Line } from './line.ts'

type Held = Pick<Line, 'pause' | 'resume'>
type Waiting = { updates: number; paused: NodeJS.Timeout | null }

const update = 2
/** Longer than this no line is left unheard: what refused documents dropped unread is not waited for. */
const longest = 1_000

/** Whoever sends faster than the log can take is heard more slowly: a flood waits in its own line, not in our memory nor before others. */
export class Pace {
  private readonly lines = new WeakMap<object, Waiting>()

  /** A message came in: the line is not read any further while too many of its updates wait. */
  received(line: Held, message: Uint8Array): void {
    if (!isUpdate(message)) return
    const waiting = this.lines.get(line) ?? { updates: 0, paused: null }
    this.lines.set(line, waiting)
    if (++waiting.updates < limits.waiting || waiting.paused) return
    line.pause()
    waiting.paused = setTimeout(() => this.goOn(line, waiting, 0), longest)
  }
  /** An update of the line was taken or refused. */
  done(line: Held): void {
    const waiting = this.lines.get(line)
    if (!waiting) return
    waiting.updates = Math.max(0, waiting.updates - 1)
    if (waiting.paused && waiting.updates <= limits.waiting / 2) this.goOn(line, waiting, waiting.updates)
  }

  private goOn(line: Held, waiting: Waiting, updates: number) {
    clearTimeout(waiting.paused ?? undefined)
    waiting.paused = null
    waiting.updates = updates
    line.resume()
  }
}

function isUpdate(message: Uint8Array): boolean {
  try {
    const decoder = decoding.createDecoder(message)
    decoding.readVarUint8Array(decoder)
    return decoding.readVarUint(decoder) === MessageType.Sync && decoding.readVarUint(decoder) === update
  } catch {
    return false
  }
}

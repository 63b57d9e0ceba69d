// The least that a durable acknowledgement can cost: bytes over a file that is already there, then fdatasync, again and again.
import { closeSync, fdatasyncSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Milliseconds of each flush, on the file system where the database of the bench is. */
export function flushes(count: number, bytes = 512): number[] {
  const folder = mkdtempSync(join(tmpdir(), 'relais-flush-'))
  const file = openSync(join(folder, 'log'), 'w')
  writeSync(file, Buffer.alloc(count * bytes + bytes))
  fsyncSync(file)
  const line = Buffer.alloc(bytes, 7)
  const samples: number[] = []
  for (let n = 0; n < count; n++) {
    const began = performance.now()
    writeSync(file, line, 0, bytes, n * bytes)
    fdatasyncSync(file)
    samples.push(performance.now() - began)
  }
  closeSync(file)
  rmSync(folder, { recursive: true })
  return samples
}

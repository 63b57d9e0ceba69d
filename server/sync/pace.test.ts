import { MessageType } from '@hocuspocus/server'
import * as encoding from 'lib0/encoding'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { limits } from '#kernel/space/limits.ts'
import { Pace } from './pace.ts'

const message = (sort: number, step: number) => {
  const encoder = encoding.createEncoder()
  encoding.writeVarString(encoder, 'a document')
  encoding.writeVarUint(encoder, sort)
  encoding.writeVarUint(encoder, step)
  return encoding.toUint8Array(encoder)
}
const update = message(MessageType.Sync, 2)
const line = { pause: vi.fn(), resume: vi.fn() }
const many = (times: number, what: () => void) => Array.from({ length: times }, what)

beforeEach(() => {
  vi.useFakeTimers()
  vi.clearAllMocks()
})
afterEach(() => vi.useRealTimers())

test('a line whose updates wait is heard no more, and again when half of them were taken', () => {
  const pace = new Pace()
  many(limits.waiting - 1, () => pace.received(line, update))
  expect(line.pause).not.toHaveBeenCalled()
  many(50, () => pace.received(line, update))
  expect(line.pause).toHaveBeenCalledOnce()
  many(limits.waiting / 2 + 48, () => pace.done(line))
  expect(line.resume).not.toHaveBeenCalled()
  pace.done(line)
  expect(line.resume).toHaveBeenCalledOnce()
})

test('what is no update, and what another line sends, slows nobody', () => {
  const pace = new Pace()
  many(limits.waiting * 2, () => pace.received(line, message(MessageType.Awareness, 0)))
  many(limits.waiting * 2, () => pace.received({ pause: line.pause, resume: line.resume }, update))
  many(limits.waiting * 2, () => pace.received(line, new Uint8Array([255])))
  expect(line.pause).not.toHaveBeenCalled()
})

test('updates that nobody answers hold a line for a second at most', () => {
  const pace = new Pace()
  many(limits.waiting, () => pace.received(line, update))
  vi.advanceTimersByTime(999)
  expect(line.resume).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(line.resume).toHaveBeenCalledOnce()
})

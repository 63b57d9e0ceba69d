import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { afterPaint } from './after-paint.ts'

let frames: (() => void)[] = []
let idle: (() => void)[] = []
beforeEach(() => {
  vi.useFakeTimers()
  frames = []
  idle = []
  const requestIdleCallback = (run: () => void) => idle.push(run)
  vi.stubGlobal('window', { requestIdleCallback })
  vi.stubGlobal('requestIdleCallback', requestIdleCallback)
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => frames.push(run))
  vi.stubGlobal('document', { visibilityState: 'visible' })
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})
const next = (list: (() => void)[]) => list.splice(0).forEach(run => run())

test('it waits for two frames, then for a pause, and runs once', () => {
  const run = vi.fn()
  afterPaint(run)
  next(frames)
  next(idle)
  expect(run).not.toHaveBeenCalled()
  next(frames)
  expect(run).not.toHaveBeenCalled()
  next(idle)
  vi.runAllTimers()
  expect(run).toHaveBeenCalledOnce()
})
test('a window that says it is visible and gets no frame does not wait for ever', () => {
  const run = vi.fn()
  afterPaint(run)
  vi.runAllTimers()
  expect(run).toHaveBeenCalledOnce()
})
test('a page in the background is not painted: it waits for a pause only', () => {
  vi.stubGlobal('document', { visibilityState: 'hidden' })
  const run = vi.fn()
  afterPaint(run)
  next(idle)
  expect(run).toHaveBeenCalledOnce()
})
test('what was forgotten does not run', () => {
  const run = vi.fn()
  afterPaint(run)()
  vi.runAllTimers()
  next(frames)
  next(frames)
  next(idle)
  expect(run).not.toHaveBeenCalled()
})

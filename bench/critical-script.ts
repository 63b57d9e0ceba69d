// P7: the scripts that a device must have before the first row of a page is painted, as they travel. A device that has been here before
// shows what it saved; the first visit of all also needs what receives it.
import { fetchedBeforePaint, kilobytesOf, routes, watchPaint } from '../tests/e2e/harness/critical-script.ts'
import { BigDevice } from './big-device.ts'
import type { Figure } from './figure.ts'

const most = 150

export async function* criticalScript(): AsyncIterable<Figure> {
  const device = await BigDevice.of(100)
  for (const { path, rows, what } of routes) {
    const scripts = await device.visit(path.replace('[space]', device.spaces[0]!), watchPaint, fetchedBeforePaint, rows)
    const kilobytes = kilobytesOf(scripts)
    yield {
      id: 'P7',
      what: `critical script of ${path} (${what}), ${scripts.length} files, gzip (floor: the goal)`,
      p50: kilobytes,
      p99: kilobytes,
      unit: 'KB',
      floor: 90,
      ratio: kilobytes / 90,
      goal: path === '/projets/[space]' ? `at most ${most} KB, aiming at 90` : `the project page’s: at most ${most} KB`,
      met: kilobytes <= most,
      runs: 1,
    }
  }
}

// P7: the scripts that a device must have before the first row of a page is painted, as they travel.
import type { Page } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { BigDevice } from './big-device.ts'
import type { Figure } from './figure.ts'

declare global {
  interface Window {
    painted?: number
  }
}
const client = join(import.meta.dirname, '../build/client')
/** Each page with what its first row is. */
const routes = [
  { path: '/projets', rows: 'tbody tr a', what: 'the list of projects' },
  { path: '/projets/[space]', rows: 'ol > li a', what: 'the home of a project' },
  { path: '/projets/[space]/plan', rows: '[role=row][data-task]', what: 'the plan' },
  { path: '/projets/[space]/tableau', rows: '[data-card]', what: 'the board' },
  { path: '/projets/[space]/frise', rows: '[data-bar]', what: 'the timeline' },
  { path: '/projets/[space]/documents', rows: 'main ul li a', what: 'the documents' },
]
const most = 150

export async function* criticalScript(): AsyncIterable<Figure> {
  const device = await BigDevice.of(100)
  for (const { path, rows, what } of routes) {
    const scripts = await device.visit(path.replace('[space]', device.spaces[0]!), watchPaint, fetched, rows)
    const kilobytes = [...new Set(scripts)].reduce(
      (sum, path) => sum + gzipSync(readFileSync(join(client, path)), { level: 9 }).length / 1_024,
      0
    )
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

/** In the page, before its scripts: the frame after the one where the first row is there. */
function watchPaint(rows: string) {
  new MutationObserver((_, observer) => {
    if (!document.querySelector(rows)) return
    observer.disconnect()
    requestAnimationFrame(() => setTimeout(() => (window.painted = performance.now())))
  }).observe(document, { childList: true, subtree: true })
}
async function fetched(page: Page): Promise<string[]> {
  await page.waitForFunction(() => window.painted, null, { timeout: 60_000 })
  return page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter(({ name, startTime }) => new URL(name).pathname.endsWith('.js') && startTime < window.painted!)
      .map(({ name }) => new URL(name).pathname)
  )
}

// The scripts that a device must have before the first row of a page is painted, as they travel.
import type { Page } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

declare global {
  interface Window {
    painted?: number
  }
}
const client = join(import.meta.dirname, '../../../build/client')

/** Each page with what its first row is, and how many kilobytes of script it may ask for. */
export const routes = [
  { path: '/projets', rows: 'tbody tr a', what: 'the list of projects', most: 115 },
  { path: '/projets/[space]', rows: 'ol > li a', what: 'the home of a project', most: 123 },
  { path: '/projets/[space]/plan', rows: '[role=row][data-task]', what: 'the plan', most: 133 },
  { path: '/projets/[space]/tableau', rows: '[data-card]', what: 'the board', most: 121 },
  { path: '/projets/[space]/frise', rows: '[data-bar]', what: 'the timeline', most: 123 },
  { path: '/projets/[space]/documents', rows: 'main ul li a', what: 'the documents', most: 116 },
]

/** In the page, before its scripts: the frame after the one where the first row is there. */
export function watchPaint(rows: string) {
  new MutationObserver((_, observer) => {
    if (!document.querySelector(rows)) return
    observer.disconnect()
    requestAnimationFrame(() => setTimeout(() => (window.painted = performance.now())))
  }).observe(document, { childList: true, subtree: true })
}
export async function fetchedBeforePaint(page: Page): Promise<string[]> {
  await page.waitForFunction(() => window.painted, null, { timeout: 60_000 })
  const scripts = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter(({ name, startTime }) => new URL(name).pathname.endsWith('.js') && startTime < window.painted!)
      .map(({ name }) => new URL(name).pathname)
  )
  return [...new Set(scripts)]
}
export const kilobytesOf = (scripts: readonly string[]): number =>
  scripts.reduce((sum, path) => sum + gzipSync(readFileSync(join(client, path)), { level: 9 }).length / 1_024, 0)

// P6: a task of a plan is ticked: until the page shows it, and until the edit is on the device's disk. No network.
import type { Page } from '@playwright/test'
import { BigDevice, inPlan } from './big-device.ts'
import { spread, type Figure } from './figure.ts'
import { putPage } from './floors/put.ts'
import type { Settings } from './settings.ts'

declare global {
  interface Window {
    pressed?: number
    shown?: number
    stored?: number
  }
}
const ticks = 20

export async function* localChange({ runs, small }: Settings): AsyncIterable<Figure> {
  for (const records of small ? [100, 5_000] : [100, 50_000]) {
    const device = await BigDevice.of(records)
    const samples: Record<'shown' | 'stored' | 'floorShown' | 'floorStored', number[][]> = {
      shown: [],
      stored: [],
      floorShown: [],
      floorStored: [],
    }
    for (let run = 0; run < runs; run++)
      await device.visit(`/projets/${device.spaces[0]}/plan`, watchTicks, async page => {
        await page.locator('[role=row][data-task]').nth(25).waitFor({ timeout: 60_000 })
        const ours = await tick(page, '[role=row][data-task] [data-column=title] button[aria-pressed]')
        samples.shown.push(ours.shown)
        samples.stored.push(ours.stored)
        const bare = await page.context().newPage()
        await bare.route(`${device.url}/floor.html`, route => route.fulfill({ contentType: 'text/html', body: putPage(ticks) }))
        await bare.goto(`${device.url}/floor.html`)
        const floor = await tick(bare, '[data-task] button[aria-pressed]')
        samples.floorShown.push(floor.shown)
        samples.floorStored.push(floor.stored)
      })
    const [shown, stored] = [spread(samples.shown), spread(samples.stored)]
    const [floorShown, floorStored] = [spread(samples.floorShown).p50, spread(samples.floorStored).p50]
    const what = `a task ticked in a plan of ${Math.min(records, inPlan)} on a device of ${records}, handler start to`
    const dom = { what: `${what} the DOM (floor: an attribute set by hand)`, ...shown, floor: floorShown, ratio: shown.p50 / floorShown }
    const disk = { what: `${what} the disk (floor: one IndexedDB add)`, ...stored, floor: floorStored, ratio: stored.p50 / floorStored }
    yield { id: 'P6', ...dom, unit: 'ms', goal: 'p99 within a frame, 16.7 ms', met: shown.p99 <= 16.7 }
    yield { id: 'P6', ...disk, unit: 'ms', goal: 'at most 2x the floor', met: disk.ratio <= 2 }
  }
}

/** Ticks tasks one after the other, each when the page and the disk have come to rest. */
async function tick(page: Page, selector: string): Promise<{ shown: number[]; stored: number[] }> {
  const samples: { shown: number[]; stored: number[] } = { shown: [], stored: [] }
  for (let n = 0; n < ticks; n++) {
    await page.evaluate(() => (window.pressed = window.shown = window.stored = undefined as never))
    await page.locator(selector).nth(n).click()
    await page.waitForFunction(() => window.shown && window.stored && performance.now() - Math.max(window.shown, window.stored) > 100)
    const { shown, stored } = await page.evaluate(() => ({
      shown: window.shown! - window.pressed!,
      stored: window.stored! - window.pressed!,
    }))
    samples.shown.push(shown)
    samples.stored.push(stored)
  }
  return samples
}

/** In the page, before its scripts: the press, the first time its button says otherwise, the first commit to the device's log. */
function watchTicks() {
  addEventListener('click', () => (window.pressed ??= performance.now()), { capture: true })
  new MutationObserver(seen => {
    if (window.pressed && seen.some(({ attributeName }) => attributeName === 'aria-pressed')) window.shown ??= performance.now()
  }).observe(document, { subtree: true, attributes: true })
  const begin = IDBDatabase.prototype.transaction
  IDBDatabase.prototype.transaction = function (...asked) {
    const transaction = begin.apply(this, asked)
    if (transaction.mode === 'readwrite' && transaction.objectStoreNames.contains('updates'))
      transaction.addEventListener('complete', () => window.pressed && (window.stored ??= performance.now()))
    return transaction
  }
}

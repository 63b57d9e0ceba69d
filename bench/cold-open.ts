// P4: a browser is started, an address is opened, the server is dead: until thirty rows of a plan are in the page, until all can be asked.
import { BigDevice, open } from './big-device.ts'
import { spread, type Figure } from './figure.ts'
import { origin, serveFloor } from './floors/get-all.ts'
import type { Settings } from './settings.ts'

declare global {
  interface Window {
    thirty?: number
    counted?: number
    read?: { read: number; alone: number; count: number }
    stored?: number
  }
}

export async function* coldOpen({ runs, small }: Settings): AsyncIterable<Figure> {
  for (const records of small ? [1_000, 5_000] : [10_000, 50_000]) {
    const device = await BigDevice.of(records)
    await storeFloor(device)
    const samples: Record<'first' | 'all' | 'floor' | 'alone', number[]> = { first: [], all: [], floor: [], alone: [] }
    for (let run = 0; run < runs; run++) {
      const { read, alone } = await readFloor(device)
      samples.floor.push(read)
      samples.alone.push(alone)
      const { first, all } = await device.visit(`/projets/${device.spaces[0]}/plan`, watchRows, async page => {
        await page.waitForFunction(() => window.thirty && window.counted)
        return page.evaluate(() => ({ first: window.thirty!, all: window.counted! }))
      })
      samples.first.push(first)
      samples.all.push(all)
    }
    const floor = spread([samples.floor]).p50
    const bare = `floor: navigation start to getAll of the same records, ${Math.round(spread([samples.alone]).p50)} ms of it the getAll`
    for (const [what, times, most] of [
      ['30 rows', samples.first, 0.3],
      ['a count over every task of the device', samples.all, 0.5],
    ] as const) {
      const ours = spread([times])
      const ratio = ours.p50 / floor
      yield {
        id: 'P4',
        what: `cold offline open, navigation start to ${what}, ${records} records (${bare})`,
        ...ours,
        unit: 'ms',
        floor,
        ratio,
        goal: records === 50_000 ? `at most ${most}x` : 'none at this size',
        met: records !== 50_000 || ratio <= most,
        runs,
      }
    }
  }
}

/** In the page, before its scripts. The number beside « Ma journée » is the answer to a question about every task. */
function watchRows() {
  new MutationObserver((_, observer) => {
    if (document.querySelectorAll('[role=row][data-task]').length >= 30) window.thirty ??= performance.now()
    if ([...document.querySelectorAll('a[href="/"]')].some(link => /\d/.test(link.textContent))) window.counted ??= performance.now()
    if (window.thirty && window.counted) observer.disconnect()
  }).observe(document, { childList: true, subtree: true, characterData: true })
}

async function storeFloor({ rows, profile }: BigDevice) {
  const context = await open(profile)
  await serveFloor(context, rows)
  const page = await context.newPage()
  await page.goto(`${origin}/store`)
  await page.waitForFunction(count => window.stored === count, rows.length, { timeout: 120_000 })
  await context.close()
}
async function readFloor({ profile }: BigDevice) {
  const context = await open(profile)
  await serveFloor(context)
  const page = context.pages()[0] ?? (await context.newPage())
  await page.goto(`${origin}/read`)
  const read = (await (await page.waitForFunction(() => window.read)).jsonValue())!
  await context.close()
  return read
}

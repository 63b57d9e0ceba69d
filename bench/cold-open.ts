// P4: a browser is started, an address is opened, the server is dead: until thirty rows of a plan are in the page.
import { BigDevice, open } from './big-device.ts'
import { spread, type Figure } from './figure.ts'
import { origin, serveFloor } from './floors/get-all.ts'
import type { Settings } from './settings.ts'

declare global {
  interface Window {
    thirty?: number
    read?: { read: number; alone: number; count: number }
    stored?: number
  }
}

export async function* coldOpen({ runs }: Settings): AsyncIterable<Figure> {
  for (const records of [10_000, 50_000]) {
    const device = await BigDevice.of(records)
    await storeFloor(device)
    const samples: { ours: number[]; floor: number[]; alone: number[] } = { ours: [], floor: [], alone: [] }
    for (let run = 0; run < runs; run++) {
      const { read, alone } = await readFloor(device)
      samples.floor.push(read)
      samples.alone.push(alone)
      samples.ours.push(
        await device.visit(
          `/projets/${device.spaces[0]}/plan`,
          watchRows,
          async page => (await page.waitForFunction(() => window.thirty)).jsonValue() as Promise<number>
        )
      )
    }
    const [ours, floor, alone] = [samples.ours, samples.floor, samples.alone].map(times => spread([times]))
    const ratio = ours!.p50 / floor!.p50
    yield {
      id: 'P4',
      what: `cold offline open, navigation start to 30 rows, ${records} records (floor: navigation start to getAll of the same records, ${Math.round(alone!.p50)} ms of it the getAll)`,
      ...ours!,
      unit: 'ms',
      floor: floor!.p50,
      ratio,
      goal: records === 50_000 ? 'at most 1.0x, aiming at 0.3x' : 'none at this size',
      met: records !== 50_000 || ratio <= 1,
      runs,
    }
  }
}

/** In the page, before its scripts. */
function watchRows() {
  new MutationObserver((_, observer) => {
    if (document.querySelectorAll('[role=row][data-task]').length < 30) return
    window.thirty = performance.now()
    observer.disconnect()
  }).observe(document, { childList: true, subtree: true })
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

// P5: a letter is typed in the finder (Ctrl+K) of a device that holds 50,000 records: from its handler to the last write in the page.
import type { Page } from '@playwright/test'
import { BigDevice } from './big-device.ts'
import { spread, type Figure } from './figure.ts'
import { filterPage } from './floors/filter.ts'
import type { Settings } from './settings.ts'

declare global {
  interface Window {
    began?: number
    wrote?: number
  }
}
const typed = 'valider le devis de thies'

export async function* filterKeystroke({ runs, small }: Settings): AsyncIterable<Figure> {
  const records = small ? 5_000 : 50_000
  const device = await BigDevice.of(records)
  const titles = device.rows.map(row => String(row['title']))
  const samples: { ours: number[][]; floor: number[][] } = { ours: [], floor: [] }
  for (let run = 0; run < runs; run++)
    await device.visit(`/projets/${device.spaces[0]}/plan`, watchTyping, async page => {
      await page.locator('[role=row][data-task]').first().waitFor({ timeout: 60_000 })
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox').waitFor()
      samples.ours.push(await type(page))
      const bare = await page.context().newPage()
      await bare.setContent(filterPage(titles))
      await bare.evaluate(watchTyping)
      await bare.getByRole('textbox').focus()
      samples.floor.push(await type(bare))
    })
  const [ours, floor] = [spread(samples.ours), spread(samples.floor)]
  yield {
    id: 'P5',
    what: `a letter typed in the finder over ${records} records, handler start to last DOM write (floor: a bare array and 14 list items)`,
    ...ours,
    unit: 'ms',
    floor: floor.p50,
    ratio: ours.p50 / floor.p50,
    goal: 'p99 at most 16 ms',
    met: ours.p99 <= 16,
  }
}

/** One letter at a time, each after the page has come to rest. */
async function type(page: Page): Promise<number[]> {
  const samples: number[] = []
  for (const letter of typed) {
    await page.evaluate(() => (window.began = window.wrote = undefined as never))
    await page.keyboard.press(letter === ' ' ? 'Space' : letter)
    await page.waitForFunction(() => window.wrote && performance.now() - window.wrote > 120)
    samples.push(await page.evaluate(() => window.wrote! - window.began!))
  }
  return samples
}

/**
 * In the page, before its scripts: when the first handler of an input begins, and when the page was last written.
 * A letter that changes nothing on screen ends with the task that looked for it.
 */
function watchTyping() {
  const wrote = () => window.began && (window.wrote = performance.now())
  const ended = new MessageChannel()
  ended.port1.onmessage = () => window.wrote ?? wrote()
  addEventListener(
    'input',
    () => {
      window.began ??= performance.now()
      ended.port2.postMessage(null)
    },
    { capture: true }
  )
  new MutationObserver(wrote).observe(document, { childList: true, subtree: true, attributes: true, characterData: true })
}

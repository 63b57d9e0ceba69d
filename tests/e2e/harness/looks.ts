// A page as people see it: light and dark, on a laptop, a tablet and a phone, and what axe finds there.
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

export const looks = [
  ['light', 1280, 800],
  ['dark', 820, 1180],
  ['dark', 390, 844],
] as const

export async function dress(page: Page, [scheme, width, height]: (typeof looks)[number]): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
  await page.setViewportSize({ width, height })
  // A colour on its way from light to dark is neither.
  await page.evaluate(async () => {
    const frame = () => new Promise(requestAnimationFrame)
    const ending = () => document.getAnimations().filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime))
    do {
      await Promise.allSettled(ending().map(({ finished }) => finished))
      await frame()
      await frame()
    } while (ending().length)
  })
}
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
export async function expectNoViolationInAnyLook(page: Page, name: string): Promise<void> {
  for (const look of looks) {
    await dress(page, look)
    // Once in a page it stays there: to read it again takes as long as to look.
    const there = await page.evaluate(() => 'axe' in window)
    // Nothing comes from elsewhere in a frame: the whole page is looked at where it is.
    const axe = new AxeBuilder({ page, ...(there && { axeSource: ';' }) })
      .options({ resultTypes: ['violations'] })
      .withTags(tags)
      .setLegacyMode()
    const { violations } = await axe.analyze()
    const found = violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html.slice(0, 160)}`))
    expect(found, `${name}, ${look.join(' ')}`).toEqual([])
  }
}

// What a page asks of a slow network before it shows its first row, page by page: kilobytes counted, not seconds.
import { expect, test } from '@playwright/test'
import { fetchedBeforePaint, kilobytesOf, routes, watchPaint } from './harness/critical-script.ts'
import { openOffice, type Office } from './harness/office.ts'

let office: Office
test.beforeAll(async ({ browser }) => {
  office = await openOffice(browser)
})
test.afterAll(async () => office?.close())

for (const { path, rows, what, most } of routes)
  test(`${what} asks for at most ${most} KB of script before its first row`, async () => {
    const { page, project } = office
    // What was saved is shown once nothing waits, here or on the server.
    await expect(async () => {
      await page.goto('/')
      await expect(page.locator('[data-sync=saved]')).toBeVisible()
      const visit = await page.context().newPage()
      const twice: string[] = []
      visit.on('console', said => said.text().includes('is found, but is not used') && twice.push(said.text()))
      try {
        await visit.addInitScript(watchPaint, rows)
        await visit.goto(path.replace('/projets/[space]', project), { waitUntil: 'commit' })
        const scripts = await fetchedBeforePaint(visit)
        expect(scripts.length).toBeGreaterThan(3)
        expect(Math.round(kilobytesOf(scripts))).toBeLessThanOrEqual(most)
        // What was left out comes by itself, and nothing that was asked for ahead is asked for again.
        await expect(visit.locator('[data-sync=saved]')).toBeVisible()
        expect(twice).toEqual([])
      } finally {
        await visit.close()
      }
    }).toPass({ timeout: 150_000 })
  })

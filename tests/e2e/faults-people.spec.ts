// Sessions that end, other people on the same device, several tabs, slow lines: in a real browser and against a real server.
import { expect, test } from '@playwright/test'
import { stored } from './harness/disk.ts'
import { add, row, saved, waits } from './harness/plan.ts'
import { banner, enter, phase, said, trial } from './harness/trial.ts'
import { awa, moussa } from './harness/world.ts'

const office = trial()

test('F30 a session that ends offline: another person neither sees nor sends the edits, and they leave with their author', async () => {
  await office.alone()
  const { page, other, server } = office
  const mine = office.fresh('Seulement par Awa')
  await add(page, phase, mine)
  await waits(page, 1)
  await page.context().clearCookies()
  await server.restart()
  await expect(banner(page, 'Votre session a pris fin.')).toBeVisible({ timeout: 20_000 })
  await waits(page, 1)

  // Moussa signs in to this browser in another tab, while Awa’s is open.
  const his = await page.context().newPage()
  await his.goto('/connexion')
  await enter(his, moussa)
  await expect(his.getByRole('heading', { name: 'Bonjour Moussa' })).toBeVisible({ timeout: 20_000 })
  await his.goto(office.plan)
  await saved(his)
  await expect(row(his, mine)).toHaveCount(0)
  // Her tab has become his.
  await expect(said(page, /^Enregistré/)).toBeVisible({ timeout: 20_000 })
  await expect(row(page, mine)).toHaveCount(0)
  await his.waitForTimeout(5_000)
  await expect(row(other, mine)).toHaveCount(0)

  await his.context().clearCookies()
  await his.evaluate(() => localStorage.removeItem('relais:who'))
  await his.goto('/connexion')
  await enter(his, awa)
  await expect(his.getByRole('heading', { name: 'Bonjour Awa' })).toBeVisible({ timeout: 20_000 })
  await his.goto(office.plan)
  await saved(his)
  await expect(row(other, mine)).toHaveCount(1, { timeout: 20_000 })
  await page.goto(office.plan)
  await his.close()
  expect((await stored(page, 'updates')).filter(({ pending }) => pending)).toEqual([])
})

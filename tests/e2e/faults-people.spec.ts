// Sessions that end, other people on the same device, several tabs, slow lines: in a real browser and against a real server.
import { expect, test } from '@playwright/test'
import { ShapingProxy } from '../faults/shaping-proxy.ts'
import { protocolOf, stored } from './harness/disk.ts'
import { Front } from './harness/front.ts'
import { add, kept, row, saved, waits } from './harness/plan.ts'
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
  await expect(banner(page, 'Votre session a pris fin.')).toBeVisible()
  await waits(page, 1)

  // Moussa signs in to this browser in another tab, while Awa’s is open.
  const his = await page.context().newPage()
  await his.goto('/connexion')
  await enter(his, moussa)
  await expect(his.getByRole('heading', { name: 'Bonjour Moussa' })).toBeVisible()
  await his.goto(office.plan)
  await saved(his)
  await expect(row(his, mine)).toHaveCount(0)
  // Her tab has become his.
  await expect(said(page, /^Enregistré/)).toBeVisible()
  await expect(row(page, mine)).toHaveCount(0)
  // What this tab sends arrives in its order: hers would be there before his.
  const after = office.fresh('Par Moussa')
  await add(his, phase, after)
  await expect(row(other, after)).toHaveCount(1)
  await expect(row(other, mine)).toHaveCount(0)

  await his.context().clearCookies()
  await his.evaluate(() => localStorage.removeItem('relais:who'))
  await his.goto('/connexion')
  await enter(his, awa)
  await expect(his.getByRole('heading', { name: 'Bonjour Awa' })).toBeVisible()
  await his.goto(office.plan)
  await saved(his)
  await expect(row(other, mine)).toHaveCount(1)
  await page.goto(office.plan)
  await his.close()
  expect((await stored(page, 'updates')).filter(({ pending }) => pending)).toEqual([])
})

test('F16 on a line of 40 kbit/s and 5 s of latency the word says what is true, from the first letter to the acknowledgement', async ({
  browser,
}) => {
  test.setTimeout(300_000)
  const { server, other } = office
  const line = await new ShapingProxy(server.port, { latency: 0, loss: 0, rate: 1e9 }).open()
  const cookies = await office.page.context().cookies()
  const far = await browser.newContext({ baseURL: `http://localhost:${line.port}`, storageState: { cookies, origins: [] } })
  const page = await far.newPage()
  await page.goto(office.plan)
  await kept(page)
  await saved(page)
  line.shape = { latency: 2_500, loss: 0, rate: 40_000 }
  // Every word that the screen shows, and when; and when the last line was typed.
  await page.evaluate(() => {
    const words: { word: string; at: number }[] = []
    const seen = Object.assign(window, { words, typed: Infinity })
    const look = () => {
      const word = document.querySelector('header [data-sync]')?.getAttribute('data-sync') ?? ''
      if (word && word !== words.at(-1)?.word) words.push({ word, at: performance.now() })
    }
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true })
    addEventListener('keydown', () => (seen.typed = performance.now()), true)
  })
  const titles = [office.fresh('Au loin'), office.fresh('Au loin'), office.fresh('Au loin')]
  await add(page, phase, ...titles)
  const { words, wait } = await page
    .waitForFunction(
      () => {
        const { words, typed } = window as unknown as { words: { word: string; at: number }[]; typed: number }
        const { word, at } = words.at(-1) ?? { word: '', at: 0 }
        return word === 'saved' && at > typed && { words: words.map(({ word }) => word), wait: at - typed }
      },
      null,
      { timeout: 90_000 }
    )
    .then(found => found.jsonValue() as Promise<{ words: string[]; wait: number }>)
  // The way there and back takes five seconds: nothing was called saved before.
  expect(wait).toBeGreaterThan(4_900)
  expect([...new Set(words)].sort()).toEqual(['device', 'saved'])
  for (const title of titles) await expect(row(other, title)).toBeVisible()

  // The line dies in the middle, and comes back.
  const last = office.fresh('Au loin')
  process.kill(server.pid, 'SIGSTOP')
  await add(page, phase, last)
  await expect(said(page, /^Sur cet appareil · 1/)).toBeVisible()
  await server.kill()
  await expect(said(page, /^Hors ligne · 1/)).toBeVisible()
  await server.restart()
  await expect(said(page, /^Enregistré/)).toBeVisible({ timeout: 90_000 })
  await expect(row(other, last)).toHaveCount(1)
  await far.close()
  await line.close()
})

test('PLT-22 three tabs of one person, one of them killed, count alike, show alike and send each edit once', async () => {
  const context = office.page.context()
  const tabs = [office.page, await context.newPage(), await context.newPage()]
  for (const tab of tabs.slice(1)) await tab.goto(office.plan)
  await office.alone()
  const titles: string[] = []
  for (const tab of tabs) {
    await tab.bringToFront()
    titles.push(office.fresh('D’un onglet'), office.fresh('D’un onglet'))
    await add(tab, phase, ...titles.slice(-2))
  }
  for (const tab of tabs) {
    await waits(tab, 6)
    for (const title of titles) await expect(row(tab, title)).toHaveCount(1)
  }
  const died = new Promise(done => tabs[0]?.once('crash', done))
  const protocol = await protocolOf(tabs[0]!)
  void protocol.send('Page.crash').catch(() => null)
  await died
  office.page = tabs[1]!
  await tabs[0]!.close()
  await office.together(...titles)
  await Promise.all(tabs.slice(1).map(saved))
  for (const title of titles) await expect(row(office.other, title)).toHaveCount(1)
  await tabs[2]!.close()
})

test('PLT-26 a new version is offered, never forced in the middle of an edit, and what was written offline outlives it', async ({
  browser,
}) => {
  const { server, other } = office
  const front = await new Front(server.port).open()
  const cookies = await office.page.context().cookies()
  const context = await browser.newContext({ baseURL: front.url, storageState: { cookies, origins: [] } })
  const page = await context.newPage()
  await page.goto(office.plan)
  await kept(page)
  await saved(page)
  await page.reload()
  const title = office.fresh('Pendant la mise à jour')
  const input = page.getByRole('textbox', { name: `Ajouter une tâche à la phase ${phase}` })
  await input.fill(title)
  await page.evaluate(() => Object.assign(window, { before: true }))
  front.release = 'the next one'
  await page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration())?.update()))
  await expect(banner(page, 'Une nouvelle version de Relais est prête.')).toBeVisible()
  // The page is still the one in which this was being typed.
  await expect(input).toBeFocused()
  await expect(input).toHaveValue(title)
  expect(await page.evaluate(() => 'before' in window)).toBe(true)
  await server.kill()
  await expect(said(page, /^Hors ligne/)).toBeVisible()
  await input.press('Enter')
  await waits(page, 1)
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Mettre à jour' }).click()])
  await expect(row(page, title)).toBeVisible()
  expect(await page.evaluate(() => 'before' in window)).toBe(false)
  await expect(banner(page, 'Une nouvelle version de Relais est prête.')).toBeHidden()
  await waits(page, 1)
  await server.restart()
  await saved(page)
  await expect(row(other, title)).toHaveCount(1)
  await context.close()
  await front.close()
})

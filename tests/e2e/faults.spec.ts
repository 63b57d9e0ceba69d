// What can happen to the disk of a device, in a real browser and against a real server: nothing typed is lost, no word on screen lies.
import { expect, test, type Page } from '@playwright/test'
import { allow, clearDisk, cutConnections, fillUp, flip, makeRoom, protocolOf, unsentOnDisk } from './harness/disk.ts'
import { add, kept, row, saved, waits } from './harness/plan.ts'
import { wholeChromium } from '../chromium.ts'
import { banner, phase, trial, whole } from './harness/trial.ts'

test.use({ launchOptions: wholeChromium })

const office = trial()

test('F12 a page that goes while a save is pending has kept what was typed, to the last letter', async () => {
  await office.alone()
  const { page } = office
  const typed: string[] = []
  for (let n = 0; n < (whole ? 30 : 3); n++) {
    typed.push(office.fresh('Avant de partir'))
    const input = page.getByRole('textbox', { name: `Ajouter une tâche à la phase ${phase}` })
    await input.fill(typed.at(-1) as string)
    await input.press('Enter')
    await page.reload()
    await expect(row(page, typed.at(-1) as string)).toBeVisible()
  }
  // In a cell, not left by Enter nor by Tab.
  const title = office.fresh('Dans la cellule')
  await row(page, typed[0] as string)
    .getByText(typed[0] as string, { exact: true })
    .click()
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Titre' }).first().fill(title)
  await page.reload()
  await expect(row(page, title)).toBeVisible()
  await waits(page, typed.length + 1)
  await office.together(title, ...typed.slice(1))
})

test('F19 a tab killed inside a transaction of its disk loses nothing that was on screen', async () => {
  const times = whole ? 200 : 3
  test.setTimeout(240_000 + times * 8_000)
  await office.alone()
  const before = (await unsentOnDisk(office.page)).batches.size
  let title = 'Besoin validé par la direction'
  for (let n = 0; n < times; n++) {
    const { page } = office
    const store = ['updates', 'journal', 'batches'][n % 3] as string
    const died = new Promise(done => page.once('crash', done))
    const protocol = await protocolOf(page)
    page.on('console', message => void (message.text() === 'inside' && protocol.send('Page.crash').catch(() => null)))
    // The transaction stays open until the tab is dead.
    await page.evaluate(store => {
      for (const write of ['add', 'put'] as const) {
        const real = IDBObjectStore.prototype[write]
        IDBObjectStore.prototype[write] = function (...given: Parameters<typeof real>) {
          const request = real.apply(this, given)
          if (this.name !== store) return request
          console.log('inside')
          for (const end = performance.now() + 10_000; performance.now() < end;);
          return request
        }
      }
    }, store)
    const next = office.fresh('Coupée')
    await row(page, title).getByText(title, { exact: true }).click()
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'Titre' }).first().fill(next)
    await page.keyboard.press('Enter').catch(() => null)
    title = next
    await died
    await page.close()
    const again = await office.instead()
    await expect(row(again, title)).toBeVisible()
    const disk = await unsentOnDisk(again)
    expect(disk.whole).toBe(true)
    expect(disk.batches.size).toBe(before + n + 1)
    await waits(again, before + n + 1)
  }
  test.info().annotations.push({ type: 'counted', description: JSON.stringify({ kills: times, lost: 0 }) })
  await office.together(title)
})

test('F20 a full disk is said, loses nothing, even over a reload, and goes on when there is room', async ({ browser }) => {
  const { server } = office
  const small = await browser.newContext({
    baseURL: server.url,
    storageState: { cookies: await office.page.context().cookies(), origins: [] },
  })
  const page = await small.newPage()
  await page.goto('/favicon.svg')
  await allow(page, 25_000_000)
  await page.goto(office.plan)
  await kept(page)
  await saved(page)
  await office.alone()
  const full = banner(page, 'L’appareil n’a plus de place.')
  await fillUp(page)
  const mine = [office.fresh('Sans place'), office.fresh('Sans place')]
  await add(page, phase, ...mine)
  await expect(full).toBeVisible()
  await waits(page, 2)
  expect((await unsentOnDisk(page)).batches.size).toBe(0)
  await page.reload()
  await fillUp(page)
  for (const title of mine) await expect(row(page, title)).toBeVisible()
  await waits(page, 2)
  await makeRoom(page)
  await expect(full).toBeHidden()
  await expect.poll(async () => (await unsentOnDisk(page)).batches.size).toBe(2)
  await server.restart()
  await saved(page)
  for (const title of mine) await expect(row(office.other, title)).toBeVisible()
  await small.close()
})

test('F21 every connection to the disk is cut: the next edit opens another one and is on it', async () => {
  await office.alone()
  const { page } = office
  for (let n = 0; n < (whole ? 20 : 1); n++) {
    await cutConnections(page)
    await page.bringToFront()
    const title = office.fresh('Disque coupé')
    await add(page, phase, title)
    await waits(page, n + 1)
    await expect.poll(async () => (await unsentOnDisk(page)).batches.size).toBe(n + 1)
    await page.reload()
    await expect(row(page, title)).toBeVisible()
    await waits(page, n + 1)
  }
  await expect(page.getByRole('alert')).toHaveCount(0)
  await office.together()
})

test('F22 a disk cleared under an open page is filled again, and its person told', async () => {
  await office.alone()
  const { page } = office
  const [before, after] = [office.fresh('Avant l’effacement'), office.fresh('Après l’effacement')]
  await add(page, phase, before)
  await waits(page, 1)
  await clearDisk(page, 'indexeddb')
  await add(page, phase, after)
  await expect(banner(page, /Votre navigateur avait effacé les données/)).toBeVisible()
  await waits(page, 2)
  await page.reload()
  for (const title of [before, after]) await expect(row(page, title)).toBeVisible()
  await waits(page, 2)
  await office.together(before, after)
})

test('F22 a disk cleared while nobody looks: what had not left is put back, counted and sent', async () => {
  await office.alone()
  const { page } = office
  const mine = [office.fresh('Non envoyée'), office.fresh('Non envoyée'), office.fresh('Non envoyée')]
  await add(page, phase, ...mine)
  await waits(page, 3)
  const away = await page.context().newPage()
  await away.goto('/favicon.svg')
  await page.close()
  await clearDisk(away)
  await office.server.restart()
  const next = await office.instead()
  await away.close()
  await expect(banner(next, /3 modifications non envoyées ont été remises/)).toBeVisible()
  for (const title of mine) await expect(row(next, title)).toHaveCount(1)
  await office.together(...mine)
  await next
    .getByRole('button', { name: /Fermer|Masquer/ })
    .first()
    .click()
  await next.reload()
  await expect(row(next, mine[0] as string)).toBeVisible()
  await expect(banner(next, /Votre navigateur avait effacé/)).toBeHidden()
  await kept(next)
})

test('F23 a tab of a former version in the way of an upgrade is said, and the new one opens when it is closed', async () => {
  const { page } = office
  const mine = office.fresh('Avant la mise à jour')
  await office.alone()
  await add(page, phase, mine)
  await waits(page, 1)
  // A tab that does not let go, as one whose script is stuck would not.
  const former = await page.context().newPage()
  await former.goto('/favicon.svg')
  await former.evaluate(async () => {
    const name = (await indexedDB.databases()).map(({ name }) => name ?? '').find(name => name.startsWith('relais:')) as string
    await new Promise(done => (indexedDB.open(name).onsuccess = done))
  })
  const newer = await newerTab(page)
  await newer.goto(office.plan)
  await expect(newer.getByRole('heading', { name: 'Fermez les autres onglets de Relais' })).toBeVisible()
  // The tab of the former version that is well let go at once, says so, and goes on: nothing typed in it is lost.
  await expect(banner(page, 'Cet onglet est d’une version ancienne.')).toBeVisible()
  const late = office.fresh('Dans l’ancien onglet')
  await add(page, phase, late)
  await former.close()
  await expect(row(newer, mine)).toBeVisible()
  await page.close()
  await newer.reload()
  for (const title of [mine, late]) await expect(row(newer, title)).toBeVisible()
  await waits(newer, 2)
  office.page = newer
  await office.together(mine, late)
})

/** A tab of the next version, whose disk has one more version of its stores. */
async function newerTab(page: Page) {
  const newer = await page.context().newPage()
  await newer.addInitScript(() => {
    const open = IDBFactory.prototype.open
    IDBFactory.prototype.open = function (name, version) {
      return version && name.startsWith('relais:') ? open.call(this, name, version + 10) : open.call(this, name)
    }
  })
  return newer
}

test('F25 bits flipped on the disk: an unsent edit comes back from beside it, the rest from the server', async () => {
  await office.alone()
  const { page } = office
  const mine = office.fresh('Abîmée')
  await add(page, phase, mine)
  await waits(page, 1)
  expect(await flip(page, 'updates', 'pending')).toBe(1)
  expect(await flip(page, 'snapshots', 'all')).toBeGreaterThan(0)
  expect(await flip(page, 'rows', 'all')).toBeGreaterThan(0)
  await page.reload()
  await office.server.restart()
  await expect(row(page, mine)).toBeVisible()
  await expect(row(page, 'Fixer le budget de la campagne').or(page.getByRole('row').nth(5)).first()).toBeVisible()
  await office.together(mine)
  const rowsOf = (here: Page) => here.getByRole('row').allInnerTexts()
  await expect.poll(async () => (await rowsOf(page)).length).toBe((await rowsOf(office.other)).length)
})

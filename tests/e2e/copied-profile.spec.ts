// A tablet under a code: what somebody reads who copies its browser's folder, and what its person finds again.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { chromium, expect, test, type BrowserContext, type Page } from '@playwright/test'
import { wholeChromium } from '../chromium.ts'
import { everythingKept } from './harness/kept.ts'
import { add, kept, row, saved, waits } from './harness/plan.ts'
import { known, startPrepared } from './harness/prepared.ts'
import type { Server } from './harness/server.ts'
import { phase } from './harness/trial.ts'

const code = 'lac-rose-27'
let server: Server
let folder: string
let context: BrowserContext
let page: Page
test.describe.configure({ mode: 'serial' })

async function openProfile(of: string) {
  context = await chromium.launchPersistentContext(of, {
    ...wholeChromium,
    baseURL: server.url,
    locale: 'fr-FR',
    timezoneId: 'Africa/Dakar',
    viewport: { width: 820, height: 1180 },
  })
  page = context.pages()[0] ?? (await context.newPage())
}
test.beforeAll(async () => {
  server = await startPrepared('office')
  folder = mkdtempSync(join(tmpdir(), 'relais-profile-'))
  await openProfile(join(folder, 'tablet'))
  await context.addCookies(known().cookies.awa)
})
test.afterAll(async () => {
  await context?.close()
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const locked = (on: Page = page) => expect(on.getByRole('heading', { name: 'Cet appareil est verrouillé' })).toBeVisible()
async function unlock(on: Page = page, typed = code) {
  await on.getByLabel('Code').fill(typed)
  await on.keyboard.press('Enter')
}
/** Each file of a folder, however deep, in which these bytes stand. */
function filesWith(word: string, at: string): string[] {
  return readdirSync(at).flatMap(name => {
    const path = join(at, name)
    if (statSync(path).isDirectory()) return filesWith(word, path)
    const bytes = readFileSync(path)
    return [Buffer.from(word), Buffer.from(word, 'utf16le')].some(wanted => bytes.includes(wanted)) ? [path.slice(folder.length)] : []
  })
}

test('PLT-27 a code is put on: the device asks for it before it shows anything, in all tabs', async () => {
  const plan = `${known().project}/plan`
  await page.goto(plan)
  await kept(page)
  await page.goto('/compte')
  await saved(page)
  const section = page.getByRole('region', { name: 'Cet appareil' })
  await section.getByRole('button', { name: 'Protéger par un code' }).click()
  const dialog = page.getByRole('dialog', { name: 'Protéger par un code' })
  await dialog.getByLabel('Nouveau code').fill('court')
  await dialog.getByLabel('Le même code, encore une fois').fill('autre')
  await dialog.getByRole('button', { name: 'Protéger par un code' }).click()
  await expect(dialog.getByText('Le code doit avoir au moins 6 caractères.')).toBeVisible()
  await expect(dialog.getByText('Les deux codes ne sont pas les mêmes.')).toBeVisible()
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  await dialog.getByLabel('Nouveau code').fill(code)
  await dialog.getByLabel('Le même code, encore une fois').fill(code)
  await dialog.getByRole('button', { name: 'Protéger par un code' }).click()
  await locked()
  await expect(page.getByText('Rien n’attend d’être envoyé.')).toBeVisible()
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  await unlock(page, 'pas le bon')
  await expect(page.getByText('Il reste 9 essais')).toBeVisible()
  await unlock()
  await expect(page.getByRole('heading', { name: 'Cet appareil' })).toBeVisible()
  await expect(page.getByText('Protégé par un code')).toBeVisible()
  // Another tab of an open device is open; locked, all are.
  const beside = await context.newPage()
  await beside.goto(plan)
  await expect(row(beside, phase)).toBeVisible()
  await page.keyboard.press('Control+Shift+L')
  await locked()
  await locked(beside)
  await unlock(beside)
  await expect(beside).toHaveURL(plan)
  await page.close()
  page = beside
})

test('A32 a copied profile is ciphertext: neither its files nor its stores hold a word that was written', async () => {
  await add(page, phase, 'Zanzibar confidentiel')
  await saved(page)
  await server.kill()
  await add(page, phase, 'Tombouctou secret')
  await waits(page, 1)
  await page.keyboard.press('Control+Shift+L')
  await locked()
  await expect(page.getByText('1 modification attend d’être envoyée.')).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.outerHTML)).not.toMatch(/Zanzibar|Tombouctou|Awa|Diop|Teranga/)
  const { words } = await everythingKept(page)
  for (const word of ['Zanzibar', 'Tombouctou', 'Awa Diop', 'Teranga', phase]) expect([word, words.includes(word)]).toEqual([word, false])
  await context.close()
  const copy = join(folder, 'copy')
  cpSync(join(folder, 'tablet'), copy, { recursive: true })
  for (const word of ['Zanzibar', 'Tombouctou']) expect([word, filesWith(word, copy)]).toEqual([word, []])
  // The search finds what is there: the address of the plan is in the history of the browser.
  expect(filesWith(known().project.split('/').at(-1) ?? '', copy).length).toBeGreaterThan(0)

  await openProfile(copy)
  await page.goto(`${known().project}/plan`)
  await locked()
  expect((await everythingKept(page)).words).not.toMatch(/Zanzibar|Tombouctou/)
  await unlock()
  await expect(row(page, 'Tombouctou secret')).toBeVisible()
  await waits(page, 1)
  await server.restart()
  await saved(page)
})

test('PLT-27 left alone it locks by itself, and comes back where one was', async () => {
  await page.clock.install()
  await page.goto(`${known().project}/plan`)
  await locked()
  await unlock()
  await expect(row(page, 'Tombouctou secret')).toBeVisible()
  await row(page, 'Tombouctou secret').getByText('Tombouctou secret', { exact: true }).click()
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Titre' }).first().fill('Tombouctou à relire')
  await page.clock.fastForward('06:00')
  await locked()
  await unlock()
  // What was being typed was kept.
  await expect(row(page, 'Tombouctou à relire')).toBeVisible()
})

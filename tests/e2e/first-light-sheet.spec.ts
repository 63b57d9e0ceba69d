// « Générer la fiche »: a real Word file from the live project, with and without the server.
import { readFile } from 'node:fs/promises'
import JSZip from 'jszip'
import { expect, test, type Locator, type Page } from '@playwright/test'
import { openOffice, type Office } from './harness/office.ts'
import { kept, row, saved } from './harness/plan.ts'
import type { Server } from './harness/server.ts'

const phase = 'Conception'
let office: Office
let server: Server
let page: Page
let beside: Locator

test.describe.configure({ mode: 'serial' })
test.beforeAll(async ({ browser }) => {
  office = await openOffice(browser)
  ;({ server, page } = office)
  await page.goto(`${office.project}/plan`)
  await expect(row(page, phase)).toBeVisible()
  await saved(page)
})
test.afterAll(async () => office?.close())

const version = (number: number) => beside.getByRole('listitem').filter({ hasText: `Version ${number}` })
/** What a reader of Word files finds in it: each paragraph's words. */
async function download(number: number): Promise<{ name: string; words: string }> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    version(number)
      .getByRole('link', { name: /Télécharger/ })
      .click(),
  ])
  const zip = await JSZip.loadAsync(await readFile(await file.path()))
  const xml = (await zip.file('word/document.xml')?.async('string')) ?? ''
  const paragraphs = await page.evaluate(source => {
    const parsed = new DOMParser().parseFromString(source, 'application/xml')
    if (parsed.querySelector('parsererror')) throw new Error('not well formed')
    const main = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
    return [...parsed.getElementsByTagNameNS(main, 'p')].map(p => [...p.getElementsByTagNameNS(main, 't')].map(t => t.textContent).join(''))
  }, xml)
  return { name: file.suggestedFilename(), words: paragraphs.join('\n') }
}

test('MKT-10 the sheet of a phase is generated from its menu, and is a Word file filled from the live project', async () => {
  // It is there while the pointer is on its line, which may move while the last rows come.
  await expect(async () => {
    await row(page, phase).hover()
    await row(page, phase).getByRole('button', { name: 'Actions sur la phase' }).click({ timeout: 3_000 })
  }).toPass()
  await page.getByRole('menuitem', { name: 'Générer la fiche' }).click()
  beside = page.getByRole('region', { name: 'Fiches de la phase' })
  await expect(version(1)).toBeVisible()
  await expect(version(1)).toContainText('Awa Diop')
  const { name, words } = await download(1)
  expect(name).toBe('fiche-conception-v1.docx')
  for (const said of [
    'Conception',
    'Lancement de l’offre Fibre Famille',
    'Version 1, générée le ',
    'par Awa Diop',
    'Proposer trois pistes créatives',
    'Bon à tirer signé par le client',
  ])
    expect(words).toContain(said)
})

test('MKT-10 asked without the network it waits, reloads included, and is generated when the network is back; the former version stays', async () => {
  await saved(page)
  await kept(page)
  await server.kill()
  await beside.getByRole('button', { name: 'Générer la fiche' }).click()
  await expect(beside.getByText('En attente : sera générée au retour du réseau')).toBeVisible()
  await page.reload()
  await expect(beside.getByText('En attente : sera générée au retour du réseau')).toBeVisible()
  await expect(version(1)).toBeVisible()
  await server.restart()
  await expect(version(2)).toBeVisible({ timeout: 60_000 })
  await expect(beside.getByText('En attente')).toHaveCount(0)
  await expect(beside.getByRole('listitem')).toHaveText([/Version 2/, /Version 1/])
  expect((await download(2)).words).toContain('Version 2, générée le ')
  expect((await download(1)).words).toContain('Version 1, générée le ')
})

for (const point of ['sheet:before', 'sheet:after'])
  test(`MKT-10 a server killed at ${point} does the job again, and makes one version of what was asked`, async () => {
    const last = (await beside.getByRole('listitem').count()) + 1
    await server.restart({ RELAIS_TESTS: '1', RELAIS_KILL_AT: point })
    const before = server.pid
    await saved(page)
    await beside.getByRole('button', { name: 'Générer la fiche' }).click()
    await expect.poll(() => alive(before)).toBe(false)
    await server.restart()
    // Under way when its process died: the next one has taken it again, and come to its end.
    await expect.poll(lastJob, { timeout: 60_000 }).toEqual({ state: 'completed', again: true })
    await expect(version(last)).toBeVisible({ timeout: 60_000 })
    await expect(beside.getByRole('button', { name: 'Générer la fiche' })).toBeEnabled()
    const { facts } = await (await page.request.get('/api/v1/feed?after=0')).json()
    expect(facts.filter(({ kind }: { kind: string }) => kind === 'sheet')).toHaveLength(last)
    await expect(beside.getByRole('listitem')).toHaveCount(last)
  })

const lastJob = async () => (await server.query('select state, retry_count > 0 as again from job.job order by created_on desc limit 1'))[0]

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

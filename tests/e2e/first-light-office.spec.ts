// The rest of the first story on the example's project: import, texts written by two, the phase's sheet, the home, and kills.
import { expect, test } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import JSZip from 'jszip'
import { scheduleFile } from '../schedule-file.ts'
import { openOffice, type Office } from './harness/office.ts'
import { kept, row, saved } from './harness/plan.ts'

let office: Office
test.describe.configure({ mode: 'serial' })
test.beforeAll(async ({ browser }) => {
  office = await openOffice(browser)
})
test.afterAll(async () => office?.close())

test('MKT-05 a plan kept in a spreadsheet is imported, and importing it again changes nothing', async () => {
  const { page } = office
  const { text } = scheduleFile()
  const choose = () =>
    page.setInputFiles('input[type=file]', { name: 'schedule-2025-11.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  await page.goto('/importer')
  await choose()
  await expect(page.getByText('63 lignes').first()).toBeVisible()
  await page.getByRole('button', { name: 'Oui, En cours' }).click()
  await page.getByLabel('Nom du projet').fill('Planning de novembre')
  await page.getByRole('button', { name: 'Importer', exact: true }).click()
  await expect(page).toHaveURL(/\/projets\/[a-z2-9]{20}/)
  const imported = new URL(page.url()).pathname.split('/')[2]
  await page.goto(`/projets/${imported}/plan`)
  await expect(row(page, 'PROJECT KICKOFF').or(page.getByRole('row').nth(2)).first()).toBeVisible()
  await saved(page)

  await page.goto('/importer')
  await choose()
  await page.getByRole('button', { name: 'Oui, En cours' }).click()
  await expect(page.getByText('Tout y est déjà').or(page.getByText('Ce plan a déjà été importé')).first()).toBeVisible()
})

test('a file that is not a plan gets a clear answer', async () => {
  const { page } = office
  await page.goto('/importer')
  await page.setInputFiles('input[type=file]', {
    name: 'poeme.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('Ô Kassak\nles nénuphars\n'),
  })
  await expect(page.getByText('Ce fichier ne peut pas être importé').or(page.getByRole('alert')).first()).toBeVisible()
})

test('PLT-21 PLT-23 a document is written by two people at once, with names on the carets', async () => {
  const { page, other, project } = office
  await page.goto(`${project}/documents`)
  await page
    .getByRole('link', { name: /Note de cadrage/ })
    .first()
    .click()
  await expect(page).toHaveURL(/\/documents\/[a-z2-9]{20}/)
  await other.goto(page.url())
  const [mine, theirs] = [page, other].map(here => here.locator('.ProseMirror'))
  await expect(mine!).toContainText('Quatre foyers sur dix')
  await expect(theirs!).toContainText('Quatre foyers sur dix')
  await mine!.getByText('Quatre foyers sur dix').click()
  await page.keyboard.press('End')
  await theirs!.getByText('Un prix rond').click()
  await other.keyboard.press('End')
  await Promise.all([page.keyboard.type(' Écrit par Awa.', { delay: 20 }), other.keyboard.type(' Écrit par Moussa.', { delay: 20 })])
  for (const text of [mine!, theirs!]) {
    await expect(text).toContainText('Écrit par Awa.')
    await expect(text).toContainText('Écrit par Moussa.')
  }
  await expect(mine!.locator('.collaboration-carets__label, .collaboration-carets__caret, [class*=caret]').first()).toContainText('Moussa')
  await Promise.all([saved(page), saved(other)])
})

test('the list of documents says who wrote last and when, also while the server does not tell', async () => {
  const { page, project } = office
  const said = page
    .getByRole('listitem')
    .filter({ hasText: 'Note de cadrage' })
    .getByText(/^modifié par (vous|Moussa Ndiaye), /)
  await page.goto(`${project}/documents`)
  await expect(said.filter({ visible: true })).toBeVisible()
  await page.route('**/api/v1/history/**', route => route.abort())
  await page.reload()
  await expect(said.filter({ visible: true })).toBeVisible()
  await page.unroute('**/api/v1/history/**')
})

test('MKT-10 the sheet of a phase is a Word file filled from the live project, and a former version is kept', async () => {
  const { page, project } = office
  await page.goto(`${project}/plan`)
  const phase = await row(page, 'Conception').getAttribute('data-line')
  await page.goto(`${project}/plan?fiche=phase.${phase}`)
  for (const version of [1, 2]) {
    await page.getByRole('button', { name: 'Générer la fiche' }).click()
    await expect(page.getByText(`Version ${version}`)).toBeVisible({ timeout: 60_000 })
  }
  await expect(page.getByText('Version 1')).toBeVisible()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page
      .getByRole('link', { name: /^Télécharger/ })
      .first()
      .click(),
  ])
  const zip = await JSZip.loadAsync(await readFile(await download.path()))
  const xml = await zip.file('word/document.xml')!.async('string')
  expect(xml).toContain('Tourner le film de 30 secondes')
  expect(download.suggestedFilename()).toMatch(/\.docx$/)
})

test('MKT-12 the home shows figures and charts, live, and right without the server', async () => {
  const { page, other, project, server } = office
  await page.goto(project)
  await expect(page.getByRole('heading', { name: 'Tâches par état' })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Charge par personne' })).toBeVisible()
  const ring = page.getByText(/^52\s%$/).first()
  await expect(ring).toBeVisible()
  await other.goto(`${project}/plan`)
  await row(other, 'Couverture du réseau quartier par quartier')
    .getByRole('button', { name: /^Terminer/ })
    .click()
  await expect(ring).toBeHidden()
  await Promise.all([kept(page), saved(other)])
  await server.kill()
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Tâches par état' })).toBeVisible()
  await server.restart()
})

test('PLT-22 whatever a screen had shown as saved survives kill -9, three times over', async () => {
  const { page, project, server } = office
  await page.goto(`${project}/plan`)
  for (const n of [1, 2, 3]) {
    const input = page.getByRole('textbox', { name: 'Ajouter une tâche à la phase Expression du besoin' })
    await input.fill(`Survivre ${n}`)
    await input.press('Enter')
    await expect(row(page, `Survivre ${n}`)).toBeVisible()
    await saved(page)
    await server.kill({ postgres: n === 2 })
    await server.restart()
  }
  // A browser that never saw them has only what the server kept.
  const fresh = await page
    .context()
    .browser()!
    .newContext({ baseURL: server.url, storageState: { cookies: await page.context().cookies(), origins: [] } })
  const there = await fresh.newPage()
  await there.goto(`${project}/plan`)
  for (const n of [1, 2, 3]) await expect(row(there, `Survivre ${n}`)).toBeVisible()
  await fresh.close()
})

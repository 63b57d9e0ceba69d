// Two people plan a project, with and without the server; what a screen shows as saved is durable.
import { expect, test, type BrowserContext, type Page } from '@playwright/test'
import { add, idOf, kept, peek, rename, row, saved, waits } from './harness/plan.ts'
import { startPrepared } from './harness/prepared.ts'
import type { Server } from './harness/server.ts'
import { agency, awa, browserOf, moussa } from './harness/world.ts'

const phases = [
  'Expression du besoin',
  'Études de faisabilité',
  'Conception',
  'Développement / mise en œuvre',
  'Lancement commercial',
  'Retrait d’une offre',
]

let server: Server
let plan = ''
let awaHere: BrowserContext
let moussaHere: BrowserContext
let page: Page
let other: Page

test.describe.configure({ mode: 'serial' })
test.beforeAll(async ({ browser }) => {
  server = await startPrepared('empty')
  awaHere = await browserOf(browser, server)
  moussaHere = await browserOf(browser, server)
  page = await awaHere.newPage()
})
test.afterAll(async () => {
  await awaHere?.close()
  await moussaHere?.close()
  await server?.stop()
})

test('PLT-01 the first visit creates the workspace and its owner', async () => {
  await page.goto('/')
  await page.getByLabel('Nom de l’entreprise').fill(agency.name)
  await page.getByLabel('Votre nom').fill(awa.name)
  await page.getByLabel('Adresse e-mail').fill(awa.email)
  await page.getByRole('textbox', { name: 'Mot de passe' }).fill(awa.password)
  await page.getByLabel('Charger un exemple réaliste').uncheck()
  await page.getByRole('button', { name: 'Créer l’espace de travail' }).click()
  await expect(page.getByRole('heading', { name: 'Bonjour Awa' })).toBeVisible()
})

test('MKT-01 MKT-02 a new project comes with the six standard phases', async () => {
  await page.getByRole('button', { name: 'Nouveau projet' }).first().click()
  await page.getByLabel('Titre').fill('Lancement de l’offre fibre')
  await page.getByRole('button', { name: 'Créer le projet' }).click()
  await expect(page).toHaveURL(/\/projets\/[a-z2-9]{20}/)
  await page.getByRole('link', { name: 'Plan', exact: true }).click()
  await expect(page).toHaveURL(/\/plan$/)
  plan = page.url()
  for (const title of phases) await expect(row(page, title)).toBeVisible()
  await saved(page)
})

test('MKT-03 MKT-04 MKT-05 tasks are typed in, renamed and finished; progress rolls up', async () => {
  await add(
    page,
    'Expression du besoin',
    'Recueillir le besoin',
    'Rédiger la note',
    'Valider la note',
    'Prévenir les équipes',
    'Choisir le prestataire'
  )
  await rename(page, 'Rédiger la note', 'Rédiger la note de cadrage')
  await row(page, 'Recueillir le besoin').getByRole('button', { name: 'Terminer « Recueillir le besoin »' }).click()
  await expect(row(page, 'Expression du besoin')).toContainText('20 %')
  await page.keyboard.press('Control+z')
  await expect(row(page, 'Expression du besoin')).toContainText('0 %')
  await page.keyboard.press('Control+Shift+z')
  await expect(row(page, 'Expression du besoin')).toContainText('20 %')
  await saved(page)
})

test('PLT-23 a second person joins through a link; each sees the other and every change within a moment', async () => {
  await page.getByRole('link', { name: 'Membres' }).click()
  await page.getByRole('button', { name: 'Créer le lien' }).click()
  const link = await page.getByLabel('Lien d’invitation').inputValue()
  other = await moussaHere.newPage()
  await other.goto(link)
  await other.getByLabel('Votre nom').fill(moussa.name)
  await other.getByLabel('Adresse e-mail').fill(moussa.email)
  await other.getByRole('textbox', { name: 'Mot de passe' }).fill(moussa.password)
  await other.getByRole('button', { name: 'Rejoindre' }).click()
  await expect(other.getByRole('heading', { name: 'Bonjour Moussa' })).toBeVisible()
  await expect(other.getByText('Lancement de l’offre fibre').first()).toBeVisible()
  // The link has been used: whoever is signed in is led in, not asked to sign in again.
  await other.goto(link)
  await expect(other.getByRole('link', { name: 'Se connecter' })).toBeHidden()
  await other.getByRole('link', { name: 'Ouvrir Relais' }).click()
  await expect(other.getByRole('heading', { name: 'Bonjour Moussa' })).toBeVisible()
  await Promise.all([page.goto(plan), other.goto(plan)])
  await expect(page.getByRole('banner').getByRole('img', { name: moussa.name })).toBeVisible()
  await expect(other.getByRole('banner').getByRole('img', { name: awa.name })).toBeVisible()
  await rename(other, 'Prévenir les équipes', 'Prévenir les douze agences')
  await expect(row(page, 'Prévenir les douze agences')).toBeVisible()
  await Promise.all([saved(page), saved(other)])
})

test('PLT-20 PLT-22 the server is killed: both reload, find everything, and go on', async () => {
  await Promise.all([kept(page), kept(other)])
  await server.kill()
  await Promise.all([page.reload(), other.reload()])
  for (const here of [page, other]) {
    await expect(row(here, 'Prévenir les douze agences')).toBeVisible()
    await expect(
      here
        .getByRole('banner')
        .getByText(/^Hors ligne/)
        .first()
    ).toBeVisible()
  }
  // A page never visited opens too.
  await other.goto('/corbeille')
  await expect(other.getByRole('heading', { name: 'Corbeille', exact: true })).toBeVisible()
  await other.goto(plan)

  // The same field, then different fields of one task, and one deletes what the other edits.
  await rename(page, 'Valider la note', 'Valider la note avec le client')
  await rename(other, 'Valider la note', 'Valider la note en comité')
  await rename(page, 'Recueillir le besoin', 'Recueillir le besoin du client')
  await row(other, 'Recueillir le besoin').getByRole('button', { name: 'Rouvrir « Recueillir le besoin »' }).click()
  await rename(page, 'Choisir le prestataire', 'Choisir l’imprimeur')
  await row(other, 'Choisir le prestataire').getByText('Choisir le prestataire', { exact: true }).click()
  await other.keyboard.press('Delete')
  await expect(row(other, 'Choisir le prestataire')).toBeHidden()
  // One reorders what the other moves.
  await row(page, 'Prévenir les douze agences').getByText('Prévenir les douze agences', { exact: true }).click()
  await page.keyboard.press('Alt+ArrowUp')
  await waits(page, 4)
  await waits(other, 3)
})

test('PLT-21 the server comes back: both converge without a reload, and the one whose value lost is told', async () => {
  await server.restart()
  await expect(page.getByRole('banner').getByText(/^Hors ligne/)).toHaveCount(0)
  await expect(other.getByRole('banner').getByText(/^Hors ligne/)).toHaveCount(0)
  const titles = ['Valider la note avec le client', 'Valider la note en comité']
  const shown = async (here: Page) =>
    (await Promise.all(titles.map(async title => ((await row(here, title).count()) ? title : null)))).filter(Boolean)
  await expect
    .poll(async () => {
      const [mine, theirs] = [await shown(page), await shown(other)]
      return mine.length === 1 && `${mine}` === `${theirs}`
    })
    .toBe(true)
  const [kept] = await shown(page)
  for (const here of [page, other]) {
    await expect(row(here, 'Recueillir le besoin du client')).toBeVisible()
    await expect(row(here, 'Recueillir le besoin du client').getByRole('button', { name: /^Terminer/ })).toBeVisible()
    await expect(row(here, 'Choisir l’imprimeur')).toBeHidden()
  }
  const loser = kept === titles[0] ? other : page
  await expect(
    loser
      .getByRole('banner')
      .getByText(/À traiter · 1/)
      .first()
  ).toBeVisible()

  await peek(page, await idOf(page, kept as string))
  const lost = titles.find(title => title !== kept) as string
  // The value that lost stands nowhere but in the history.
  await expect(page.getByText(lost).first()).toBeVisible()
})

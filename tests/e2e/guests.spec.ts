// A client is let into one project of the company, and sees nothing else of it.
import { expect, test, type BrowserContext } from '@playwright/test'
import { openOffice, type Office } from './harness/office.ts'
import { kept } from './harness/plan.ts'
import { browserOf, type Person } from './harness/world.ts'

const binta: Person = { name: 'Binta Fall', email: 'binta@annonceur.example', password: 'tamarin-dune-marche-88' }
let office: Office
let hers: BrowserContext
test.describe.configure({ mode: 'serial' })
test.beforeAll(async ({ browser }) => {
  office = await openOffice(browser)
  hers = await browserOf(browser, office.server)
})
test.afterAll(async () => {
  await hers?.close()
  await office?.close()
})

test('PLT-07 a client invited from outside joins one project, and sees it and nothing else', async () => {
  const { page, project } = office
  await page.goto(`${project}/membres`)
  await page.getByRole('radio', { name: /^Invité de l’extérieur/ }).check()
  await expect(page.getByRole('radio', { name: /^Gestion/ })).toHaveCount(0)
  await page.getByRole('button', { name: 'Créer le lien' }).click()
  const link = await page.getByLabel('Lien d’invitation').inputValue()
  await expect(page.getByRole('heading', { name: 'Liens qui attendent quelqu’un' })).toBeVisible()

  const guest = await hers.newPage()
  await guest.goto(link)
  await expect(guest.getByText('rien d’autre de l’entreprise')).toBeVisible()
  await guest.getByLabel('Votre nom').fill(binta.name)
  await guest.getByLabel('Adresse e-mail').fill(binta.email)
  await guest.getByRole('textbox', { name: 'Mot de passe' }).fill(binta.password)
  await guest.getByRole('button', { name: 'Rejoindre' }).click()
  await expect(guest.getByRole('heading', { name: 'Bonjour Binta' })).toBeVisible()
  await expect(guest.getByText('Lancement de l’offre Fibre Famille').first()).toBeVisible()
  // What they may not do is not offered.
  for (const name of ['Équipe', 'Importer', 'Importer un plan']) await expect(guest.getByRole('link', { name, exact: true })).toHaveCount(0)
  await expect(guest.getByRole('button', { name: 'Nouveau projet' })).toHaveCount(0)
  await guest.goto('/projets')
  await expect(guest.getByText('1 projet', { exact: true })).toBeVisible()

  await guest.goto(`${project}/plan`)
  await expect(guest.getByText('Lecture seule').first()).toBeVisible()
  await expect(guest.getByText('Expression du besoin').first()).toBeVisible()
  await guest.goto(`${project}/membres`)
  await expect(guest.getByText('Votre rôle dans ce projet : Lecture.', { exact: false })).toBeVisible()
  await expect(guest.getByText('Awa Diop').first()).toBeVisible()
  await expect(guest.getByRole('button', { name: 'Créer le lien' })).toHaveCount(0)

  // Asked behind the screens, the server says no more.
  const said = await guest.evaluate(async () => {
    const ask = (path: string, body?: unknown) =>
      fetch(path, body ? { method: 'POST', body: JSON.stringify(body) } : {}).then(
        async answer => `${answer.status} ${await answer.text()}`
      )
    return Promise.all([ask('/api/v1/feed?after=0'), ask('/api/v1/query', { from: 'project' }), ask('/api/v1/query', { from: 'person' })])
  })
  for (const text of said) expect(text).toMatch(/^200/)
  expect(said.join('\n')).not.toMatch(/Baobab|Retrait/i)
  expect(said[1]).toContain('Fibre Famille')
})

test('PLT-07 they are told apart in the project, and lose it when their access ends', async () => {
  const { page, project } = office
  const [guest] = hers.pages()
  await page.goto(`${project}/membres`)
  const row = page.getByRole('listitem').filter({ hasText: binta.email })
  await expect(row.getByText('Invité', { exact: true })).toBeVisible()
  await row.getByRole('button', { name: `Retirer ${binta.name} du projet` }).click()
  await page.getByRole('button', { name: 'Retirer', exact: true }).click()
  await expect(row).toHaveCount(0)
  await kept(page)
  await guest!.goto('/')
  await expect(guest!.getByText('Rien n’est encore partagé avec vous')).toBeVisible()
  await expect(guest!.getByRole('link', { name: 'Équipe', exact: true })).toHaveCount(0)
})

test('PLT-07 a link that was taken back opens nothing', async () => {
  const { page, project } = office
  await page.goto(`${project}/membres`)
  await page.getByRole('button', { name: 'Créer le lien' }).click()
  const link = await page.getByLabel('Lien d’invitation').inputValue()
  await page.getByRole('button', { name: 'Retirer ce lien' }).first().click()
  await expect(page.getByText('Ce lien n’ouvre plus rien.').first()).toBeVisible()
  const stranger = await hers.newPage()
  await stranger.goto(link)
  await expect(stranger.getByRole('heading', { name: 'Cette invitation n’est plus valable' })).toBeVisible()
})

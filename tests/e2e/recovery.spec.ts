// A forgotten password and an address to prove, through letters that really leave, and without them.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test, type BrowserContext, type Page } from '@playwright/test'
import { linkIn, PostOffice } from '../post-office.ts'
import { openOffice, type Office } from './harness/office.ts'
import { banner, enter } from './harness/trial.ts'
import { awa, browserOf } from './harness/world.ts'

const post = new PostOffice()
let office: Office
let elsewhere: BrowserContext
let tablet: Page
test.describe.configure({ mode: 'serial' })
test.beforeAll(async ({ browser }) => {
  await post.open()
  office = await openOffice(browser)
  await office.server.restart({ SMTP_URL: post.url, MAIL_FROM: 'Relais <relais@teranga.example>', ORIGIN: office.server.url })
  elsewhere = await browserOf(browser, office.server)
  tablet = await elsewhere.newPage()
})
test.afterAll(async () => {
  await elsewhere?.close()
  await office?.close()
  await post.close()
})

async function choose(page: Page, link: string, password: string) {
  await page.goto(link)
  await expect(page.getByText('awa@teranga.example')).toBeVisible()
  await page.getByRole('textbox', { name: 'Nouveau mot de passe' }).fill(password)
  await page.getByRole('button', { name: 'Enregistrer et ouvrir Relais' }).click()
  await expect(page.getByRole('heading', { name: 'Bonjour Awa' })).toBeVisible()
}

test('PLT-02 a forgotten password is chosen anew through a letter, and whoever was signed in is out', async () => {
  const { page } = office
  await page.goto('/')
  await expect(page.locator('[data-sync=saved]')).toBeVisible()
  await tablet.goto('/connexion')
  await tablet.getByLabel('Adresse e-mail').fill(awa.email)
  await tablet.getByRole('link', { name: 'Mot de passe oublié ?' }).click()
  await expect(tablet.getByLabel('Adresse e-mail')).toHaveValue(awa.email)
  await tablet.getByRole('button', { name: 'Recevoir le lien' }).click()
  await expect(tablet.getByText('Regardez votre boîte')).toBeVisible()
  const link = linkIn(await post.letter(0))
  await choose(tablet, link, 'gorée-mer-phare-88')
  await expect(banner(page, 'Votre session a pris fin.')).toBeVisible({ timeout: 5_000 })
  // Followed again, it says so and offers another.
  await tablet.goto(link)
  await expect(tablet.getByText('Ce lien n’est plus valable')).toBeVisible()
  await tablet.getByRole('link', { name: 'Demander un autre lien' }).click()
  await expect(tablet.getByRole('button', { name: 'Recevoir le lien' })).toBeVisible()
})

test('PLT-02 an address is confirmed by its letter, in the language of who asked', async () => {
  const { page } = office
  await page.goto('/connexion')
  await enter(page, { ...awa, password: 'gorée-mer-phare-88' })
  await expect(page.getByRole('heading', { name: 'Bonjour Awa' })).toBeVisible()
  await page.goto('/compte')
  // The letter of the password has proven it already.
  await expect(page.getByText('Confirmée')).toBeVisible()
  const { server, other } = office
  await other.goto('/compte')
  await other.getByRole('button', { name: 'Recevoir le lien de confirmation' }).click()
  await expect(other.getByText('Un lien vous y attend.')).toBeVisible()
  // After the link to a password, and the word that it was changed.
  const letter = await post.letter(2)
  expect(letter.subject).toBe('Confirmer votre adresse · Agence Teranga')
  expect(linkIn(letter)).toContain(server.url)
  await other.goto(linkIn(letter))
  await other.getByRole('button', { name: 'Confirmer cette adresse' }).click()
  await expect(other.getByRole('heading', { name: 'Adresse confirmée' })).toBeVisible()
  await other.goto('/compte')
  await expect(other.getByText('Confirmée')).toBeVisible()
})

test('PLT-05 an invitation is sent to an address, and its letter opens it', async () => {
  const { page, project } = office
  await page.goto(`${project}/membres`)
  await page.getByRole('button', { name: 'Créer le lien' }).click()
  await page.getByLabel('Envoyer par e-mail à').fill('fatou')
  await page.getByRole('button', { name: 'Envoyer', exact: true }).click()
  await expect(page.getByText('Vérifiez l’adresse e-mail')).toBeVisible()
  await page.getByLabel('Envoyer par e-mail à').fill('fatou@teranga.example')
  await page.getByRole('button', { name: 'Envoyer', exact: true }).click()
  await expect(banner(page, 'L’invitation part pour fatou@teranga.example.')).toBeVisible()
  const letter = await post.letter(3)
  expect(letter.subject).toBe('Awa Diop vous invite dans « Lancement de l’offre Fibre Famille » · Agence Teranga')
  await tablet.goto(linkIn(letter))
  await expect(tablet.getByRole('heading', { name: 'Une invitation pour vous' })).toBeVisible()
})

test('PLT-02 a server that sends no letters says so, and whoever runs it makes the link', async () => {
  const { server } = office
  await server.restart()
  await tablet.goto('/mot-de-passe')
  await expect(tablet.getByText('Ce serveur n’envoie pas d’e-mails.')).toBeVisible()
  const command = (login: string) =>
    promisify(execFile)(process.execPath, [join(import.meta.dirname, '../../server/auth/reset-link.ts'), login], {
      env: { ...process.env, DATA_DIR: server.dataDir, PORT: String(server.port) },
    })
  await expect(command('personne@teranga.example')).rejects.toThrow('Aucun compte ne porte le nom personne@teranga.example.')
  const { stdout } = await command(awa.email)
  await choose(tablet, /http\S+/.exec(stdout)?.[0] ?? '', 'baobab-lune-fleuve-43')
})

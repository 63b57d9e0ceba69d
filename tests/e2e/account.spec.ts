// One's own account: what colleagues read, how one signs in, and where one is signed in.
import { expect, test, type BrowserContext, type Page } from '@playwright/test'
import { solidPicture } from '../solid-picture.ts'
import { dress, expectNoViolationInAnyLook, looks } from './harness/looks.ts'
import { openOffice, type Office } from './harness/office.ts'
import { kept, saved } from './harness/plan.ts'
import { banner, enter } from './harness/trial.ts'
import { awa, browserOf } from './harness/world.ts'

let office: Office
let elsewhere: BrowserContext
let tablet: Page
test.describe.configure({ mode: 'serial' })
test.beforeAll(async ({ browser }) => {
  office = await openOffice(browser)
  elsewhere = await browserOf(browser, office.server)
  tablet = await elsewhere.newPage()
})
test.afterAll(async () => {
  await elsewhere?.close()
  await office?.close()
})

const region = (page: Page, name: string) => page.getByRole('region', { name })
const sessions = (page: Page) => region(page, 'Appareils connectés').getByRole('listitem')

test('PLT-10 a profile is changed, without the network too, and colleagues read it', async () => {
  const { page, other, project, server } = office
  await page.goto('/')
  await page.getByRole('button', { name: 'Awa Diop' }).click()
  await page.getByRole('menuitem', { name: 'Votre compte' }).click()
  const profile = region(page, 'Profil')
  const put = async (label: string, text: string) => {
    await profile.getByLabel(label).fill(text)
    await profile.getByLabel(label).blur()
  }
  await put('Nom', 'Awa Diop Sarr')
  await put('Fonction', 'Directrice de clientèle')
  await put('Page professionnelle', 'teranga.sn')
  await expect(profile.getByText('Donnez l’adresse complète de la page')).toBeVisible()
  await put('Page professionnelle', 'https://teranga.sn/awa')
  await expect(profile.getByText('Donnez l’adresse complète de la page')).toHaveCount(0)
  await expect(profile.getByText('Enregistré', { exact: true })).toBeVisible()
  await saved(page)
  await expect(page.getByRole('heading', { name: 'Awa Diop Sarr' })).toBeVisible()
  await other.goto(`${project}/membres`)
  await expect(other.getByText('Awa Diop Sarr').first()).toBeVisible()

  await kept(page)
  await server.kill()
  await expect(page.getByRole('banner').getByText('Hors ligne').first()).toBeVisible()
  await put('Nom', 'Awa Sarr')
  await profile.getByRole('radio', { name: 'Absent' }).check()
  await expect(profile.getByText('Sur cet appareil', { exact: true })).toBeVisible()
  // A file that is no picture says so; one that is, is cropped by its keys and seen at once.
  const chosen = page.locator('input[type=file]:not([capture])')
  await chosen.setInputFiles({ name: 'moi.png', mimeType: 'image/png', buffer: Buffer.from('<!doctype html>') })
  await expect(page.getByRole('dialog').getByRole('alert')).toHaveText(/Ce navigateur n’y trouve pas de photo/)
  await page.keyboard.press('Escape')
  await chosen.setInputFiles({ name: 'moi.webp', mimeType: 'image/webp', buffer: Buffer.from(solidPicture([180, 90, 60], 640)) })
  await page.getByRole('group', { name: 'Cadrage de la photo' }).focus()
  await page.keyboard.press('+')
  await expect(page.getByRole('slider', { name: 'Agrandissement' })).not.toHaveValue('0')
  await expectNoViolationInAnyLook(page, 'cadrage')
  await dress(page, looks[0])
  await page.getByRole('button', { name: 'Enregistrer la photo' }).click()
  await expect(banner(page, 'Photo gardée sur cet appareil.')).toBeVisible()
  await expect(profile.getByLabel('Nom')).toHaveValue('Awa Sarr')
  await page.reload()
  await expect(profile.getByLabel('Nom')).toHaveValue('Awa Sarr')
  await expect(banner(page, 'Pas de réseau : ces réglages reviendront avec lui.')).toBeVisible()
  await expect(page.locator('main .avatar img').first()).toBeVisible()
  await server.restart()
  const mine = other.getByRole('listitem').filter({ hasText: 'Awa Sarr' })
  await expect(mine).toContainText('Absent')
  await expect(mine).toContainText('Directrice de clientèle')
  await expect(mine.getByRole('link', { name: 'teranga.sn' })).toHaveAttribute('href', 'https://teranga.sn/awa')
  await saved(page)
  await expect(region(page, 'Connexion').getByLabel('Identifiant court')).toBeVisible()

  // A colleague sees the picture, opens the card by its keys, and reads there what was put in.
  await expect(mine.locator('.avatar img')).toBeVisible()
  await mine.getByRole('button', { name: 'Fiche de Awa Sarr' }).press('Enter')
  const card = other.getByRole('dialog', { name: 'Fiche de Awa Sarr' })
  await expect(card).toContainText('Directrice de clientèle')
  await expect(card.locator('.avatar img')).toBeVisible()
  await other.keyboard.press('Escape')
  await expect(card).toBeHidden()
})

test('PLT-02 one signs in by a short name, and out elsewhere; what is open there says so at once', async () => {
  const { page } = office
  await region(page, 'Connexion').getByLabel('Identifiant court').fill('awa.sarr')
  await region(page, 'Connexion').getByRole('button', { name: 'Enregistrer' }).click()
  await expect(banner(page, 'Identifiant enregistré.')).toBeVisible()
  await tablet.goto('/connexion')
  await enter(tablet, { ...awa, email: 'Awa.Sarr' })
  await expect(tablet.getByRole('heading', { name: 'Bonjour Awa' })).toBeVisible()
  await saved(tablet)

  await page.reload()
  await expect(sessions(page)).toHaveCount(2)
  await expect(sessions(page).first()).toContainText('Cet appareil')
  await sessions(page).nth(1).getByRole('button', { name: 'Déconnecter' }).click()
  await expect(sessions(page)).toHaveCount(1)
  await expect(banner(tablet, 'Votre session a pris fin.')).toBeVisible({ timeout: 5_000 })
})

test('PLT-02 a changed password signs out everywhere else and goes on here', async () => {
  const { page } = office
  await tablet.goto('/connexion')
  await enter(tablet, awa)
  await expect(tablet.getByRole('heading', { name: 'Bonjour Awa' })).toBeVisible()
  await saved(tablet)
  const password = 'gorée-mer-phare-88'
  const section = region(page, 'Connexion')
  await section.getByRole('button', { name: 'Changer le mot de passe' }).click()
  await section.getByRole('textbox', { name: 'Mot de passe actuel' }).fill('autre chose')
  await section.getByRole('textbox', { name: 'Nouveau mot de passe' }).fill(password)
  await section.getByRole('button', { name: 'Changer le mot de passe' }).click()
  await expect(section.getByText('Ce n’est pas votre mot de passe actuel')).toBeVisible()
  await section.getByRole('textbox', { name: 'Mot de passe actuel' }).fill(awa.password)
  await section.getByRole('button', { name: 'Changer le mot de passe' }).click()
  await expect(banner(page, 'Mot de passe changé.')).toBeVisible()
  await expect(banner(tablet, 'Votre session a pris fin.')).toBeVisible({ timeout: 5_000 })
  await page.reload()
  await expect(sessions(page)).toHaveCount(1)
  await saved(page)

  await tablet.goto('/connexion')
  await enter(tablet, awa)
  await expect(banner(tablet, 'ne correspondent pas')).toBeVisible()
  await enter(tablet, { ...awa, password })
  await expect(tablet.getByRole('heading', { name: 'Bonjour Awa' })).toBeVisible()
})

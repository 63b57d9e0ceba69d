// What protects an account beside its password, as its owner turns it on, comes in by it, and loses it.
import { expect, test, type BrowserContext, type Page } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import { TOTP, URI } from 'otpauth'
import { expectNoViolationInAnyLook } from './harness/looks.ts'
import { openOffice, type Office } from './harness/office.ts'
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

const section = (page: Page) => page.getByRole('region', { name: 'Connexion' })
const dialog = (page: Page, name: string) => page.getByRole('dialog', { name })

/** The application on her phone, and the last step whose code has served. */
let application = new TOTP()
let last = 0
function code(): string {
  last = Math.max(application.counter(), last + 1)
  return application.generate({ timestamp: last * 30_000 })
}
let codes: string[] = []

test('PLT-03 two-step verification is turned on with an application, by whoever knows the password', async () => {
  const { page, server } = office
  // A quarter of an hour later.
  await server.query('update session set proven_at = 0')
  await page.goto('/compte')
  await section(page).getByRole('button', { name: 'Activer' }).click()
  const sure = dialog(page, 'Confirmez que c’est vous')
  await sure.getByRole('textbox', { name: 'Mot de passe actuel' }).fill('autre chose')
  await sure.getByRole('button', { name: 'Continuer' }).click()
  await expect(sure.getByText('Ce n’est pas votre mot de passe actuel')).toBeVisible()
  await sure.getByRole('textbox', { name: 'Mot de passe actuel' }).fill(awa.password)
  await sure.getByRole('textbox', { name: 'Mot de passe actuel' }).press('Enter')

  const setup = dialog(page, 'Activer la validation en deux étapes')
  await expect(setup.getByRole('img', { name: 'Carré à photographier' })).toBeVisible()
  await expectNoViolationInAnyLook(page, 'activer la validation en deux étapes')
  const opening = await setup.getByRole('link', { name: 'Ouvrir dans une application' }).getAttribute('href')
  application = URI.parse(opening ?? '') as TOTP
  await expect(setup).toContainText(application.secret.base32.slice(0, 4))
  await setup.getByLabel('Code que montre l’application').fill('000000')
  await setup.getByRole('button', { name: 'Vérifier et activer' }).click()
  await expect(setup.getByText('Ce code n’est pas celui de cette clé')).toBeVisible()
  await expect(setup.getByLabel('Code que montre l’application')).toHaveValue('000000')
  await setup.getByLabel('Code que montre l’application').fill(code())
  await setup.getByLabel('Code que montre l’application').press('Enter')

  const kept = dialog(page, 'Gardez ces codes de secours')
  await expect(kept.getByRole('listitem')).toHaveCount(10)
  codes = await kept.getByRole('listitem').allTextContents()
  expect(new Set(codes).size).toBe(10)
  await expectNoViolationInAnyLook(page, 'codes de secours')
  const download = page.waitForEvent('download')
  await kept.getByRole('button', { name: 'Télécharger' }).click()
  const file = await readFile(await (await download).path(), 'utf8')
  for (const text of [...codes, awa.email, 'Agence Teranga']) expect(file).toContain(text)
  await expect(kept.getByRole('button', { name: 'Terminer' })).toBeDisabled()
  await kept.getByLabel('J’ai gardé ces codes en lieu sûr').check()
  await kept.getByRole('button', { name: 'Terminer' }).click()
  await expect(section(page).getByText('10 codes de secours restants')).toBeVisible()
})

test('PLT-03 whoever signs in then gives a code, and goes on to where they were going', async () => {
  await tablet.goto('/connexion?vers=/synchronisation')
  await enter(tablet, awa)
  await expect(tablet.getByRole('heading', { name: 'Validation en deux étapes' })).toBeVisible()
  await expectNoViolationInAnyLook(tablet, 'le code à la connexion')
  await expect(tablet.getByLabel('Code à six chiffres')).toBeFocused()
  await tablet.getByRole('button', { name: 'Valider' }).click()
  await expect(tablet.getByText('Indiquez le code.')).toBeVisible()
  await tablet.getByLabel('Code à six chiffres').fill('00000')
  await tablet.getByRole('button', { name: 'Valider' }).click()
  await expect(tablet.getByText('Ce code n’est pas le bon')).toBeVisible()
  // Six digits leave by themselves.
  await tablet.getByLabel('Code à six chiffres').fill(code())
  await expect(tablet).toHaveURL(/\/synchronisation$/)
  await expect(tablet.getByText('Rien à traiter').first()).toBeVisible()
})

test('PLT-03 a recovery code stands in for a lost telephone, once, and the rest can be turned off', async () => {
  await elsewhere.clearCookies()
  await tablet.goto('/connexion')
  await enter(tablet, awa)
  await tablet.getByRole('button', { name: 'Utiliser un code de secours' }).click()
  await tablet.getByLabel('Code de secours', { exact: true }).fill((codes[0] ?? '').toUpperCase().replaceAll('-', ' '))
  await tablet.getByRole('button', { name: 'Valider' }).click()
  await expect(tablet.getByRole('heading', { name: 'Bonjour Awa' })).toBeVisible()
  await tablet.goto('/compte')
  await expect(section(tablet).getByText('9 codes de secours restants')).toBeVisible()

  await section(tablet).getByRole('button', { name: 'Nouveaux codes de secours' }).click()
  await tablet.getByRole('alertdialog').getByRole('button', { name: 'Remplacer' }).click()
  const kept = dialog(tablet, 'Gardez ces codes de secours')
  await expect(kept.getByRole('listitem')).toHaveCount(10)
  const renewed = await kept.getByRole('listitem').allTextContents()
  expect(renewed).not.toContain(codes[1])
  await kept.getByLabel('J’ai gardé ces codes en lieu sûr').check()
  await kept.getByRole('button', { name: 'Terminer' }).click()
  await expect(section(tablet).getByText('10 codes de secours restants')).toBeVisible()

  await section(tablet).getByRole('button', { name: 'Désactiver' }).click()
  const off = dialog(tablet, 'Désactiver la validation en deux étapes ?')
  await off.getByRole('textbox', { name: 'Mot de passe actuel' }).fill(awa.password)
  await off.getByRole('button', { name: 'Désactiver' }).click()
  await off.getByRole('button', { name: 'Utiliser un code de secours' }).click()
  await off.getByRole('textbox', { name: 'Code de secours' }).fill(renewed[0] ?? '')
  await off.getByRole('button', { name: 'Désactiver' }).click()
  await expect(banner(tablet, 'Validation en deux étapes désactivée.')).toBeVisible()
  await expect(section(tablet).getByRole('button', { name: 'Activer' })).toBeVisible()
})

test('PLT-03 a passkey is added on a device, named, and opens Relais there without a password', async () => {
  const { page } = office
  const device = await elsewhere.newCDPSession(tablet)
  await device.send('WebAuthn.enable')
  const { authenticatorId } = await device.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
  })
  const touch = (enabled: boolean) => device.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })
  const keys = (of: Page) => section(of).getByRole('list', { name: 'Clés d’accès' }).getByRole('listitem')
  await tablet.goto('/compte')
  await section(tablet).getByRole('button', { name: 'Ajouter une clé d’accès' }).click()
  await expect(banner(tablet, 'Clé d’accès ajoutée.')).toBeVisible()
  await expect(keys(tablet)).toContainText('Chrome · Linux')
  await section(tablet).getByRole('button', { name: 'Renommer Chrome · Linux' }).click()
  await section(tablet).getByLabel('Nom de la clé d’accès').fill('Tablette de terrain')
  await section(tablet).getByLabel('Nom de la clé d’accès').press('Enter')
  await expect(keys(tablet)).toContainText('Tablette de terrain')
  await expectNoViolationInAnyLook(tablet, 'clés d’accès')
  // The same device twice is said so.
  await section(tablet).getByRole('button', { name: 'Ajouter une clé d’accès' }).click()
  await expect(banner(tablet, 'Cet appareil a déjà une clé d’accès')).toBeVisible()

  await touch(false)
  await elsewhere.clearCookies()
  await tablet.goto('/connexion?vers=/synchronisation')
  await expect(tablet.getByRole('button', { name: 'Utiliser une clé d’accès' })).toBeVisible()
  await touch(true)
  // What the field of the address asks by itself may have been answered by then: one is in, and the button is gone.
  await tablet
    .getByRole('button', { name: 'Utiliser une clé d’accès' })
    .click({ timeout: 5_000 })
    .catch(() => null)
  await expect(tablet).toHaveURL(({ pathname }) => pathname === '/synchronisation')
  await expect(tablet.getByText('Rien à traiter').first()).toBeVisible()

  // Removed from elsewhere, it opens nothing any more.
  await page.goto('/compte')
  await expect(keys(page)).toContainText('Dernière utilisation')
  await section(page).getByRole('button', { name: 'Supprimer Tablette de terrain' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Supprimer' }).click()
  await expect(banner(page, 'Clé d’accès supprimée.')).toBeVisible()
  await touch(false)
  await elsewhere.clearCookies()
  await tablet.goto('/connexion')
  await touch(true)
  await tablet.getByRole('button', { name: 'Utiliser une clé d’accès' }).click()
  await expect(banner(tablet, 'Relais ne connaît pas cette clé d’accès')).toBeVisible()
})

test('PLT-04 a token is made for a program, shown once, reads and no more, and is revoked', async ({ request }) => {
  const { page, server } = office
  await server.query('update session set proven_at = 0')
  await page.goto('/compte')
  const tokens = page.getByRole('region', { name: 'Jetons d’accès' })
  await tokens.getByRole('button', { name: 'Créer un jeton' }).click()
  const making = dialog(page, 'Un nouveau jeton d’accès')
  await making.getByLabel('À quoi servira-t-il ?').fill('Tableau des ventes')
  await making.getByRole('button', { name: 'Créer un jeton' }).click()
  const sure = dialog(page, 'Confirmez que c’est vous')
  await sure.getByRole('textbox', { name: 'Mot de passe actuel' }).fill(awa.password)
  await sure.getByRole('button', { name: 'Continuer' }).click()
  const made = dialog(page, 'Copiez votre jeton')
  const token = await made.getByLabel('Copiez votre jeton').inputValue()
  await expectNoViolationInAnyLook(page, 'un jeton')
  await made.getByRole('button', { name: 'Terminer' }).click()
  await expect(tokens.getByRole('listitem')).toContainText('Jamais utilisé')

  const bearing = { headers: { authorization: `Bearer ${token}` } }
  const asked = await request.post(`${server.url}/api/v1/query`, { ...bearing, data: { from: 'project' } })
  expect((await asked.json()).rows.length).toBeGreaterThan(0)
  expect((await request.post(`${server.url}/api/v1/commands/invite`, { ...bearing, data: {} })).status()).toBe(403)
  expect((await request.get(`${server.url}/api/v1/account`, bearing)).status()).toBe(403)
  await page.reload()
  await expect(tokens.getByRole('listitem')).toContainText('Dernière utilisation')
  await tokens.getByRole('button', { name: 'Révoquer Tableau des ventes' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Révoquer' }).click()
  await expect(banner(page, 'Jeton révoqué.')).toBeVisible()
  await expect(tokens.getByRole('listitem')).toHaveCount(0)
  expect((await request.get(`${server.url}/api/v1/feed`, bearing)).status()).toBe(401)
})

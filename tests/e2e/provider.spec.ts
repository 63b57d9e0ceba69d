// One comes in as in the other tools of the company: there and back, and what was typed is still there.
import { expect, test, type Page } from '@playwright/test'
import { IdentityProvider } from '../identity-provider.ts'
import { expectNoViolationInAnyLook } from './harness/looks.ts'
import { openOffice, type Office } from './harness/office.ts'
import { awa, browserOf } from './harness/world.ts'

let office: Office
let company: IdentityProvider
test.beforeAll(async ({ browser }) => {
  office = await openOffice(browser)
  const { url } = office.server
  company = await new IdentityProvider(`${url}/connexion`).open()
  company.people.set('42', { email: awa.email, verified: true, name: 'Awa, de l’agence' })
  const { issuer, client, secret, label, inside } = company.settings
  const told = { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: client, OIDC_CLIENT_SECRET: secret, OIDC_LABEL: label, OIDC_INSIDE: inside.join() }
  await office.server.restart({ ...told, ORIGIN: url })
})
test.afterAll(async () => {
  await office?.close()
  await company?.close()
})
const come = (page: Page) => page.getByRole('button', { name: 'Se connecter avec Teranga ID' }).click()

test('PLT-03 one gives up at the provider, is told who is not linked, links it on one’s account, and comes in by it', async ({
  browser,
}) => {
  const elsewhere = await browserOf(browser, office.server)
  const page = await elsewhere.newPage()
  await page.goto('/connexion?vers=/equipe')
  const name = page.getByLabel('Adresse e-mail ou identifiant')
  await name.fill(awa.email)
  await come(page)
  await page.getByRole('button', { name: 'Annuler' }).click()
  await expect(page.getByRole('alert').first()).toContainText('n’est pas allée à son terme')
  await expect(name).toHaveValue(awa.email)
  await come(page)
  await page.getByRole('button', { name: 'Awa, de l’agence' }).click()
  await expect(page.getByText('n’est encore lié à aucun compte')).toBeVisible()
  await expect(name).toHaveValue(awa.email)
  await expectNoViolationInAnyLook(page, 'une identité qui n’est liée à aucun compte')

  const { page: signedIn, server } = office
  await server.query('update session set proven_at = 0')
  await signedIn.goto('/compte')
  await signedIn.getByRole('button', { name: 'Lier', exact: true }).click()
  const sure = signedIn.getByRole('dialog', { name: 'Confirmez que c’est vous' })
  await sure.getByRole('textbox', { name: 'Mot de passe actuel' }).fill(awa.password)
  await sure.getByRole('textbox', { name: 'Mot de passe actuel' }).press('Enter')
  await signedIn.getByRole('button', { name: 'Awa, de l’agence' }).click()
  await expect(signedIn).toHaveURL('/compte')
  await expect(signedIn.getByRole('list', { name: 'Connexion avec Teranga ID' })).toContainText(awa.email)

  // The provider knows this browser by now: it asks nothing.
  await come(page)
  await expect(page).toHaveURL('/equipe')
  await expect(page.getByText('Moussa Ndiaye').first()).toBeVisible()
  await elsewhere.close()
})

// The people of a company: roles, departments, someone put out while they work, and the company handed over.
import { readFileSync } from 'node:fs'
import { expect, test, type Page } from '@playwright/test'
import { dress, expectNoViolationInAnyLook, looks } from './harness/looks.ts'
import { openOffice, type Office } from './harness/office.ts'
import { saved } from './harness/plan.ts'
import { banner, enter } from './harness/trial.ts'
import { awa, moussa } from './harness/world.ts'

let office: Office
test.describe.configure({ mode: 'serial' })
test.beforeAll(async ({ browser }) => {
  office = await openOffice(browser)
})
test.afterAll(async () => office?.close())

const card = (page: Page, name: string) => page.getByRole('dialog', { name })
const open = async (page: Page, name: string) => {
  await page.goto('/equipe')
  await page.getByRole('button', { name: `Ouvrir la fiche de ${name}` }).click()
  return card(page, name)
}

test('PLT-06 a role is made, says in words what it allows, is given, and its holder sees it', async () => {
  const { page, other } = office
  await page.goto('/equipe/roles')
  await page.getByRole('button', { name: 'Nouveau rôle' }).click()
  const editor = page.getByRole('dialog', { name: 'Nouveau rôle' })
  await expectNoViolationInAnyLook(page, 'rôle')
  await dress(page, looks[0])
  await editor.getByLabel('Nom du rôle').fill('Accueil')
  await editor.getByLabel('Inviter quelqu’un dans l’entreprise').check()
  await editor.getByRole('button', { name: 'Enregistrer' }).click()
  await expect(banner(page, 'Le rôle « Accueil » est enregistré.')).toBeVisible()

  await other.goto('/equipe')
  await expect(other.getByRole('heading', { name: 'Équipe' })).toBeVisible()
  await expect(other.getByRole('button', { name: 'Inviter quelqu’un' })).toHaveCount(0)

  const person = await open(page, moussa.name)
  await expect(person.getByText('Créer un projet, dont on devient responsable.')).toBeVisible()
  await expectNoViolationInAnyLook(page, 'fiche d’une personne')
  await dress(page, looks[0])
  await person.getByRole('button', { name: /^Ses rôles/ }).click()
  await page.getByRole('option', { name: /^Accueil/ }).click()
  await page.getByRole('option', { name: /^Employé/ }).click()
  await page.keyboard.press('Escape')
  await person.getByRole('button', { name: 'Enregistrer les rôles' }).click()
  await expect(banner(page, `Les rôles de ${moussa.name} ont changé.`)).toBeVisible()
  await expect(person.getByText('Inviter quelqu’un dans l’entreprise')).toBeVisible()

  // On the holder’s screen, without reloading it.
  await expect(other.getByRole('button', { name: 'Inviter quelqu’un' }).first()).toBeVisible()
  await other.goto('/projets')
  await expect(other.getByRole('heading', { name: 'Projets' }).first()).toBeVisible()
  await expect(other.getByRole('button', { name: 'Nouveau projet' })).toHaveCount(0)
})

test('PLT-05 whoever is invited into the company reads as what', async () => {
  const { page } = office
  await page.goto('/equipe')
  await page.getByRole('button', { name: 'Inviter quelqu’un' }).first().click()
  const invitation = page.getByRole('dialog', { name: 'Inviter dans l’entreprise' })
  await invitation.getByRole('button', { name: /^Ce qu’elle y sera/ }).click()
  await page.getByRole('option', { name: /^Accueil/ }).click()
  await page.keyboard.press('Escape')
  await invitation.getByRole('button', { name: 'Créer le lien' }).click()
  await page.goto(await invitation.getByLabel('Lien d’invitation').inputValue())
  await expect(page.getByText(/Vos rôles\s: (Accueil, Employé|Employé, Accueil)\./)).toBeVisible()
})

test('PLT-06 a department is made, filled and led, without the network too', async () => {
  const { page, other, server } = office
  await page.goto('/equipe/services')
  await page.getByRole('button', { name: 'Nouveau service' }).click()
  await page.getByLabel('Nom du service').fill('Studio')
  await page.getByRole('button', { name: 'Créer le service' }).click()
  await expect(banner(page, 'Le service « Studio » est créé.')).toBeVisible()
  await page.getByRole('button', { name: /^Studio/ }).click()
  const studio = page.getByRole('dialog', { name: 'Studio' })
  await server.kill()
  await expect(page.getByRole('banner').getByText('Hors ligne').first()).toBeVisible()
  await studio.getByRole('button', { name: /^Ajouter une personne/ }).click()
  await page.getByRole('option', { name: moussa.name }).click()
  await studio.getByRole('button', { name: 'Ajouter', exact: true }).click()
  await server.restart()
  await expect(studio.getByRole('listitem').filter({ hasText: moussa.name })).toBeVisible()
  await saved(page)
  await other.goto('/equipe/services')
  await expect(other.getByRole('button', { name: /^Studio/ })).toContainText('1 personne')
})

test('A3 PLT-05 a colleague who is at work is suspended: their screen says so within seconds and is empty, and the door stays shut', async () => {
  const { page, other, project } = office
  await other.goto(`${project}/plan`)
  await expect(other.locator('[role=row][data-task]').first()).toBeVisible()
  const person = await open(page, moussa.name)
  await person.getByRole('button', { name: 'Suspendre l’accès' }).click()
  const sure = page.getByRole('alertdialog', { name: `Suspendre l’accès de ${moussa.name}` })
  await expect(sure).toContainText('vidés à leur prochain contact')
  await sure.getByRole('button', { name: 'Suspendre l’accès' }).click()
  await expect(banner(page, `L’accès de ${moussa.name} est suspendu.`)).toBeVisible()
  await expect(banner(other, 'Votre accès à Agence Teranga est suspendu')).toBeVisible({ timeout: 5_000 })
  await expect(other.locator('[role=row][data-task]')).toHaveCount(0)
  await other.reload()
  await expect(banner(other, 'Votre accès à Agence Teranga est suspendu')).toBeVisible()

  await other.goto('/connexion')
  await enter(other, moussa)
  await expect(banner(other, 'Votre accès à cette entreprise est suspendu')).toBeVisible()

  await page.getByRole('radio', { name: /^Accès suspendu/ }).check()
  await page.getByRole('button', { name: `Ouvrir la fiche de ${moussa.name}` }).click()
  await card(page, moussa.name).getByRole('button', { name: 'Rétablir l’accès' }).click()
  await expect(banner(page, `${moussa.name} peut se connecter de nouveau.`)).toBeVisible()
  await enter(other, moussa)
  await expect(other.getByRole('heading', { name: 'Bonjour Moussa' })).toBeVisible()
  await other.goto(`${project}/plan`)
  await expect(other.locator('[role=row][data-task]').first()).toBeVisible()
})

test('PLT-05 the company is handed over, and both see it', async () => {
  const { page, other } = office
  await page.keyboard.press('Escape')
  const person = await open(page, moussa.name)
  await person.getByRole('button', { name: 'Confier l’entreprise' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Confier l’entreprise' }).click()
  await expect(page.getByText(`L’entreprise appartient à ${moussa.name}.`)).toBeVisible()
  await other.goto('/equipe')
  await expect(other.getByText(`L’entreprise appartient à ${moussa.name}.`)).toBeVisible()
  await page.getByRole('button', { name: 'Ouvrir la fiche de Awa Diop' }).click()
  await expect(card(page, 'Awa Diop')).toContainText('Administrateur')
})

test('PLT-08 the log says who did what, is filtered, and is taken out as a sheet', async () => {
  const { page } = office
  await page.goto('/equipe/journal')
  const line = (text: string | RegExp) => page.getByRole('listitem').filter({ hasText: text })
  await expect(line('Suspendre un accès').first()).toContainText(awa.name)
  await expect(line('Connexion').first()).toBeVisible()
  await page.getByLabel('Catégorie').selectOption({ label: 'Décisions' })
  await expect(line('Connexion')).toHaveCount(0)
  await page.getByLabel('Personne').selectOption({ label: awa.name })
  await expect(line(moussa.name).filter({ hasNotText: awa.name })).toHaveCount(0)
  const begun = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Exporter' }).click()
  const sheet = readFileSync(await (await begun).path(), 'utf8')
  expect(sheet.split('\r\n')[0]).toBe('\ufeffDate;Heure;Personne;Catégorie;Action;Résultat;Concerne;Appareil;Adresse réseau')
  expect(sheet).toContain(`;${awa.name};Décisions;Suspendre un accès;fait;${moussa.name};`)
  expect(sheet).not.toContain('Connexion')
  await page.getByLabel('Personne').selectOption({ label: 'Tout le monde' })
  await page.getByLabel('Catégorie').selectOption({ label: 'Exports' })
  await expect(line('Journal exporté')).toContainText(awa.name)
})

test('PLT-05 another company is made and entered from one’s name; what is in one is not in the other', async () => {
  const { page, other } = office
  // Whoever owns the first company makes others: Moussa, now.
  await other.goto('/')
  await other.getByRole('button', { name: moussa.name }).click()
  await other.getByRole('menuitem', { name: 'Vos entreprises' }).click()
  await expect(other.getByRole('listitem').filter({ hasText: 'Agence Teranga' })).toContainText('Ouverte')
  await other.getByRole('button', { name: 'Nouvelle entreprise' }).click()
  await other.getByLabel('Nom de l’entreprise').fill('Régie Gorée')
  await other.getByRole('button', { name: 'Créer l’entreprise' }).click()
  await other.waitForURL(({ pathname }) => pathname === '/')
  await expect(other.getByText('Régie Gorée').first()).toBeVisible()
  await other.goto('/equipe')
  await expect(other.getByText(`L’entreprise appartient à ${moussa.name}.`)).toBeVisible()
  await expect(other.getByRole('button', { name: /^Ouvrir la fiche/ })).toHaveCount(1)
  await other.goto('/entreprises')
  await other.getByRole('button', { name: 'Ouvrir Agence Teranga' }).click()
  await other.waitForURL(({ pathname }) => pathname === '/')
  await expect(other.getByText('Agence Teranga').first()).toBeVisible()
  await other.goto('/equipe')
  await expect(other.getByRole('button', { name: 'Ouvrir la fiche de Awa Diop' })).toBeVisible()

  await page.goto('/entreprises')
  await expect(page.getByRole('listitem').filter({ hasText: 'Agence Teranga' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Nouvelle entreprise' })).toHaveCount(0)
})

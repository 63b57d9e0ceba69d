// Every screen of the first story, light and dark, on a laptop, a tablet and a phone: no violation of WCAG 2.2 AA a machine can find.
import { expect, test, type Page } from '@playwright/test'
import { dress, expectNoViolationInAnyLook, looks } from './harness/looks.ts'
import { openOffice, type Office } from './harness/office.ts'
import { startPrepared } from './harness/prepared.ts'
import { browserOf } from './harness/world.ts'

let office: Office
test.beforeAll(async ({ browser }) => {
  office = await openOffice(browser)
})
test.afterAll(async () => office?.close())

const screens: [name: string, path: (project: string) => string, shown: string][] = [
  ['Ma journée', () => '/', 'Bonjour Awa'],
  ['Projets', () => '/projets', 'Lancement de l’offre Fibre Famille'],
  ['accueil du projet', project => project, 'Tâches par état'],
  ['plan', project => `${project}/plan`, 'Expression du besoin'],
  ['tableau', project => `${project}/tableau`, 'Terminée'],
  ['frise', project => `${project}/frise`, 'Conception'],
  ['documents', project => `${project}/documents`, 'Note de cadrage'],
  ['membres', project => `${project}/membres`, 'Inviter par un lien'],
  ['import', () => '/importer', 'Importer un plan'],
  ['synchronisation', () => '/synchronisation', 'Rien à traiter'],
  ['corbeille', () => '/corbeille', 'La corbeille est vide'],
  ['votre compte', () => '/compte', 'Appareils connectés'],
  ['équipe', () => '/equipe', 'L’entreprise appartient à'],
  ['rôles', () => '/equipe/roles', 'Direction générale'],
  ['services', () => '/equipe/services', 'Systèmes d’information'],
  ['journal', () => '/equipe/journal', 'aujourd’hui'],
]

/** A plan with something to answer, something to mend and something to say about it. */
const plan = `ID;Task;Status;Owner;Start;End;Depends
1;Terrain;Planned;Awa;03/11/2025;28/11/2025;
1.1;Repérage;Complete;Studio Ndar;03/11/2025;07/11/2025;
1.2;Tournage;Partical;Awa;10/11/2025;06/11/2025;1.1
`
for (const [name, path, shown] of screens)
  test(`PLT-87 the screen « ${name} » has no violation`, async () => {
    const { page, project } = office
    await dress(page, looks[0])
    await page.goto(path(project))
    // On a phone some of it is further down, or folded.
    await expect(page.getByText(shown).first()).toBeAttached()
    await expectNoViolationInAnyLook(page, name)
  })

test('PLT-87 the import of a file that raises questions has no violation', async () => {
  const { page } = office
  await page.goto('/importer')
  await page.setInputFiles('input[type=file]', { name: 'plan.csv', mimeType: 'text/csv', buffer: Buffer.from(plan) })
  await expect(page.getByText('« Partical »').first()).toBeVisible()
  await expectNoViolationInAnyLook(page, 'import')
})

test('PLT-87 the ways in have no violation: an invitation, the door, the first page of all', async ({ browser }) => {
  const { page, project, server } = office
  await dress(page, looks[0])
  await page.goto(`${project}/membres`)
  await page.getByRole('button', { name: 'Créer le lien' }).click()
  const invitation = await page.getByLabel('Lien d’invitation').inputValue()
  const empty = await startPrepared('empty')
  const [visitor, first] = [await browserOf(browser, server), await browserOf(browser, empty)]
  try {
    const [guest, founder] = [await visitor.newPage(), await first.newPage()]
    const doors: [Page, string, string][] = [
      [guest, invitation, 'Une invitation pour vous'],
      [guest, `${invitation}x`, 'Cette invitation n’est plus valable'],
      [guest, '/connexion', 'Bon retour'],
      [guest, '/mot-de-passe', 'Mot de passe oublié'],
      [guest, '/mot-de-passe/x', 'Un nouveau mot de passe'],
      [guest, '/adresse/x', 'Confirmer votre adresse'],
      [founder, '/', 'Bienvenue dans Relais'],
    ]
    for (const [door, path, title] of doors) {
      await door.goto(path)
      await expect(door.getByRole('heading', { name: title })).toBeVisible()
      await expectNoViolationInAnyLook(door, title)
    }
  } finally {
    await Promise.all([visitor.close(), first.close()])
    await empty.stop()
  }
})

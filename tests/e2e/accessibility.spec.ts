// Every screen of the first story, light and dark, on a laptop, a tablet and a phone: no violation of WCAG 2.2 AA a machine can find.
import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { openOffice, type Office } from './harness/office.ts'
import { startServer } from './harness/server.ts'
import { browserOf } from './harness/world.ts'

let office: Office
test.describe.configure({ mode: 'serial' })
test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000)
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
]

/** A plan with something to answer, something to mend and something to say about it. */
const plan = `ID;Task;Status;Owner;Start;End;Depends
1;Terrain;Planned;Awa;03/11/2025;28/11/2025;
1.1;Repérage;Complete;Studio Ndar;03/11/2025;07/11/2025;
1.2;Tournage;Partical;Awa;10/11/2025;06/11/2025;1.1
`
const looks = [
  ['light', 1280, 800],
  ['dark', 820, 1180],
  ['dark', 390, 844],
] as const

async function dress(page: Page, [scheme, width, height]: (typeof looks)[number]): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
  await page.setViewportSize({ width, height })
}
async function expectNoViolation(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
  expect(
    violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html.slice(0, 160)}`)),
    name
  ).toEqual([])
}

for (const look of looks)
  test(`PLT-87 no screen has a violation, ${look[0]}, ${look[1]} px`, async () => {
    const { page, project } = office
    test.setTimeout(240_000)
    await dress(page, look)
    for (const [name, path, shown] of screens) {
      await page.goto(path(project))
      // On a phone some of it is further down, or folded.
      await expect(page.getByText(shown).first()).toBeAttached({ timeout: 20_000 })
      await expectNoViolation(page, name)
    }
  })

test('PLT-87 the import of a file that raises questions has no violation', async () => {
  const { page } = office
  test.setTimeout(240_000)
  for (const look of looks) {
    await dress(page, look)
    await page.goto('/importer')
    await page.setInputFiles('input[type=file]', { name: 'plan.csv', mimeType: 'text/csv', buffer: Buffer.from(plan) })
    await expect(page.getByText('« Partical »').first()).toBeVisible()
    await expectNoViolation(page, `import, ${look.join(' ')}`)
  }
})

test('PLT-87 the ways in have no violation: an invitation, the door, the first page of all', async ({ browser }) => {
  const { page, project, server } = office
  test.setTimeout(240_000)
  await dress(page, looks[0])
  await page.goto(`${project}/membres`)
  await page.getByRole('button', { name: 'Créer le lien' }).click()
  const invitation = await page.getByLabel('Lien d’invitation').inputValue()
  const empty = await startServer()
  const [visitor, first] = [await browserOf(browser, server), await browserOf(browser, empty)]
  try {
    const [guest, founder] = [await visitor.newPage(), await first.newPage()]
    const doors: [Page, string, string][] = [
      [guest, invitation, 'Une invitation pour vous'],
      [guest, `${invitation}x`, 'Cette invitation n’est plus valable'],
      [guest, '/connexion', 'Bon retour'],
      [founder, '/', 'Bienvenue dans Relais'],
    ]
    for (const look of looks)
      for (const [door, path, title] of doors) {
        await dress(door, look)
        await door.goto(path)
        await expect(door.getByRole('heading', { name: title })).toBeVisible({ timeout: 20_000 })
        await expectNoViolation(door, `${title}, ${look.join(' ')}`)
      }
  } finally {
    await Promise.all([visitor.close(), first.close()])
    await empty.stop()
  }
})

// Every screen of the first story, in light and dark, on a laptop and a tablet: no violation of WCAG 2.2 AA that a machine can find.
import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { openOffice, type Office } from './harness/office.ts'

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

for (const [scheme, width, height] of [
  ['light', 1280, 800],
  ['dark', 820, 1180],
] as const)
  test(`PLT-87 no screen has a violation, ${scheme}, ${width} px`, async () => {
    const { page, project } = office
    test.setTimeout(180_000)
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await page.setViewportSize({ width, height })
    for (const [name, path, shown] of screens) {
      await page.goto(path(project))
      await expect(page.getByText(shown).first()).toBeVisible({ timeout: 20_000 })
      const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
      const told = violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html.slice(0, 160)}`))
      expect(told, name).toEqual([])
    }
  })

// The three views of a plan by hand and from the keyboard alone, with a second person looking on.
import { expect, test, type Page } from '@playwright/test'
import { openOffice, type Office } from './harness/office.ts'
import { idOf, row, saved } from './harness/plan.ts'

let office: Office
test.describe.configure({ mode: 'serial' })
test.beforeAll(async ({ browser }) => {
  office = await openOffice(browser)
})
test.afterAll(async () => office?.close())

/** Titles under a phase, in the order of the screen. */
const titles = (page: Page, phase: string) =>
  page.evaluate(name => {
    const heads = [...document.querySelectorAll<HTMLElement>('[data-phase]')]
    const group = heads.find(head => head.innerText.includes(name))?.parentElement
    const lines = [...(group?.querySelectorAll<HTMLElement>('[data-task]') ?? [])]
    const top = (line: HTMLElement) => line.getBoundingClientRect().top
    return lines.sort((a, b) => top(a) - top(b)).map(line => line.querySelector('[data-column="title"] span[title]')?.textContent ?? '')
  }, phase)
const cell = (page: Page, title: string, column = 'title') => row(page, title).locator(`[data-column="${column}"]`)
const press = async (page: Page, ...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key)
}
/** Opens what a key opens and types in it, once it is there to be typed in. */
async function write(page: Page, key: string, text: string) {
  await press(page, key)
  await expect.poll(() => page.evaluate(() => document.activeElement instanceof HTMLInputElement)).toBe(true)
  await page.keyboard.type(text)
}
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest('[data-line]')?.querySelector('span[title]')?.textContent ?? '')
const bar = (page: Page, title: string) => page.locator(`[data-bar][aria-label^="${title},"]`)
const column = (page: Page, name: string) => page.getByRole('region', { name: new RegExp(`^${name}, `) })

test('MKT-03 MKT-08 a plan is walked, written, moved, finished and mended from the keyboard alone', async () => {
  const { page, other, project } = office
  await Promise.all([page.goto(`${project}/plan`), other.goto(`${project}/plan`)])
  await cell(page, 'Besoin validé par la direction').click()
  await press(page, 'ArrowUp', 'ArrowUp')
  await expect.poll(() => focused(page)).toBe('Recueillir le besoin auprès de la direction commerciale')

  await press(page, 'ArrowDown')
  await write(page, 'F2', 'Note de cadrage signée')
  await press(page, 'Enter')
  await expect(row(other, 'Note de cadrage signée')).toBeVisible()
  await expect.poll(() => focused(page)).toBe('Note de cadrage signée')

  await write(page, 'a', 'mouss')
  await expect(page.getByRole('option', { name: /Moussa Ndiaye/ })).toBeVisible()
  await press(page, 'Enter', 'Escape')
  await expect.poll(() => focused(page)).toBe('Note de cadrage signée')
  await press(page, 'd')
  await expect(page.getByRole('textbox', { name: 'Échéance' })).toBeFocused()
  await page.keyboard.type('+3')
  await press(page, 'Enter')
  await expect(cell(page, 'Note de cadrage signée', 'title')).toBeVisible()
  await expect(row(other, 'Note de cadrage signée').getByRole('img', { name: 'Moussa Ndiaye' })).toBeVisible()

  await press(page, 'Home', 'Alt+ArrowUp')
  await expect
    .poll(() => titles(page, 'Expression du besoin'))
    .toEqual([
      'Cadrer la demande',
      'Note de cadrage signée',
      'Recueillir le besoin auprès de la direction commerciale',
      'Besoin validé par la direction',
    ])
  await press(page, 'Alt+ArrowLeft')
  await expect.poll(async () => (await titles(page, 'Expression du besoin'))[2]).toBe('Note de cadrage signée')
  await expect.poll(() => titles(other, 'Expression du besoin')).toEqual(await titles(page, 'Expression du besoin'))
  await expect.poll(() => focused(page)).toBe('Note de cadrage signée')

  await press(page, 'f')
  await expect(cell(page, 'Note de cadrage signée', 'state')).toHaveText('À faire')
  await write(page, 'n', 'Première ligne')
  await press(page, 'Enter')
  await expect(row(page, 'Première ligne')).toBeVisible()
  await page.keyboard.type('Deuxième ligne')
  await press(page, 'Enter')
  await expect(row(page, 'Deuxième ligne')).toBeVisible()
  await press(page, 'Escape', 'x', 'ArrowUp', 'x')
  await expect(page.getByRole('toolbar', { name: '2 choisies' })).toBeVisible()
  await press(page, 'Delete')
  await expect(page.getByRole('alertdialog').or(page.getByRole('dialog'))).toContainText('Supprimer 2 tâches')
  await page.getByRole('button', { name: 'Supprimer', exact: true }).last().click()
  await expect(row(page, 'Première ligne')).toBeHidden()
  await press(page, 'Control+z')
  await expect(row(page, 'Deuxième ligne')).toBeVisible()
  await expect(row(other, 'Deuxième ligne')).toBeVisible()
  await saved(page)
})

test('MKT-03 a line is dragged to another phase by its grip, and the record follows the arrows beside the plan', async () => {
  const { page, other, project } = office
  await page.goto(`${project}/plan`)
  await saved(page)
  await row(page, 'Besoin validé par la direction').hover()
  const grip = await row(page, 'Besoin validé par la direction')
    .getByRole('button', { name: /^Déplacer/ })
    .boundingBox()
  const target = await row(page, 'Étude de marché').boundingBox()
  await page.mouse.move(grip!.x + 6, grip!.y + 10)
  await page.mouse.down()
  await page.mouse.move(grip!.x + 6, target!.y - 10, { steps: 6 })
  await page.mouse.move(grip!.x + 6, target!.y + 2, { steps: 4 })
  await page.mouse.up()
  await expect.poll(async () => (await titles(page, 'Études de faisabilité'))[0]).toBe('Besoin validé par la direction')
  await expect.poll(async () => (await titles(other, 'Études de faisabilité'))[0]).toBe('Besoin validé par la direction')

  const [first, second] = await Promise.all(
    ['Analyse des offres concurrentes', 'Synthèse et recommandations'].map(title => idOf(page, title))
  )
  await cell(page, 'Analyse des offres concurrentes').click()
  await press(page, 'Space')
  await expect(page).toHaveURL(new RegExp(`fiche=task.${first}`))
  await expect(page.getByRole('dialog').getByRole('textbox', { name: 'Titre' })).toHaveValue('Analyse des offres concurrentes')
  await expect.poll(() => focused(page)).toBe('Analyse des offres concurrentes')
  await press(page, 'ArrowDown')
  await expect(page).toHaveURL(new RegExp(`fiche=task.${second}`))
  await expect(page.getByRole('dialog').getByRole('textbox', { name: 'Titre' })).toHaveValue('Synthèse et recommandations')
  await press(page, 'Escape')
  await expect(page).not.toHaveURL(/fiche=/)
})

test('MKT-08 on the board a card changes column by a key, by hand and from its menu', async () => {
  const { page, other, project } = office
  await Promise.all([page.goto(`${project}/tableau`), other.goto(`${project}/tableau`)])
  await saved(page)
  const [todo, doing, done] = ['À faire', 'En cours', 'Terminée']
  const first = await column(page, todo!).locator('[data-card]').first().getAttribute('data-card')
  const moved = (here: Page, name: string) => column(here, name).locator(`[data-card="${first}"]`)
  await moved(page, todo!).focus()
  await press(page, ']')
  await expect(moved(page, doing!)).toBeFocused()
  await expect(moved(other, doing!)).toBeVisible()

  const from = await moved(page, doing!).boundingBox()
  const to = await column(page, done!).boundingBox()
  await page.mouse.move(from!.x + 40, from!.y + 20)
  await page.mouse.down()
  await page.mouse.move(to!.x + 60, to!.y + 120, { steps: 8 })
  await page.mouse.up()
  await expect(moved(page, done!)).toBeVisible()
  await expect(page).not.toHaveURL(/fiche=/)

  await moved(page, done!).focus()
  await press(page, 'm')
  await page.getByRole('menuitem', { name: 'Annulée' }).click()
  await expect(moved(other, 'Annulée')).toBeVisible()
  await saved(page)
})

test('MKT-05 MKT-08 on the timeline a bar moves and grows, and a dependency that would close a circle is refused with words', async () => {
  const { page, project } = office
  await page.goto(`${project}/frise`)
  await saved(page)
  const film = bar(page, 'Tourner le film de 30 secondes')
  const days = async () => /du (.+) au (.+?), /.exec((await film.getAttribute('aria-label')) ?? '')?.slice(1) ?? []
  await film.focus()
  const before = await days()
  await press(page, 'ArrowRight')
  await expect.poll(async () => (await days())[0]).not.toBe(before[0])
  const shifted = await days()
  await press(page, 'Shift+ArrowRight')
  await expect.poll(async () => (await days())[1]).not.toBe(shifted[1])
  expect((await days())[0]).toBe(shifted[0])
  await press(page, 'Control+z')
  await expect.poll(days).toEqual(shifted)

  const posters = bar(page, 'Décliner les affiches 4 × 3')
  await posters.focus()
  await press(page, 'l')
  const dialog = page.getByRole('dialog', { name: /^Dépendances de/ })
  await expect(dialog).toBeVisible()
  const predecessor = (await dialog.getByRole('link').first().textContent())?.trim() ?? ''
  await press(page, 'Escape')
  await expect(posters).toBeFocused()

  await bar(page, predecessor).scrollIntoViewIfNeeded()
  const [end, start] = [await posters.boundingBox(), await bar(page, predecessor).boundingBox()]
  await page.mouse.move(end!.x + end!.width / 2, end!.y + 11)
  await page.mouse.move(end!.x + end!.width + 10, end!.y + 11, { steps: 4 })
  await page.mouse.down()
  await page.mouse.move(start!.x + 4, start!.y + 11, { steps: 8 })
  await page.mouse.up()
  await expect(page.getByRole('region', { name: 'Avis' }).getByText('Ce lien formerait une boucle')).toBeVisible()
})

test('on a tablet, tasks are chosen from the menu of one; what can be done with them is said in words, a finger wide', async ({
  browser,
}) => {
  const { project, server, page } = office
  const { cookies } = await page.context().storageState()
  const look = { viewport: { width: 820, height: 1180 }, hasTouch: true, isMobile: true }
  const tablet = await browser.newContext({ ...look, baseURL: server.url, storageState: { cookies, origins: [] } })
  try {
    const held = await tablet.newPage()
    await held.goto(`${project}/plan`)
    await held.getByRole('button', { name: 'Actions sur la tâche' }).first().tap()
    await held.getByRole('menuitem', { name: 'Choisir plusieurs tâches' }).tap()
    await held
      .getByRole('checkbox', { name: /^Choisir « / })
      .nth(1)
      .tap()
    const bar = held.getByRole('toolbar', { name: '2 choisies' })
    for (const act of ['Terminer', 'État', 'Responsables', 'Échéance', 'Priorité', 'Phase', 'Supprimer']) {
      const button = bar.getByRole('button', { name: act })
      await expect(button.getByText(act, { exact: true })).toBeVisible()
      const box = (await button.boundingBox())!
      expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(44)
      expect(box.x >= 0 && box.x + box.width <= look.viewport.width).toBe(true)
    }
  } finally {
    await tablet.close()
  }
})

// The plan as its people use it: with the names and the roles that they see and hear.
import { expect, type Locator, type Page } from '@playwright/test'

/** The small word beside the breadcrumb. */
export const word = (page: Page, says: string | RegExp) => page.getByRole('banner').getByText(says)
export const saved = (page: Page) => expect(word(page, /^Enregistré/).first()).toBeVisible()
export const waits = (page: Page, count: number) => expect(word(page, `Hors ligne · ${count}`).first()).toBeVisible()

export const row = (page: Page, title: string): Locator =>
  page
    .getByRole('row')
    .filter({ has: page.getByText(title, { exact: true }) })
    .first()

/** A line at the end of a phase: typed, Enter. */
export async function add(page: Page, phase: string, ...titles: string[]) {
  const input = page.getByRole('textbox', { name: `Ajouter une tâche à la phase ${phase}` })
  for (const title of titles) {
    await input.fill(title)
    await input.press('Enter')
    await expect(row(page, title)).toBeVisible()
  }
}

/** Takes the cell, edits it, types over. */
export async function rename(page: Page, from: string, to: string) {
  await row(page, from).getByText(from, { exact: true }).click()
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Titre' }).first().fill(to)
  await page.keyboard.press('Enter')
  await expect(row(page, to)).toBeVisible()
}

export const idOf = async (page: Page, title: string) => (await row(page, title).getAttribute('data-task')) ?? ''

/** Opens a record beside the page, from its address, as a link in a message would. */
export async function peek(page: Page, id: string, entity = 'task') {
  const url = new URL(page.url())
  url.searchParams.set('fiche', `${entity}.${id}`)
  await page.goto(url.href)
}

/** The rest of the application has been fetched in the background: from here on nothing on this device needs the server. */
export const kept = (page: Page) =>
  expect
    .poll(
      () => page.evaluate(async () => (await (await caches.open('relais-build')).keys()).some(({ url }) => url.includes('/relais-files-'))),
      { timeout: 120_000 }
    )
    .toBe(true)

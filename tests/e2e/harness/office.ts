// Two people signed in, each in a browser of their own, in a workspace with the example's projects.
import { expect, type Browser, type Page } from '@playwright/test'
import { startServer, type Server } from './server.ts'
import { awa, browserOf, found, moussa, type Person } from './world.ts'

export type Office = { server: Server; page: Page; other: Page; project: string; close(): Promise<void> }

/** `project` is the path of the example's largest project; both are members of it. */
export async function openOffice(browser: Browser): Promise<Office> {
  const server = await startServer()
  const [mine, theirs] = [await browserOf(browser, server), await browserOf(browser, server)]
  await found(mine, awa, { demo: true })
  const [page, other] = [await mine.newPage(), await theirs.newPage()]
  await page.goto('/projets')
  const link = page.getByRole('link', { name: /Lancement de l’offre Fibre Famille/ }).first()
  await expect(link).toBeVisible({ timeout: 30_000 })
  const project = (await link.getAttribute('href')) as string
  await join(page, other, project, moussa)
  return {
    server,
    page,
    other,
    project,
    async close() {
      await Promise.all([mine.close(), theirs.close()])
      await server.stop()
    },
  }
}

async function join(page: Page, other: Page, project: string, { name, email, password }: Person) {
  await page.goto(`${project}/membres`)
  await page.getByRole('button', { name: 'Créer le lien' }).click()
  await other.goto(await page.getByLabel('Lien d’invitation').inputValue())
  await other.getByLabel('Votre nom').fill(name)
  await other.getByLabel('Adresse e-mail').fill(email)
  await other.getByRole('textbox', { name: 'Mot de passe' }).fill(password)
  await other.getByRole('button', { name: 'Rejoindre' }).click()
  await expect(other.getByRole('heading', { name: 'Bonjour Moussa' })).toBeVisible({ timeout: 20_000 })
}

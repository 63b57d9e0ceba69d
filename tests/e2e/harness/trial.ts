// Two people in the plan of one project, whose server dies and comes back.
import { expect, test, type Page } from '@playwright/test'
import { openOffice, type Office } from './office.ts'
import { kept, row, saved } from './plan.ts'
import type { Person } from './world.ts'

export const phase = 'Expression du besoin'
export const whole = process.env['RELAIS_FAULTS'] === 'whole'

export type Trial = Office & {
  readonly plan: string
  /** The title of a task that no other test makes. */
  fresh(about: string): string
  /** The server dies, and both see it. */
  alone(): Promise<void>
  /** It comes back: all has left, and the other person sees these. */
  together(...expected: string[]): Promise<void>
  /** The same page in a new tab, the former one being gone. */
  instead(): Promise<Page>
}

/** For the stories of a file, one after the other. */
export function trial(): Trial {
  const office = {} as Trial
  let titles = 0
  test.describe.configure({ mode: 'serial' })
  test.beforeAll(async ({ browser }) => {
    Object.assign(office, await openOffice(browser), {
      fresh: (about: string) => `${about} ${++titles}`,
      async alone() {
        await office.server.kill()
        for (const page of [office.page, office.other]) await expect(said(page, /^Hors ligne/)).toBeVisible()
      },
      async together(...expected: string[]) {
        await office.server.restart()
        await saved(office.page)
        for (const title of expected) await expect(row(office.other, title)).toBeVisible()
      },
      async instead() {
        office.page = await office.page.context().newPage()
        await office.page.goto(office.plan)
        return office.page
      },
    })
    Object.assign(office, { plan: `${office.project}/plan` })
    await office.page.goto(office.plan)
    await office.other.goto(office.plan)
    await Promise.all([kept(office.page), kept(office.other)])
  })
  test.afterAll(async () => office.close?.())
  return office
}

export const banner = (page: Page, says: string | RegExp) => page.getByText(says).first()
/** The small word beside the breadcrumb. */
export const said = (page: Page, word: RegExp) => page.getByRole('banner').getByText(word).first()

/** From the page of entrance. */
export async function enter(page: Page, { email, password }: Person) {
  await page.getByLabel('Adresse e-mail').fill(email)
  await page.getByRole('textbox', { name: 'Mot de passe' }).fill(password)
  await page.getByRole('button', { name: 'Se connecter', exact: true }).click()
}

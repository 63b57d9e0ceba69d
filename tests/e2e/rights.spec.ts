// What somebody may ask about what is known of them: a copy, and an end.
import { expect, test } from '@playwright/test'
import JSZip from 'jszip'
import { readFile } from 'node:fs/promises'
import { expectNoViolationInAnyLook } from './harness/looks.ts'
import { openOffice, type Office } from './harness/office.ts'
import { banner } from './harness/trial.ts'
import { moussa } from './harness/world.ts'

let office: Office
test.beforeAll(async ({ browser }) => void (office = await openOffice(browser)))
test.afterAll(async () => office?.close())

test('PLT-09 one takes a copy of one’s data with the password, then deletes one’s account, and colleagues read « Personne effacée »', async () => {
  const { page: awa, other: page, server } = office
  await awa.goto('/equipe')
  await expect(awa.getByText(moussa.name).first()).toBeVisible()
  // A quarter of an hour later.
  await server.query('update session set proven_at = 0')
  await page.goto('/compte')
  await page.getByRole('button', { name: 'Télécharger' }).click()
  const sure = page.getByRole('dialog', { name: 'Confirmez que c’est vous' })
  await sure.getByRole('textbox', { name: 'Mot de passe actuel' }).fill(moussa.password)
  const [download] = await Promise.all([page.waitForEvent('download'), sure.getByRole('button', { name: 'Continuer' }).click()])
  const archive = await JSZip.loadAsync(await readFile(await download.path()))
  const data = JSON.parse((await archive.file('mes-donnees.json')?.async('string')) ?? '{}')
  expect(data.account.rows).toMatchObject([{ email: moussa.email }])

  await page.getByRole('button', { name: 'Supprimer…' }).click()
  const words = page.getByRole('dialog', { name: 'Supprimer votre compte' })
  await expect(words.getByText('Ce qui reste, et pourquoi')).toBeVisible()
  await expectNoViolationInAnyLook(page, 'supprimer votre compte')
  await words.getByRole('button', { name: 'Continuer' }).click()
  const last = page.getByRole('dialog', { name: 'Est-ce bien vous' })
  await last.getByRole('textbox', { name: 'Mot de passe actuel' }).fill('autre chose')
  await last.getByRole('button', { name: 'Supprimer mon compte' }).click()
  await expect(last.getByText('Ce n’est pas votre mot de passe actuel')).toBeVisible()
  await last.getByRole('textbox', { name: 'Mot de passe actuel' }).fill(moussa.password)
  await last.getByRole('button', { name: 'Supprimer mon compte' }).click()
  await expect(banner(page, 'Votre compte est supprimé')).toBeVisible()

  // On a screen that was open, without reloading it; and in the log, by what stays of them.
  await expect(awa.getByText(moussa.name)).toHaveCount(0)
  await awa.goto('/equipe/journal')
  await expect(awa.getByText('Compte supprimé par la personne')).toBeVisible()
  await expect(awa.getByText('Personne effacée').first()).toBeVisible()
})

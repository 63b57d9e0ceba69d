// A tablet that goes from one person to the next: what is left of the former one, looked at as the next one could.
import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { everythingKept, idsIn } from './harness/kept.ts'
import { add, row, saved, waits } from './harness/plan.ts'
import { enter, phase, said, trial } from './harness/trial.ts'
import { awa, browserOf, moussa } from './harness/world.ts'

const office = trial()

async function menu(page: Page, of: string, item: string) {
  await page.getByRole('button', { name: of }).click()
  await page.getByRole('menuitem', { name: item }).click()
}
const signIn = (page: Page) => expect(page.getByRole('button', { name: 'Se connecter', exact: true })).toBeVisible()

test('A31 PLT-27 one signs out without a network, told by name what is lost: the next person finds nothing of it', async () => {
  const { page, server } = office
  const sent = office.fresh('Devis confidentiel')
  await add(page, phase, sent)
  await saved(page)
  const ids = await idsIn(page)
  expect(ids.length).toBeGreaterThan(3)
  const [session = ''] = ((await page.context().cookies()).find(({ name }) => name === '__Host-relais')?.value ?? '').split('.')
  expect(session).not.toBe('')
  const beside = await page.context().newPage()
  await beside.goto('/')
  await expect(beside.getByRole('heading', { name: 'Bonjour Awa' })).toBeVisible()
  await office.alone()
  const lost = office.fresh('Marge secrète')
  await add(page, phase, lost)
  await waits(page, 1)

  await menu(page, 'Awa Diop', 'Se déconnecter')
  await expect(page.getByRole('heading', { name: '1 élément n’est que sur cet appareil' })).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: lost })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Envoyer, puis se déconnecter' })).toBeDisabled()
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  await page.getByRole('button', { name: 'Se déconnecter sans les garder…' }).click()
  const dialog = page.getByRole('alertdialog', { name: 'Perdre 1 élément ?' })
  await expect(dialog.getByText(lost)).toBeVisible()
  // With the keyboard alone: « Annuler » has the focus, what loses something is after it.
  await expect(dialog.getByRole('button', { name: 'Annuler' })).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await signIn(page)
  await signIn(beside)

  const kept = await everythingKept(page)
  expect(kept.databases).toEqual([])
  for (const word of [sent, lost, 'Awa', 'Diop', awa.email, 'Teranga', ...ids])
    expect([word, kept.words.includes(word)]).toEqual([word, false])
  expect(kept.strange).toEqual([])
  for (const path of ['/', office.plan]) {
    await page.goto(path)
    await signIn(page)
  }
  await page.goBack()
  await signIn(page)
  expect(await page.evaluate(() => document.body.innerText)).not.toContain('Awa')
  await beside.close()

  // The session could not be ended without a network: it is, at the first contact.
  await server.restart()
  await page.goto('/')
  await signIn(page)
  expect(await server.query(`select id from session where id = '${session}'`)).toEqual([])
  await enter(page, moussa)
  await expect(page.getByRole('heading', { name: 'Bonjour Moussa' })).toBeVisible()
  await page.goto(office.plan)
  await saved(page)
  await expect(row(page, sent)).toBeVisible()
  await expect(row(page, lost)).toHaveCount(0)
})

test('A31 a tab that dies while its person leaves: the rest goes at the next opening, before anything is read', async () => {
  const { page } = office
  const context = page.context()
  const dying = await context.newPage()
  await dying.addInitScript(() => {
    // The disk never answers: the tab is closed first.
    IDBFactory.prototype.deleteDatabase = () => ({}) as IDBOpenDBRequest
  })
  await dying.goto('/rendre')
  await expect(dying.getByRole('heading', { name: 'Tout est sur le serveur' })).toBeVisible()
  expect((await new AxeBuilder({ page: dying }).analyze()).violations).toEqual([])
  await page.goto('about:blank')
  await dying.getByRole('button', { name: 'Se déconnecter et tout effacer ici' }).click()
  await expect.poll(() => dying.evaluate(() => localStorage.getItem('relais:wiping'))).toContain('relais:')
  expect((await everythingKept(dying)).databases).toHaveLength(1)
  await dying.close()
  await page.goto(office.plan)
  await signIn(page)
  const kept = await everythingKept(page)
  expect(kept.databases).toEqual([])
  expect(kept.words).not.toContain('relais:wiping')
  expect(kept.words).not.toContain('Moussa')
})

test('PLT-27 with a network everything is sent first, one sees how much is left, and leaves by itself', async () => {
  const { page, other, server } = office
  await page.goto('/connexion')
  await enter(page, awa)
  await expect(page.getByRole('heading', { name: 'Bonjour Awa' })).toBeVisible()
  await page.goto(office.plan)
  await add(page, phase, office.fresh('De retour'))
  await saved(page)
  const last = office.fresh('Juste avant de partir')
  // The server is there and does not answer.
  process.kill(server.pid, 'SIGSTOP')
  try {
    await add(page, phase, last)
    await expect(said(page, /^Sur cet appareil · 1/)).toBeVisible()
    await menu(page, 'Awa Diop', 'Rendre cette tablette')
    await page.getByRole('button', { name: 'Envoyer, puis se déconnecter' }).click()
    await expect(page.getByText('Envoi en cours : il en reste 1.')).toBeVisible()
    await expect(page.getByRole('progressbar', { name: 'Envoi' })).toBeVisible()
  } finally {
    process.kill(server.pid, 'SIGCONT')
  }
  await signIn(page)
  await expect(row(other, last)).toBeVisible()
  expect((await everythingKept(page)).databases).toEqual([])
})

test('PLT-27 a lost tablet, signed out from another device, empties itself at its next contact and says so', async ({ browser }) => {
  const { page, server } = office
  const away = await browserOf(browser, server)
  const lost = await away.newPage()
  for (const one of [lost, page]) {
    await one.goto('/connexion')
    await enter(one, awa)
    await expect(one.getByRole('heading', { name: 'Bonjour Awa' })).toBeVisible()
  }
  await lost.goto(office.plan)
  await saved(lost)
  await page.goto('/compte')
  const sessions = page.getByRole('region', { name: 'Appareils connectés' }).getByRole('listitem')
  await sessions.nth(1).getByRole('button', { name: 'Déconnecter' }).click()
  await expect(lost.getByText('Cet appareil a été déconnecté depuis un autre')).toBeVisible()
  const kept = await everythingKept(lost)
  expect(kept.databases).toEqual([])
  for (const word of ['Awa', 'Diop', awa.email]) expect([word, kept.words.includes(word)]).toEqual([word, false])
  await away.close()
})

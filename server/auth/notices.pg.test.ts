import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { linkIn, PostOffice } from '../../tests/post-office.ts'
import { owner, post, RelaisStage } from '../../tests/relais-stage.ts'

const office = new PostOffice()
beforeAll(() => office.open())
afterAll(() => office.close())
const stage = new RelaisStage(() => ({ url: office.url, from: 'Relais <relais@relais.example>', origin: 'https://relais.example' }))
beforeEach(() => void (office.letters.length = 0))
const firefox = { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0' }
const next = 'gorée-mer-phare-88'

test('PLT-02 whoever owns an account is told by letter what was changed in how it is protected', async () => {
  const who = await stage.begin()
  expect((await stage.relais.changePassword(post({ current: owner.password, next }, firefox), who)).status).toBe(200)
  const letter = await office.letter(0)
  expect(letter.to).toMatchObject([{ address: 'awa@teranga.sn' }])
  expect(letter.subject).toBe('Votre mot de passe a été changé · Agence Teranga')
  expect(letter.text).toContain('le 21 novembre 2025')
  expect(letter.text).toContain('depuis Firefox · Windows')
  expect(linkIn(letter)).toBe('https://relais.example/compte')

  await stage.relais.makePersonalToken(post({ name: 'Tableau', scope: 'read', days: 30 }), who)
  expect((await office.letter(1)).subject).toContain('Un jeton d’accès a été créé')
  // What was refused is told to nobody: the next letter is that of what comes after it.
  expect((await stage.relais.turnOffSecondFactor(post({ password: next }), who)).status).toBe(409)
  await stage.relais.forgotten(post({ login: owner.email }))
  const link = linkIn(await office.letter(2))
  expect(link).toContain('/mot-de-passe/')
  await stage.relais.reset(post({ next: owner.password }), link.split('/').at(-1) as string)
  expect((await office.letter(3)).subject).toContain('Votre mot de passe a été changé')
})

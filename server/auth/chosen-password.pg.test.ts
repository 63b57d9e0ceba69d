import { expect, test } from 'vitest'
import { cookieIn, owner, post, read, RelaisStage, wish } from '../../tests/relais-stage.ts'
import { makeLink } from './letter-link.ts'

const stage = new RelaisStage()
const said = async (answer: Response) => [answer.status, (await read(answer)).code]
const usual = 'Qwertyuiop'

test('PLT-02 wherever a password is chosen, one that anybody would try is refused in words', async () => {
  const found = (password: string) => stage.relais.setup(post({ ...wish, owner: { ...owner, password } }))
  expect(await said(await found(usual))).toEqual([422, 'usual'])
  for (const password of ['Teranga-2026-!', 'AwaDiop--2026']) expect(await said(await found(password))).toEqual([422, 'guessable'])
  const refused = await read(await found(usual))
  expect(refused).toMatchObject({ field: 'owner.password', label: { fr: expect.stringContaining('quatre mots') } })
  const awa = await stage.begin()

  const { link } = await stage.act(awa, 'invite', { space: awa.workspace, role: 'viewer' })
  const moussa = { name: 'Moussa Sène', email: 'moussa@fleuve.example' }
  const join = (password: string) => stage.relais.join(post({ ...moussa, password }), link.split('/').at(-1))
  for (const password of ['Moussa-1998', 'fleuve--2026', 'TERANGA 2026'])
    expect([password, ...(await said(await join(password)))]).toEqual([password, 422, 'guessable'])
  expect(await said(await join(usual))).toEqual([422, 'usual'])
  const joined = await stage.whoIn(await join('saint-louis-24'))

  await stage.relais.rename(post({ username: 'baobab.ndar' }), joined)
  const change = (next: string) => stage.relais.changePassword(post({ current: 'saint-louis-24', next }), joined)
  for (const next of ['Baobab-Ndar-26', 'SèneMoussa2026', 'Agence_Teranga'])
    expect([next, ...(await said(await change(next)))]).toEqual([next, 422, 'guessable'])
  expect(await said(await change(usual))).toEqual([422, 'usual'])

  const { pool } = stage.connection
  const letter = await makeLink({ pool, clock: stage.clock, origin: 'https://relais.example' }, awa.account, 'password')
  const reset = (next: string) => stage.relais.reset(post({ next }), letter.split('/').at(-1) as string)
  expect(await said(await reset('awa.teranga.1998'))).toEqual([422, 'guessable'])
  expect(await said(await reset(usual))).toEqual([422, 'usual'])
  expect((await reset('gorée-mer-phare-88')).status).toBe(200)
})

test('PLT-05 whoever has an account already joins with the password that it has, which nobody judges anew', async () => {
  const awa = await stage.begin()
  const { pool } = stage.connection
  const { link } = await stage.act(awa, 'invite', { space: awa.workspace, role: 'viewer' })
  // From then on it could be guessed.
  await pool.query(`update workspace set name = 'Ndar Géej'`)
  const joined = await stage.relais.join(post({ email: owner.email, password: owner.password }), link.split('/').at(-1))
  expect([joined.status, cookieIn(joined) !== '']).toEqual([200, true])
})

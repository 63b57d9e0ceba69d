import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { randomId } from '#kernel/base/id.ts'
import { linkIn, PostOffice } from '../../tests/post-office.ts'
import { owner, post, read, RelaisStage } from '../../tests/relais-stage.ts'
import type { Who } from '../sync/who.ts'

const office = new PostOffice()
beforeAll(() => office.open())
afterAll(() => office.close())
const stage = new RelaisStage(() => ({ url: office.url, from: 'Relais <relais@relais.example>', origin: 'https://relais.example' }))
beforeEach(() => void (office.letters.length = 0))

const tokenOf = (link: string) => link.split('/').at(-1) as string
const send = async (who: Who, token: string, email: string, language = 'fr') => {
  const answer = await stage.relais.sendInvitation(post({ email, language }), who, token)
  return { status: answer.status, ...(await read(answer)) }
}
async function invited() {
  const awa = await stage.begin()
  const space = randomId()
  await stage.act(awa, 'createSpace', { id: space, kind: 'project', name: 'Fibre <Famille>' })
  const { link } = await stage.act(awa, 'invite', { space, role: 'editor' })
  return { awa, space, token: tokenOf(link) }
}
const guest = { name: 'Moussa Sène', email: 'moussa@teranga.sn', password: 'saint-louis-24' }

test('PLT-05 an invitation leaves as a letter that says who invites and where, in either language', async () => {
  const { awa, token } = await invited()
  expect((await send(awa, token, ' Moussa@Teranga.SN ')).status).toBe(200)
  const letter = await office.letter(0)
  expect(letter.to).toMatchObject([{ address: 'moussa@teranga.sn' }])
  expect(letter.subject).toBe(`${owner.name} vous invite dans « Fibre <Famille> » · Agence Teranga`)
  expect(letter.text).toContain('jusqu’au 5 décembre 2025')
  expect(letter.html).toContain('Fibre &lt;Famille&gt;')
  expect(linkIn(letter)).toBe(`https://relais.example/invitation/${token}`)
  const kept = await stage.connection.pool.query('select json_agg(j)::text as jobs from job.job j')
  expect(kept.rows[0].jobs).not.toContain(token.split('.')[1])
  await send(awa, token, 'moussa@teranga.sn', 'en')
  expect((await office.letter(1)).subject).toBe(`${owner.name} invites you to “Fibre <Famille>” · Agence Teranga`)
  await stage.whoIn(await stage.relais.join(post(guest), tokenOf(linkIn(letter))))
})

test('PLT-05 an invitation is sent by whoever made it, to one address, while it is good', async () => {
  const { awa, space, token } = await invited()
  const { link } = await stage.act(awa, 'invite', { space, role: 'manager' })
  const moussa = await stage.whoIn(await stage.relais.join(post(guest), tokenOf(link)))
  expect((await send(moussa, token, 'a@b.sn')).status).toBe(403)
  for (const wrong of ['', 'moussa', 'a@b.sn, c@d.sn']) expect((await send(awa, token, wrong)).field).toBe('email')
  expect((await send(awa, tokenOf(link), 'a@b.sn')).status).toBe(410)
  expect((await send(awa, `${token}x`, 'a@b.sn')).status).toBe(410)
  expect((await stage.relais.sendInvitation(post({ email: 'a@b.sn' }), null, token)).status).toBe(401)
  for (let i = 0; i < 50; i++) expect((await send(awa, token, `a${i}@b.sn`)).status).toBe(200)
  expect((await send(awa, token, 'a@b.sn')).status).toBe(429)
})

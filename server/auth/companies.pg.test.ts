import { expect, test } from 'vitest'
import { cookieIn, get, post, read, RelaisStage } from '../../tests/relais-stage.ts'
import type { Who } from '../sync/who.ts'

const stage = new RelaisStage()
const second = { workspace: { name: 'Régie Gorée', currency: 'XOF', timeZone: 'Africa/Dakar' } }
const list = async (who: Who) => read(await stage.relais.companies(get(), who))

test('PLT-05 a person is in several companies: the owner of the first makes another, and goes from one to the other in one session', async () => {
  const awa = await stage.begin()
  expect(await list(awa)).toMatchObject({ companies: [{ name: 'Agence Teranga', here: true }], more: true })
  expect((await read(await stage.relais.beginCompany(post({ workspace: { ...second.workspace, currency: '?' } }), awa))).field).toBe(
    'workspace.currency'
  )
  stage.clock.at += 60_000
  const there = await stage.whoIn(await stage.relais.beginCompany(post(second), awa))
  expect([there.session, there.account]).toEqual([awa.session, awa.account])
  expect([there.workspace === awa.workspace, there.person === awa.person]).toEqual([false, false])
  expect(await list(there)).toEqual({
    companies: [
      { id: awa.workspace, name: 'Agence Teranga', here: false },
      { id: there.workspace, name: 'Régie Gorée', here: true },
    ],
    more: false,
  })
  // She owns it, and nothing of one is in the other.
  expect((await stage.act(there, 'inviteColleague', { roles: [] })).code).toBe('missing')
  const feeds = JSON.stringify(await stage.feed(there))
  expect(feeds).toContain('Régie Gorée')
  expect(feeds).not.toContain('Agence Teranga')
  const back = await stage.relais.enterCompany(post({}), there, awa.workspace)
  expect(await stage.whoIn(back)).toEqual(awa)
  expect(cookieIn(back)).not.toBe('')
})

test('PLT-05 nobody enters a company that they are not in, or were put out of, nor makes one that is not theirs to make', async () => {
  const awa = await stage.begin()
  stage.clock.at += 60_000
  const there = await stage.whoIn(await stage.relais.beginCompany(post(second), awa))
  const { link } = await stage
    .act(awa, 'inviteColleague', { roles: [] })
    .then(() => stage.act(awa, 'invite', { space: awa.workspace, role: 'viewer' }))
  const join = post({ name: 'Moussa Sène', email: 'moussa@teranga.sn', password: 'saint-louis-24' })
  const moussa = await stage.whoIn(await stage.relais.join(join, link.split('/').at(-1)))
  expect((await stage.relais.enterCompany(post({}), moussa, there.workspace)).status).toBe(404)
  expect((await stage.relais.beginCompany(post(second), moussa)).status).toBe(403)
  expect((await stage.relais.beginCompany(post(second), there)).status).toBe(403)
  // Handed over and left, the first one is closed to her, and the second is not.
  expect((await stage.act(awa, 'handOver', { person: moussa.person })).status).toBe(200)
  expect((await stage.act(moussa, 'removePerson', { person: awa.person })).status).toBe(200)
  expect((await stage.relais.enterCompany(post({}), there, awa.workspace)).status).toBe(404)
  expect((await list(there)).companies).toMatchObject([{ name: 'Régie Gorée' }])
})

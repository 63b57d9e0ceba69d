import { expect, test } from 'vitest'
import { randomId } from '#kernel/base/id.ts'
import type { Who } from '../sync/who.ts'
import { get, post, read, RelaisStage } from '../../tests/relais-stage.ts'
import { inBase64, solidPicture } from '../../tests/solid-picture.ts'

const stage = new RelaisStage()
const clay = inBase64(solidPicture([180, 90, 60]))
const sea = inBase64(solidPicture([40, 90, 160]))
const portray = ({ person }: Who, picture: string | null) => ({ person, picture })
const show = (who: Who, hash: string) => stage.relais.portrait(get(), who, hash)

async function join(by: Who, wish: object, name: string): Promise<Who> {
  const { link } = await stage.act(by, 'invite', wish)
  const newcomer = post({ name, email: `${name.toLowerCase()}@teranga.sn`, password: 'saint-louis-24' })
  return stage.whoIn(await stage.relais.join(newcomer, link.split('/').at(-1)))
}

test('PLT-10 a picture is on one’s card by its content, for colleagues and for those of one’s spaces, and nobody else', async () => {
  const awa = await stage.begin()
  const [space, other] = [randomId(), randomId()]
  for (const id of [space, other]) await stage.act(awa, 'createSpace', { id, kind: 'project', name: 'Noflaye' })
  const moussa = await join(awa, { space, role: 'editor' }, 'Moussa')
  const guest = await join(awa, { space, role: 'viewer', guest: true }, 'Fatou')
  const { facts } = await stage.act(moussa, 'portray', portray(moussa, clay))
  const hash = facts[0].body.portrait as string
  expect(facts[0]).toMatchObject({ kind: 'person', body: { person: moussa.person, name: 'Moussa' } })
  for (const who of [awa, moussa, guest]) {
    const answer = await show(who, hash)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/webp'])
    expect(answer.headers.get('cache-control')).toBe('private, max-age=31536000, immutable')
    expect(inBase64(new Uint8Array(await answer.arrayBuffer()))).toBe(clay)
  }
  expect((await stage.relais.portrait(get(), null, hash)).status).toBe(401)

  // Awa is in a project with the guest; a colleague in no space of hers is not.
  const binta = await join(awa, { space: other, role: 'viewer' }, 'Binta')
  const theirs = (await stage.act(binta, 'portray', portray(binta, sea))).facts[0].body.portrait as string
  expect([(await show(awa, theirs)).status, (await show(guest, theirs)).status]).toEqual([200, 404])

  // Replaced, the former one is nobody’s; what else the card says stays. Taken away, none is left.
  await stage.act(moussa, 'introduce', { job: 'Régisseur' })
  expect((await show(awa, hash)).status).toBe(200)
  const again = (await stage.act(moussa, 'portray', portray(moussa, sea))).facts[0].body
  expect(again).toMatchObject({ job: 'Régisseur', portrait: theirs })
  const files = async () => (await stage.connection.pool.query<{ hash: string }>('select hash from file')).rows.map(row => row.hash)
  // Nothing of it is kept; of what another card shows too, all is.
  expect(await files()).toEqual([theirs])
  expect((await show(awa, hash)).status).toBe(404)
  const gone = (await stage.act(moussa, 'portray', portray(moussa, null))).facts[0].body
  expect(gone).toMatchObject({ job: 'Régisseur', portrait: null })
  expect([(await show(guest, theirs)).status, (await show(awa, theirs)).status]).toEqual([404, 200])
  expect(await files()).toEqual([theirs])
})

test('PLT-02 colleagues read the day somebody was last here, to the day and from any of their sessions; a guest reads nobody’s', async () => {
  const awa = await stage.begin()
  const space = randomId()
  await stage.act(awa, 'createSpace', { id: space, kind: 'project', name: 'Noflaye' })
  const guest = await join(awa, { space, role: 'viewer', guest: true }, 'Fatou')
  const seen = async (who: Who) => (await read(await stage.relais.lastSeen(get(), who))).seen
  expect(await seen(awa)).toEqual({ [awa.person]: '2025-11-21', [guest.person]: '2025-11-21' })
  expect(await seen(guest)).toEqual({})
  stage.clock.at += 2 * 86_400_000
  const login = post({ email: 'awa@teranga.sn', password: 'ndar-geej-2025' })
  const later = await stage.whoIn(await stage.relais.signIn(login, '203.0.113.7'))
  expect(await seen(later)).toEqual({ [awa.person]: '2025-11-23', [guest.person]: '2025-11-21' })
  // The session ends, and the day stays.
  await stage.relais.signOut(post({}), later)
  expect(await seen(awa)).toMatchObject({ [awa.person]: '2025-11-23' })
})

test('PLT-10 one’s language, time zone and links are on one’s card, checked', async () => {
  const awa = await stage.begin()
  const said = { language: 'en', timeZone: 'Europe/Paris', links: ' https://a.example/x \n\nhttps://b.example ' }
  const { facts } = await stage.act(awa, 'introduce', said)
  expect(facts[0].body).toMatchObject({ language: 'en', timeZone: 'Europe/Paris', links: 'https://a.example/x \n\nhttps://b.example' })
  for (const wrong of [
    { timeZone: 'Mars/Olympus' },
    { links: 'https://a.example\njavascript:alert(1)' },
    { links: 'https://a.example\n'.repeat(7) },
  ])
    expect((await stage.act(awa, 'introduce', wrong)).status, JSON.stringify(wrong)).toBe(422)
  expect((await stage.act(awa, 'introduce', { language: 'xx' })).facts[0].body).toMatchObject({ language: 'en' })
})

// A picture is a way in: another person’s, a page that pretends to be one, one that would fill the memory of whoever looks.
import { expect, test } from 'vitest'
import { randomId } from '#kernel/base/id.ts'
import { portraitLimits } from '#domain/people/portrait.ts'
import { get, post, RelaisStage } from '../relais-stage.ts'
import { inBase64, solidPicture, webp } from '../solid-picture.ts'

const stage = new RelaisStage()
const good = inBase64(solidPicture([180, 90, 60]))

async function two() {
  const awa = await stage.begin()
  const space = randomId()
  await stage.act(awa, 'createSpace', { id: space, kind: 'project', name: 'Noflaye' })
  const { link } = await stage.act(awa, 'invite', { space, role: 'manager' })
  const newcomer = post({ name: 'Moussa Sène', email: 'moussa@teranga.sn', password: 'saint-louis-24' })
  return { awa, moussa: await stage.whoIn(await stage.relais.join(newcomer, link.split('/').at(-1))) }
}

test('A12 PLT-10 another person’s picture is not replaced, taken away, nor put on by its name', async () => {
  const { awa, moussa } = await two()
  const { facts } = await stage.act(awa, 'portray', { person: awa.person, picture: good })
  const hash = facts[0].body.portrait as string
  for (const picture of [inBase64(solidPicture([0, 0, 0])), null]) {
    const answer = await stage.act(moussa, 'portray', { person: awa.person, picture })
    expect([answer.status, answer.code]).toEqual([409, 'notYours'])
  }
  const { facts: told } = await stage.act(moussa, 'introduce', { job: 'Régisseur', portrait: hash, person: awa.person })
  expect(told[0].body).toMatchObject({ person: moussa.person, portrait: null })
  expect((await stage.relais.portrait(get(), moussa, hash)).status).toBe(200)
})

test('A17 PLT-10 a drawing or a page that is called a picture is refused, and nothing of it is kept', async () => {
  const { awa } = await two()
  const page = '<!doctype html><script>alert(1)</script>'
  const words = ['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', page, 'GIF89a' + page, '\xff\xd8\xff\xfe' + page]
  const pictures = [
    ...words.map(text => btoa(text)),
    inBase64(Uint8Array.from([...solidPicture([1, 2, 3]), ...new TextEncoder().encode(page)])),
    '%%%',
    `data:image/webp;base64,${good}`,
  ]
  for (const picture of [...pictures, 7, {}, ['x'], undefined, 'A'.repeat(10_000_000)]) {
    const answer = await stage.act(awa, 'portray', { person: awa.person, picture })
    expect([answer.status, answer.code], String(picture).slice(0, 40)).toEqual([422, 'notPicture'])
  }
  expect((await stage.connection.pool.query('select from file')).rowCount).toBe(0)
})

test('A10 PLT-10 a small file that would be an immense picture is refused by what it says of its size', async () => {
  const { awa } = await two()
  const canvas = Uint8Array.of(0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)
  const inside = solidPicture([1, 2, 3]).subarray(20)
  const layered = webp([
    ['VP8X', canvas],
    ['VP8L', inside],
  ])
  const ask = async (bytes: Uint8Array) => (await stage.act(awa, 'portray', { person: awa.person, picture: inBase64(bytes) })).code
  expect(await ask(solidPicture([1, 2, 3], 16_000))).toBe('otherSize')
  expect(await ask(solidPicture([1, 2, 3], 299))).toBe('otherSize')
  expect(await ask(layered)).toBe('notPicture')
  const heavy = webp([
    ['VP8L', inside],
    ['ICCP', new Uint8Array(portraitLimits.bytes)],
  ])
  expect(await ask(heavy)).toBe('heavy')
})

// Links that make whoever holds them a member, in the hands of somebody who should not.
import { expect, test } from 'vitest'
import { randomId } from '#kernel/base/id.ts'
import { realHashes } from '../hashes.ts'
import { get, post, read, RelaisStage } from '../relais-stage.ts'

const stage = new RelaisStage()
const account = (name: string) => post({ name, email: `${name.toLowerCase()}@ailleurs.sn`, password: 'saint-louis-24' })

async function company() {
  const awa = await stage.begin()
  const space = randomId()
  await stage.act(awa, 'createSpace', { id: space, kind: 'project', name: 'Noflaye' })
  const invite = async (guest = false) => {
    const id = randomId()
    const { link } = await stage.act(awa, 'invite', { space, role: 'viewer', guest }, id)
    return { id, token: (link as string).split('/').at(-1) as string }
  }
  /** All that entering would have made. */
  const made = async () =>
    (
      await stage.connection.pool.query(
        `select (select count(*) from account)::int as accounts, (select count(*) from seat)::int as seats,
         (select count(*) from session)::int as sessions, (select count(*) from fact where kind in ('person', 'membership'))::int as facts`
      )
    ).rows[0]
  const refused = async (token: string) => {
    const before = await made()
    const [shown, joined] = [await stage.relais.invitation(get(), token), await stage.relais.join(account('Intrus'), token)]
    expect([shown.status, joined.status, joined.headers.get('set-cookie')]).toEqual([410, 410, null])
    expect(await shown.text()).not.toMatch(/Noflaye|Teranga|Awa/)
    expect(await made()).toEqual(before)
  }
  return { awa, space, invite, refused }
}

test('A16 an invitation that was taken back, is old, or never was gives nothing, and says nothing of the project', async () => {
  const { awa, space, invite, refused } = await company()
  const [taken, old, good] = [await invite(), await invite(true), await invite()]
  expect(await stage.act(awa, 'withdrawInvitation', { space, invitation: taken.id })).toMatchObject({ status: 200 })
  await refused(taken.token)
  const wrong = [
    `${good.token}x`,
    good.token.slice(0, -1),
    `${good.token.split('.')[0]}.`,
    `${taken.token.split('.')[0]}.${good.token.split('.')[1]}`,
  ]
  for (const token of [...wrong, '', '.', 'x', '../..', '\0', 'x'.repeat(10_000)]) await refused(token)
  // Somebody else's hand on the id of an invitation does not make its secret.
  await refused(`${good.id.slice(0, 16)}.${'A'.repeat(43)}`)
  stage.clock.at += 15 * 86_400_000
  await refused(old.token)
})

test('A34 an invitation serves once, even twice at the same moment; taking back what served changes nothing', async () => {
  realHashes()
  const { awa, space, invite, refused } = await company()
  const { id, token } = await invite()
  const answers = await Promise.all(['Moussa', 'Fatou', 'Binta'].map(name => stage.relais.join(account(name), token)))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410])
  await refused(token)
  const { memberships } = await read(
    await stage.relais.session(get(), await stage.whoIn(answers.find(({ status }) => status === 200) as Response))
  )
  expect(memberships).toEqual([{ space, role: 'viewer' }])
  expect(await stage.act(awa, 'withdrawInvitation', { space, invitation: id })).toMatchObject({ status: 409, code: 'unknown' })
})

test('A16 nobody takes back an invitation of a space they do not manage', async () => {
  const { awa, space, invite } = await company()
  const first = await invite()
  const moussa = await stage.whoIn(await stage.relais.join(account('Moussa'), first.token))
  const [mine, theirs] = [randomId(), await invite()]
  await stage.act(moussa, 'createSpace', { id: mine, kind: 'project', name: 'À moi' })
  expect((await stage.act(moussa, 'withdrawInvitation', { space, invitation: theirs.id })).status).toBe(403)
  expect((await stage.act(moussa, 'withdrawInvitation', { space: mine, invitation: theirs.id })).status).toBe(409)
  expect((await stage.relais.join(account('Fatou'), theirs.token)).status).toBe(200)
  expect(awa.person).not.toBe(moussa.person)
})

test('A28 a session is made anew at each entry, and nothing but its cookie opens it', async () => {
  const { invite } = await company()
  const before = await stage.whoIn(await stage.relais.signIn(post({ email: 'awa@teranga.sn', password: 'ndar-geej-2025' })))
  const cookies = (await stage.connection.pool.query('select id from session')).rows.map(row => row.id as string)
  const planted = { cookie: `__Host-relais=${cookies[0]}.${'A'.repeat(43)}` }
  const entered = await stage.relais.join(
    new Request(`http://localhost/?__Host-relais=${cookies[0]}`, {
      method: 'POST',
      headers: planted,
      body: await account('Moussa').text(),
    }),
    (await invite()).token
  )
  const moussa = await stage.whoIn(entered)
  expect(cookies).not.toContain(moussa.session)
  expect(moussa.person).not.toBe(before.person)
  const token = (entered.headers.get('set-cookie') ?? '').split(/[=;]/)[1] as string
  expect(await stage.relais.who({ cookie: `__Host-relais=${token}` })).not.toBeNull()
  for (const cookie of [
    `relais=${token}`,
    `__host-relais=${token}`,
    token,
    `__Host-relais=${token.split('.')[0]}.`,
    `x=1;__Host-relais-2=${token}`,
  ])
    expect([cookie.slice(0, 20), await stage.relais.who({ cookie })]).toEqual([cookie.slice(0, 20), null])
})

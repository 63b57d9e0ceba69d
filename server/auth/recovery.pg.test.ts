import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { employee } from '#domain/people/ready-roles.ts'
import { realHashes } from '../../tests/hashes.ts'
import { linkIn, PostOffice } from '../../tests/post-office.ts'
import { cookieIn, get, owner, post, read, RelaisStage, wish } from '../../tests/relais-stage.ts'

const office = new PostOffice()
const origin = 'https://relais.example'
beforeAll(() => office.open())
afterAll(() => office.close())
const stage = new RelaisStage(() => ({ url: office.url, from: 'Relais <relais@relais.example>', origin }))
beforeEach(() => void (office.letters.length = 0))

const next = 'gorée-mer-phare-88'
const forgotten = (login: string, language = 'fr') => stage.relais.forgotten(post({ login, language }))
const tokenOf = (link: string) => link.split('/').at(-1) as string
const reset = (token: string, password = next) => stage.relais.reset(post({ next: password }), token)
const asked = async () => tokenOf(linkIn(await office.letter(office.letters.length)))

test('PLT-02 a forgotten password is chosen anew through a letter, once, and every session ends', async () => {
  realHashes()
  const former = await stage.begin()
  const answer = await forgotten(' AWA@teranga.sn ')
  const letter = await office.letter(0)
  expect(letter.to).toMatchObject([{ address: 'awa@teranga.sn' }])
  expect(letter.from).toMatchObject({ address: 'relais@relais.example' })
  expect(letter.subject).toBe('Choisir un nouveau mot de passe · Agence Teranga')
  expect(letter.text).toContain('Bonjour Awa Diop')
  const link = linkIn(letter)
  expect(link).toMatch(/^https:\/\/relais\.example\/mot-de-passe\/[a-z2-9]{16}\.[\w-]{43}$/)
  expect(letter.html).toContain(`href="${link}"`)
  // Nothing of the secret is kept but its hash.
  const kept = await stage.connection.pool.query(
    `select (select json_agg(l) from letter_link l) as l, (select json_agg(j) from job.job j) as j`
  )
  expect(JSON.stringify(kept.rows)).not.toContain(tokenOf(link).split('.')[1])

  expect(await read(await stage.relais.resetting(get(), tokenOf(link)))).toEqual({ email: 'awa@teranga.sn', secondFactor: false })
  expect((await reset(tokenOf(link), 'court')).status).toBe(422)
  const [first, second] = await Promise.all([reset(tokenOf(link)), reset(tokenOf(link))])
  expect([first.status, second.status].sort()).toEqual([200, 410])
  const entered = await stage.relais.who({ cookie: cookieIn(first.ok ? first : second) })
  expect(entered?.person).toBe(former.person)
  const { sessions, verified } = await read(await stage.relais.account(get(), entered))
  expect([sessions.length, verified]).toEqual([1, true])
  expect((await stage.relais.signIn(post({ email: owner.email, password: owner.password }))).status).toBe(401)
  expect((await stage.relais.signIn(post({ email: owner.email, password: next }))).status).toBe(200)
  // Asked of nobody, the answer is the same.
  const stranger = await forgotten('personne@teranga.sn')
  expect([stranger.status, await read(stranger)]).toEqual([answer.status, await read(answer)])
})

test('A34 a link that is old, replaced, altered or meant for something else opens nothing', async () => {
  const who = await stage.begin()
  await forgotten(owner.email)
  const replaced = tokenOf(linkIn(await office.letter(0)))
  await forgotten(owner.email, 'en')
  const letter = await office.letter(1)
  expect(letter.subject).toBe('Choose a new password · Agence Teranga')
  const good = tokenOf(linkIn(letter))
  await stage.relais.prove(post({ language: 'fr' }), who)
  const proof = tokenOf(linkIn(await office.letter(2)))
  for (const wrong of [replaced, proof, `${good}x`, good.replace('.', ''), '', `${good.slice(0, -1)}`])
    expect([wrong, (await reset(wrong)).status, (await stage.relais.resetting(get(), wrong)).status]).toEqual([wrong, 410, 410])
  expect((await stage.relais.proven(post({}), good)).status).toBe(410)
  stage.clock.at += 3_600_001
  expect((await reset(good)).status).toBe(410)
  expect((await stage.relais.signIn(post({ email: owner.email, password: owner.password }))).status).toBe(200)
})

test('PLT-05 who is suspended chooses another password and is let in nowhere by it', async () => {
  const boss = await stage.begin()
  const { link } = await stage.act(boss, 'inviteColleague', { roles: [employee] })
  const wish = { name: 'Fatou Diop', email: 'fatou@teranga.sn', password: 'saint-louis-24' }
  const { person } = await stage.whoIn(await stage.relais.join(post(wish), tokenOf(link)))
  expect((await stage.act(boss, 'suspendPerson', { person })).status).toBe(200)
  await forgotten(wish.email)
  const answer = await reset(await asked())
  expect([answer.status, (await read(answer)).code, answer.headers.get('set-cookie')]).toEqual([401, 'suspended', null])
  expect((await stage.act(boss, 'reinstatePerson', { person })).status).toBe(200)
  await stage.whoIn(await stage.relais.signIn(post({ email: wish.email, password: next })))
})

test('PLT-02 an address is proven by a letter', async () => {
  const who = await stage.begin()
  const verified = async () => (await read(await stage.relais.account(get(), who))).verified
  expect(await verified()).toBe(false)
  await stage.relais.prove(post({ language: 'en' }), who)
  const letter = await office.letter(0)
  expect(letter.subject).toBe('Confirm your address · Agence Teranga')
  const token = tokenOf(linkIn(letter))
  expect((await stage.relais.proven(post({}), token)).status).toBe(200)
  expect(await verified()).toBe(true)
  expect((await stage.relais.proven(post({}), token)).status).toBe(410)
})

test('nobody’s box is filled by asking again and again, and a letter that could not leave leaves later', async () => {
  await stage.begin()
  office.closed = true
  for (let i = 0; i < 6; i++) await forgotten(owner.email)
  await new Promise(next => setTimeout(next, 500))
  expect(office.letters).toHaveLength(0)
  office.closed = false
  await asked()
  const { rows } = await stage.connection.pool.query(`select count(*)::int as n from job.job where name = 'letter'`)
  expect(rows[0].n).toBe(3)
})

test('A17 what people wrote in their name or their company’s is words in a letter', async () => {
  const evil = '<img src=x onerror=alert(1)>"\'&\r\nBcc: voleur@exemple.com'
  const workspace = { ...wish.workspace, name: evil }
  await stage.relais.setup(post({ ...wish, workspace, owner: { ...owner, name: evil } }))
  await forgotten(owner.email)
  const letter = await office.letter(0)
  expect(letter.html).not.toContain('<img')
  expect(letter.html).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;')
  expect([letter.bcc, letter.to?.length]).toEqual([undefined, 1])
  expect(letter.headers.filter(({ key }) => key === 'bcc')).toEqual([])
})

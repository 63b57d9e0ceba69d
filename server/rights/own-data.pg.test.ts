import JSZip from 'jszip'
import { beforeEach, expect, test } from 'vitest'
import { business } from '#domain/model.ts'
import { privacyVersion } from '#domain/people/privacy.ts'
import { employee } from '#domain/people/ready-roles.ts'
import { randomId } from '#kernel/base/id.ts'
import { planName } from '#kernel/space/name.ts'
import { createRecord } from '#kernel/space/record.ts'
import { get, owner, post, read, RelaisStage } from '../../tests/relais-stage.ts'
import { solidPicture } from '../../tests/solid-picture.ts'
import type { Who } from '../sync/who.ts'

const stage = new RelaisStage()
let awa: Who
let moussa: Who
const password = 'saint-louis-24'
beforeEach(async () => {
  awa = await stage.begin()
  const { link } = await stage.act(awa, 'inviteColleague', { roles: [employee] })
  moussa = await stage.whoIn(
    await stage.relais.join(post({ name: 'Moussa <b>Sène</b>', email: 'moussa@teranga.sn', password }), link.split('/').at(-1), '10.0.0.8')
  )
})
async function project(who: Who, title: string, task?: { title: string; assignees: string[] }) {
  const [space, phase] = [randomId(), randomId()]
  expect((await stage.act(who, 'createSpace', { id: space, kind: 'project', name: title })).status).toBe(200)
  await stage.write(who, planName(who.workspace, space), doc => {
    createRecord(doc, business.project, space, { title })
    createRecord(doc, business.phase, phase, { title: 'Étude', project: space })
    if (task) createRecord(doc, business.task, randomId(), { ...task, phase })
  })
  return space
}
async function taken(who: Who, language = 'fr') {
  const answer = await stage.relais.exportOwn(post({ language }), who, '10.0.0.8')
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/zip'])
  const archive = await JSZip.loadAsync(await answer.arrayBuffer())
  const names = Object.keys(archive.files)
  const [page = '', data = '{}'] = await Promise.all(names.slice(0, 2).map(name => archive.file(name)?.async('string')))
  const pictures = await Promise.all(names.slice(2).map(name => archive.file(name)?.async('nodebuffer')))
  return { page, data: JSON.parse(data), names: names.slice(0, 2), pictures }
}

test('PLT-09 one takes away all that is known of oneself, in one archive, for people and for programs', async () => {
  const space = await project(moussa, 'Mon chantier', { title: 'Relever les lots', assignees: [moussa.person] })
  await stage.act(moussa, 'introduce', { phone: '+221 77 123 45 67', job: 'Géomètre' })
  const picture = Buffer.from(solidPicture([200, 90, 60]))
  expect((await stage.act(moussa, 'portray', { person: moussa.person, picture: picture.toString('base64') })).status).toBe(200)
  await stage.relais.consent(post({ privacy: privacyVersion }), moussa)
  await stage.relais.makePersonalToken(post({ name: 'Tableur', scope: 'read', days: 30 }), moussa)
  const { page, data, names, pictures } = await taken(moussa)
  expect(pictures).toEqual([picture])
  expect(names).toEqual(['mes-donnees.html', 'mes-donnees.json'])
  expect(data.account.rows).toMatchObject([{ email: 'moussa@teranga.sn', secondFactor: null }])
  expect(data.companies.rows).toMatchObject([{ company: 'Agence Teranga', owner: false }])
  expect(data.cards.rows.map(({ job }: { job: string }) => job)).toEqual([null, 'Géomètre', 'Géomètre'])
  expect(data.sessions.rows).toMatchObject([{ address: '10.0.0.8' }])
  expect(data.consents.rows).toEqual([{ version: privacyVersion, said: expect.any(String) }])
  expect(data.tokens.rows).toMatchObject([{ name: 'Tableur', scope: 'Lire' }])
  expect(data.invitations.rows).toMatchObject([{ way: 'Que vous avez acceptée' }])
  expect(data.projects.rows).toContainEqual({ company: 'Agence Teranga', project: 'Mon chantier', access: 'Gestion' })
  expect(data.tasks.rows).toMatchObject([{ project: 'Mon chantier', title: 'Relever les lots', status: 'À faire' }])
  expect(data.edits.rows.map(({ title }: { title: string }) => title)).toContain('Relever les lots')
  const actions = data.log.rows.map(({ action }: { action: string }) => action)
  expect(actions).toEqual(expect.arrayContaining(['Connexion', 'Modifier votre profil', 'Ses données personnelles demandées']))
  for (const word of ['Relever les lots', 'Géomètre', '10.0.0.8']) expect(page).toContain(word)
  // What people wrote is words in it, and what is secret is nowhere.
  expect(page).toContain('Moussa &lt;b&gt;Sène&lt;/b&gt;')
  const { rows } = await stage.connection.pool.query('select password, encode(secret_hash, $1) as hash from account, session', ['hex'])
  for (const { password, hash } of rows) for (const secret of [password, hash]) expect(JSON.stringify(data)).not.toContain(secret)

  // A project that is closed to them: that they wrote there stays told, not what.
  await stage.act(moussa, 'share', { space, person: awa.person, role: 'manager' })
  expect((await stage.act(awa, 'share', { space, person: moussa.person, role: 'none' })).status).toBe(200)
  const after = await taken(moussa, 'en')
  expect(after.names).toEqual(['my-data.html', 'my-data.json'])
  expect(JSON.stringify([after.data.edits, after.data.tasks, after.data.projects])).not.toContain('Relever les lots')
  expect(after.data.edits.rows.length).toBe(data.edits.rows.length)
  expect(after.data.edits.rows[0]).toMatchObject({ title: '(no longer shared with you)', after: null })
})

test('PLT-09 it is asked for with the password, is one’s own, and is in the log', async () => {
  await project(awa, 'Rachat de la régie', { title: 'Négocier', assignees: [awa.person] })
  const { data } = await taken(moussa)
  // Whatever is said in the question, it is of whoever asks.
  const forged = await stage.relais.exportOwn(post({ account: awa.account, person: awa.person, language: 'fr' }), moussa)
  const others = JSON.stringify([data, JSON.parse(await jsonIn(forged))])
  for (const word of [owner.email.toLowerCase(), 'Rachat de la régie', 'Négocier', awa.person]) expect(others).not.toContain(word)
  expect((await read(await stage.relais.audit(get('?kind=export'), awa))).lines).toMatchObject([
    { what: 'ownData', person: moussa.person },
    { what: 'ownData', person: moussa.person, address: '10.0.0.8' },
  ])

  stage.clock.at += 16 * 60_000
  const late = await stage.relais.exportOwn(post({}), moussa)
  expect([late.status, (await read(late)).code]).toEqual([403, 'again'])
  expect((await stage.relais.exportOwn(post({}), null)).status).toBe(401)
  await stage.relais.confirm(post({ password }), moussa)
  for (let n = 0; n < 3; n++) expect((await stage.relais.exportOwn(post({}), moussa)).status).toBe(200)
  const many = await stage.relais.exportOwn(post({}), moussa)
  expect([many.status, Number(many.headers.get('retry-after')) > 0]).toEqual([429, true])
})
const jsonIn = async (answer: Response) => {
  const archive = await JSZip.loadAsync(await answer.arrayBuffer())
  return (archive.file('mes-donnees.json') as JSZip.JSZipObject).async('string')
}

test('PLT-09 that somebody has read what is kept of them is recorded with its version and its day, as they come in or later', async () => {
  const { link } = await stage.act(awa, 'inviteColleague', { roles: [employee] })
  const body = { name: 'Fatou Diop', email: 'fatou@teranga.sn', password, privacy: privacyVersion }
  const fatou = await stage.whoIn(await stage.relais.join(post(body), link.split('/').at(-1)))
  const said = async (who: Who) => (await read(await stage.relais.consents(get(), who))).consents
  expect(await said(fatou)).toEqual([{ version: privacyVersion, at: stage.clock.at }])
  // Nothing was asked of Moussa as he came in, and nothing is said for him; a version that is not shown is none.
  expect(await said(moussa)).toEqual([])
  await stage.relais.consent(post({ privacy: '2001-01-01' }), moussa)
  expect(await said(moussa)).toEqual([])
  stage.clock.at += 1_000
  for (let n = 0; n < 2; n++) await stage.relais.consent(post({ privacy: privacyVersion }), moussa)
  expect(await said(moussa)).toEqual([{ version: privacyVersion, at: stage.clock.at }])
})

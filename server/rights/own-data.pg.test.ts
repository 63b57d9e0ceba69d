import JSZip from 'jszip'
import { beforeEach, expect, test } from 'vitest'
import { business } from '#domain/model.ts'
import { employee } from '#domain/people/ready-roles.ts'
import { randomId } from '#kernel/base/id.ts'
import { planName } from '#kernel/space/name.ts'
import { createRecord } from '#kernel/space/record.ts'
import { get, owner, post, read, RelaisStage } from '../../tests/relais-stage.ts'
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
  const [page, data] = await Promise.all(
    Object.values(archive.files)
      .sort((a, b) => a.name.localeCompare(b.name))
      .map(file => file.async('string'))
  )
  return { page: page ?? '', data: JSON.parse(data ?? '{}'), names: Object.keys(archive.files) }
}

test('PLT-09 one takes away all that is known of oneself, in one archive, for people and for programs', async () => {
  const space = await project(moussa, 'Mon chantier', { title: 'Relever les lots', assignees: [moussa.person] })
  await stage.act(moussa, 'introduce', { phone: '+221 77 123 45 67', job: 'Géomètre' })
  await stage.relais.makePersonalToken(post({ name: 'Tableur', scope: 'read', days: 30 }), moussa)
  const { page, data, names } = await taken(moussa)
  expect(names).toEqual(['mes-donnees.html', 'mes-donnees.json'])
  expect(data.account.rows).toMatchObject([{ email: 'moussa@teranga.sn', secondFactor: null }])
  expect(data.companies.rows).toMatchObject([{ company: 'Agence Teranga', owner: false }])
  expect(data.cards.rows.map(({ job }: { job: string }) => job)).toEqual([null, 'Géomètre'])
  expect(data.sessions.rows).toMatchObject([{ address: '10.0.0.8' }])
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

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import JSZip from 'jszip'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { derivedId, randomId } from '#kernel/base/id.ts'
import { planName } from '#kernel/space/name.ts'
import { changeRecord, createRecord } from '#kernel/space/record.ts'
import { commands } from '#domain/commands.ts'
import { business } from '#domain/model.ts'
import { freshDatabase } from '../../tests/postgres.ts'
import { Generation } from './generate.ts'
import { connect, type Connection } from '../postgres/connection.ts'
import { startRelais, type Relais } from '../relais.ts'
import { Documents } from '../sync/documents.ts'
import { inspect, speakers } from '../sync/inspect.ts'
import { UpdateLog } from '../sync/log.ts'
import type { Who } from '../sync/who.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let connection: Connection
let relais: Relais
let dataDir: string
let awa: Who
const clock = { at: Date.parse('2025-11-21T09:00:00Z'), now: () => clock.at }
let plan: Y.Doc
let [space, phase, task] = ['', '', '']
const start = () => startRelais({ connection, dataDir, clock, model: business, commands, version: '0.0.0' })

beforeEach(async () => {
  database = await freshDatabase()
  connection = connect(database.url)
  dataDir = mkdtempSync(join(tmpdir(), 'relais-sheet-'))
  relais = await start()
  const owner = { name: 'Awa Diop', email: 'awa@teranga.sn', password: 'ndar-geej-2025' }
  awa = await whoIn(await relais.setup(post({ workspace: { name: 'Agence Teranga', currency: 'XOF', timeZone: 'Africa/Dakar' }, owner })))
  ;[space, phase, task, plan] = [randomId(), randomId(), randomId(), new Y.Doc()]
  await act(awa, 'createSpace', { id: space, kind: 'project', name: 'Lancement Noflaye' })
  await edit(() => {
    create('project', space, { title: 'Lancement Noflaye', client: 'Orange Sénégal', budget: 4_000_000 })
    create('phase', phase, { title: 'Étude & « terrain »', project: space, rank: 'a0' })
    create('task', task, { title: 'Enquêter auprès des boutiques <Dakar>', phase, rank: 'a0', assignees: [awa.person], due: '2025-11-01' })
  })
})
afterEach(async () => {
  await relais.stop()
  await database.drop()
  rmSync(dataDir, { recursive: true })
})

const post = (body: unknown) => new Request('http://localhost/', { method: 'POST', body: JSON.stringify(body) })
const get = (query = '') => new Request(`http://localhost/${query}`)
const read = async (answer: Response) => JSON.parse(await answer.text())
async function whoIn(answer: Response): Promise<Who> {
  const who = await relais.who({ cookie: (answer.headers.get('set-cookie') ?? '').split(';')[0] as string })
  if (!who) throw new Error('nobody')
  return who
}
const act = async (who: Who, name: string, input: unknown, id = randomId()) => {
  const answer = await relais.command(post({ id, input }), who, name)
  return { id, status: answer.status, ...(await read(answer)) }
}
const generate = (id = randomId(), more = {}) => act(awa, 'generateSheet', { space, phase, ...more }, id)

/** What a device would send: the plan's edits, appended to its log. */
async function edit(change: () => void) {
  const before = Y.encodeStateVector(plan)
  plan.transact(change)
  const update = Y.encodeStateAsUpdate(plan, before)
  const { id: document } = await new Documents(connection.pool).open(planName(awa.workspace, space), space)
  const log = new UpdateLog(connection.pool, clock, () => {})
  await log.append({ document, update, person: awa.person, clients: speakers(inspect(update)), deviceAt: null })
}
const create = (entity: 'project' | 'phase' | 'task', id: string, values: Record<string, unknown>) =>
  createRecord(plan, business[entity], id, values)

type Version = { id: string; body: { version: number; name: string; file: string; size: number; by: string } }
const versions = async (who = awa): Promise<Version[]> =>
  (await read(await relais.feed(get('?after=0'), who))).facts.filter((fact: { kind: string }) => fact.kind === 'sheet')
const made = (count: number) => vi.waitFor(async () => expect(await versions()).toHaveLength(count), { timeout: 15_000, interval: 50 })

/** The words of the file as anybody's reader finds them. */
async function wordsOf(answer: Response): Promise<string> {
  const zip = await JSZip.loadAsync(await answer.arrayBuffer())
  const xml = await zip.file('word/document.xml')?.async('string')
  return [...(xml ?? '').matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)].map(([, words]) => words).join('\n')
}

const download = async (id: string, who: Who | null = awa) => relais.file(get(), who, id)

test('MKT-10 a sheet is a Word file filled from the live project; the next one keeps the former version', async () => {
  const { id, status, facts } = await generate()
  expect([status, facts]).toEqual([200, []])
  await made(1)
  const [first] = (await versions()) as [Version]
  expect(first).toMatchObject({
    id: derivedId('sheet', id),
    body: { phase, version: 1, name: 'fiche-etude-terrain-v1.docx', by: awa.person },
  })
  const answer = await download(first.id)
  expect(answer.headers.get('content-type')).toContain('wordprocessingml')
  expect(answer.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''fiche-etude-terrain-v1.docx")
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(Number(answer.headers.get('content-length'))).toBe(first.body.size)
  const words = await wordsOf(answer)
  for (const said of [
    'Étude &amp; « terrain »',
    'Enquêter auprès des boutiques &lt;Dakar&gt;',
    'Awa Diop',
    'Orange Sénégal',
    '4\u202f000\u202f000\u00a0F\u00a0CFA',
    'FICHE DE PHASE',
  ])
    expect(words).toContain(said)

  // Whatever was acknowledged before the decision is in it, projected or not.
  await edit(() => {
    changeRecord(plan, business.task, task, { title: 'Enquêter à Thiès', status: 'done' })
    create('task', randomId(), { title: 'Dépouiller', phase, rank: 'a1' })
  })
  await generate(randomId(), { language: 'en' })
  await made(2)
  const [, second] = (await versions()) as [Version, Version]
  expect(second.body).toMatchObject({ version: 2, name: 'sheet-etude-terrain-v2.docx' })
  const after = await wordsOf(await download(second.id))
  expect(after).toContain('Enquêter à Thiès')
  expect(after).toContain('Dépouiller')
  expect(after).toContain('Version 2, generated on 21 November 2025 by Awa Diop')
  expect(await wordsOf(await download(first.id))).toBe(words)
})

test('MKT-10 several asked at once follow each other, and a job done again makes nothing new', async () => {
  const ids = await Promise.all([1, 2, 3, 4].map(async () => (await generate()).id))
  await generate(ids[0])
  await made(4)
  const all = await versions()
  expect(all.map(fact => fact.body.version).sort()).toEqual([1, 2, 3, 4])
  expect(all.map(fact => fact.id).sort()).toEqual(ids.map(id => derivedId('sheet', id)).sort())

  await vi.waitFor(async () => expect((await jobs('completed')).length).toBe(4), { timeout: 10_000 })
  // As after a process that died once the version was recorded, before it could say so.
  await connection.pool.query(`update job.job set state = 'retry', start_after = now(), completed_on = null where name = 'sheet'`)
  await vi.waitFor(async () => expect((await jobs('completed')).length).toBe(4), { timeout: 20_000 })
  expect(await versions()).toEqual(all)
})
const jobs = async (state: string) =>
  (await connection.pool.query(`select id from job.job where name = 'sheet' and state = $1`, [state])).rows

test('MKT-10 a process that stops before its job is done leaves it to the next one', async () => {
  const make = vi.spyOn(Generation.prototype, 'generate').mockRejectedValueOnce(new Error('the worker that makes files ended with code 1'))
  await generate()
  await vi.waitFor(() => expect(make).toHaveBeenCalled(), { timeout: 10_000 })
  await relais.stop()
  make.mockRestore()
  connection = connect(database.url)
  relais = await start()
  await made(1)
  expect((await versions())[0]?.body.version).toBe(1)
})

test('MKT-10 who may not see the project may neither generate nor download its sheets', async () => {
  await generate()
  await made(1)
  const [{ id }] = (await versions()) as [Version]
  const other = randomId()
  await act(awa, 'createSpace', { id: other, kind: 'project', name: 'Autre' })
  const { link } = await act(awa, 'invite', { space: other, role: 'editor' })
  const moussa = await whoIn(
    await relais.join(post({ name: 'Moussa Sène', email: 'moussa@teranga.sn', password: 'saint-louis-24' }), link.split('/').at(-1))
  )
  expect((await download(id, null)).status).toBe(401)
  expect((await download(id, moussa)).status).toBe(404)
  expect((await act(moussa, 'generateSheet', { space, phase })).status).toBe(403)
  await act(awa, 'share', { space, person: moussa.person, role: 'viewer' })
  expect((await act(moussa, 'generateSheet', { space, phase })).status).toBe(403)
  expect((await download(id, moussa)).status).toBe(200)
  expect(await versions(moussa)).toHaveLength(1)
})

test('MKT-10 a phase that is gone or wrong is refused with words', async () => {
  expect(await generate(randomId(), { phase: randomId() })).toMatchObject({
    status: 409,
    code: 'unknown',
    detail: expect.stringContaining('choisissez'),
  })
  await edit(() => changeRecord(plan, business.phase, phase, { start: '2025-12-02', due: '2025-12-01' }))
  expect(await generate()).toMatchObject({ status: 409, code: 'problem', detail: expect.stringContaining('Corrigez d’abord') })
})

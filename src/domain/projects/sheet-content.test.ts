import { describe, expect, it } from 'vitest'
import { derivedId } from '#kernel/base/id.ts'
import { isRefusal, type Env, type Reader } from '#kernel/command/command.ts'
import { project as rebuild, type Entry } from '#kernel/projector/projection.ts'
import { fileName, generateSheet, nextVersion, sheetFact, type SheetJob } from '../documents/generate-sheet.ts'
import { business } from '../model.ts'
import { readSheet } from './read-sheet.ts'

const id = (name: string) => derivedId('sheet', name)
const [space, workspace] = [id('space'), id('workspace')]
const entry = (entity: string, name: string, values: Record<string, unknown>): Entry => ({ entity, id: id(name), values })
const task = (name: string, values: Record<string, unknown> = {}) => entry('task', name, { title: name, phase: id('p2'), ...values })
const entries: Entry[] = [
  { entity: 'project', id: space, values: { title: 'Lancement Noflaye', client: 'Orange Sénégal', budget: 12_500_000, owner: id('awa') } },
  { entity: 'space', id: workspace, values: { of: workspace, kind: 'workspace', name: 'Agence Teranga', by: id('awa') } },
  entry('phase', 'p1', { title: 'Étude', project: space, rank: 'a0' }),
  entry('phase', 'p2', { title: 'Conception & « création »', project: space, rank: 'a1', goal: 'Trois pistes, une retenue.' }),
  entry('phase', 'p9', { title: 'Jetée', project: space, deleted: 5 }),
  task('Maquettes', { kind: 'step', rank: 'a0' }),
  task('Écran A', {
    parent: id('Maquettes'),
    status: 'done',
    rank: 'a0',
    [`assignees/${id('awa')}`]: true,
    due: '2026-03-01',
    deliverables: 'Planche A2',
  }),
  task('Écran B', {
    parent: id('Maquettes'),
    rank: 'a1',
    percent: 40,
    status: 'doing',
    service: id('video'),
    due: '2026-03-10',
    blocked: true,
  }),
  task('Bon à tirer', { kind: 'milestone', rank: 'a1', due: '2026-04-01' }),
  task('Oubliée', { rank: 'a2', start: '2026-05-02', due: '2026-05-01' }),
  task('Supprimée', { rank: 'a3', deleted: 7 }),
  entry('task', 'Ailleurs', { title: 'Ailleurs', phase: id('p1') }),
  entry('dependency', 'd0', { from: id('Écran A'), to: id('Bon à tirer') }),
  entry('dependency', 'd1', { from: id('Écran B'), to: id('Bon à tirer') }),
  entry('dependency', 'd2', { from: id('Ailleurs'), to: id('Bon à tirer') }),
  {
    ...entry('document', 'brief', { title: 'Note de création', project: space, phase: id('p2') }),
    text: { body: 'Le ton est direct.\n' + 'mot '.repeat(80) },
  },
  entry('document', 'other', { title: 'Autre', project: space, phase: id('p1') }),
  entry('person', 'awa', { person: id('awa'), name: 'Awa Diop', email: 'awa@teranga.sn', hue: 20 }),
  entry('service', 'video', { name: 'Équipe vidéo' }),
]
const projection = rebuild(business, space, entries)
const read: Reader = {
  row: async (entity, one) => projection.row(entity, one) ?? null,
  rows: async (entity, where) =>
    [...projection.rows(entity).values()].filter(row => Object.entries(where).every(([name, value]) => row[name] === value)),
  role: async () => null,
}
const env: Env & { currency: string } = {
  currency: 'XOF',
  workspace,
  person: id('awa'),
  now: 1_773_300_000_000,
  today: '2026-03-15',
  id: id('command'),
}
const asked = { space, phase: id('p2'), language: 'fr' as const, by: id('awa'), version: 2 }

describe('the sheet of a phase', () => {
  it('MKT-10 says in French what the project holds', async () => {
    const made = await readSheet(read, asked, env)
    expect(made).toMatchObject({
      ...{
        workspace: 'Agence Teranga',
        title: 'Conception & « création »',
        made: 'Version 2, générée le 15 mars 2026 par Awa Diop',
        progressLabel: '23 %',
      },
      figures: [
        { label: 'À faire', value: '2', alarming: false },
        { label: 'En cours', value: '1', alarming: false },
        { label: 'Terminées', value: '1', alarming: false },
        { label: 'En retard', value: '1', alarming: true },
      ],
      late: [{ title: 'Écran B', said: '5 jours de retard (prévue le 10 mars 2026), Équipe vidéo' }],
      blocked: [{ title: 'Écran B', said: 'Équipe vidéo' }],
      author: 'Awa Diop',
    })
    expect(Object.fromEntries(made?.meta.map(({ label, value }) => [label, value]) ?? [])).toEqual({
      ...{ Projet: 'Lancement Noflaye', Client: 'Orange Sénégal', Responsable: 'Awa Diop', Phase: '2 sur 2', État: 'En cours' },
      ...{ Dates: 'du 2 mai 2026 au 1er mai 2026', Étapes: '0 terminée sur 3', Priorité: 'Moyenne' },
      Budget: '12\u202f500\u202f000\u00a0F\u00a0CFA',
      'Dates du projet': 'jusqu’au 1er mai 2026',
    })
    expect(made?.documents).toHaveLength(1)
    expect(made?.documents[0]?.excerpt.endsWith('mot…')).toBe(true)
  })
  it('MKT-10 has its steps and tasks in order, each with who, when, what it waits for and what is wrong', async () => {
    const made = await readSheet(read, asked, env)
    expect(
      made?.tasks.map(({ depth, title, status, responsible, due, progress }) => [depth, title, status, responsible, due, progress])
    ).toEqual([
      [0, 'Maquettes', 'En cours', '', '10 mars 2026', '70 %'],
      [1, 'Écran A', 'Terminée', 'Awa Diop', '1er mars 2026', '100 %'],
      [1, 'Écran B', 'En cours', 'Équipe vidéo', '10 mars 2026', '40 %'],
      [0, 'Bon à tirer', 'À faire', '', '1er avr. 2026', '0 %'],
      [0, 'Oubliée', 'À faire', '', '1er mai 2026', '0 %'],
    ])
    const of = (title: string) => made?.tasks.find(line => line.title === title)
    expect(of('Écran B')).toMatchObject({ late: true, remark: 'Bloquée' })
    expect(of('Écran A')).toMatchObject({ late: false, done: true, deliverables: 'Planche A2' })
    // Écran A is finished: nothing waits for it any more.
    expect(of('Bon à tirer')).toMatchObject({ kind: 'milestone', waitsFor: 'Écran B, Ailleurs' })
    expect(of('Oubliée')?.start).toBe('2 mai 2026')
    expect(of('Oubliée')?.remark).toBe('Valeur à corriger dans le plan')
  })
  it('MKT-10 says the same in English', async () => {
    const made = await readSheet(read, { ...asked, language: 'en' }, env)
    expect(made).toMatchObject({ heading: 'Phase sheet', made: 'Version 2, generated on 15 March 2026 by Awa Diop', progressLabel: '23%' })
    expect(made?.late[0]?.said).toBe('5 days late (due 10 March 2026), Équipe vidéo')
    expect(made?.meta.find(({ label }) => label === 'Dates')?.value).toBe('2 May 2026 to 1 May 2026')
  })
  it('is nothing once its phase is deleted, and can cross to a worker as it is', async () => {
    expect(await readSheet(read, { ...asked, phase: id('p9') }, env)).toBeNull()
    const made = await readSheet(read, asked, env)
    expect(structuredClone(made)).toEqual(made)
  })
})

describe('generateSheet', () => {
  it('MKT-10 asks for a job, as an editor of the space', async () => {
    const parsed = generateSheet.parse({ space, phase: id('p2') })
    if (isRefusal(parsed)) throw new Error(parsed.refused)
    expect(generateSheet.in(parsed)).toEqual({ space, role: 'editor' })
    expect(await generateSheet.decide(parsed, read, env)).toEqual({
      jobs: [{ name: 'sheet', data: { id: env.id, space, phase: id('p2'), language: 'fr', by: env.person } }],
    })
  })
  it.each([[{ space: 'x', phase: id('p2') }], [{ space }], [{ space, phase: id('p2'), language: 'de' }], [null]])('refuses %j', wrong => {
    expect(generateSheet.parse(wrong)).toMatchObject({ refused: 'malformed' })
  })
  it('refuses a phase that is gone, elsewhere, or has a problem', async () => {
    const ask = (phase: string, in_ = space) => generateSheet.decide({ space: in_, phase, language: 'fr' }, read, env)
    expect(await ask(id('p9'))).toMatchObject({ refused: 'unknown' })
    expect(await ask(id('ghost'))).toMatchObject({ refused: 'unknown' })
    expect(await ask(id('p2'), id('other'))).toMatchObject({ refused: 'unknown' })
    const broken: Reader = {
      ...read,
      rows: async (entity, where) => (await read.rows(entity, where)).map(row => ({ ...row, problem: [{ code: 'long', field: 'title' }] })),
    }
    expect(await generateSheet.decide({ space, phase: id('p2'), language: 'fr' }, broken, env)).toMatchObject({ refused: 'problem' })
  })
  it('MKT-10 keeps the former versions: the new one follows the last', async () => {
    const job: SheetJob = { id: env.id, space, phase: id('p2'), language: 'fr', by: env.person }
    const made = { version: 3, title: 'Conception & « création »', file: 'hash', size: 9 }
    const with2: Reader = {
      ...read,
      rows: async (entity, where) => (entity === 'sheet' ? [{ phase: id('p2'), version: 1 }, { version: 2 }] : read.rows(entity, where)),
    }
    expect([await nextVersion(read, id('p2')), await nextVersion(with2, id('p2'))]).toEqual([1, 3])
    const fact = await sheetFact(with2, job, made, env)
    expect(fact).toMatchObject({
      kind: 'sheet',
      spaces: [space],
      body: { phase: id('p2'), version: 3, name: 'fiche-conception-creation-v3.docx', file: 'hash', size: 9, at: env.now },
    })
    expect(await sheetFact(with2, job, made, env)).toEqual(fact)
    expect(await sheetFact(with2, job, { ...made, version: 2 }, env)).toMatchObject({ refused: 'changed' })
    expect(await sheetFact(read, { ...job, phase: id('p9') }, made, env)).toMatchObject({ refused: 'unknown' })
    expect([fileName('///', 1, 'en'), fileName('Œuvre', 4, 'en')]).toEqual(['sheet-v1.docx', 'sheet-oeuvre-v4.docx'])
  })
})

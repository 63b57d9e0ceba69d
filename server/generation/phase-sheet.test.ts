import JSZip from 'jszip'
import { afterAll, describe, expect, it } from 'vitest'
import type { Dependency } from '#domain/projects/dependency.ts'
import type { Phase } from '#domain/projects/phase.ts'
import type { Project } from '#domain/projects/project.ts'
import { sheetContent, type SheetContent } from '#domain/projects/sheet-content.ts'
import type { Task } from '#domain/projects/task.ts'
import { business } from '#domain/model.ts'
import { derivedId } from '#kernel/base/id.ts'
import { project as rebuild, type Entry } from '#kernel/projector/projection.ts'
import { Generation } from './generate.ts'
import { phaseSheet } from './phase-sheet.ts'

const id = (name: string) => derivedId('docx', name)
const space = id('space')
const task = (name: string, values: Record<string, unknown> = {}): Entry => ({
  entity: 'task',
  id: id(name),
  values: { title: name, phase: id('p'), ...values },
})
function content(language: 'fr' | 'en' = 'fr', more: Entry[] = []): SheetContent {
  const projection = rebuild(business, space, [
    { entity: 'project', id: space, values: { title: 'Noflaye <2026> & Cie', client: 'Orange' } },
    { entity: 'phase', id: id('p'), values: { title: 'Étude « d’impact »', project: space, goal: 'Savoir.\nDécider.' } },
    task('Enquête', { kind: 'step', rank: 'a0' }),
    task('Interroger', { parent: id('Enquête'), due: '2026-03-01', deliverables: 'Grille', [`assignees/${id('awa')}`]: true }),
    task('Comité', { kind: 'milestone', rank: 'a1' }),
    { entity: 'dependency', id: id('d'), values: { from: id('Interroger'), to: id('Comité') } },
    ...more,
  ])
  const rows = <T>(entity: string) => [...projection.rows(entity).values()] as unknown as T[]
  return sheetContent({
    ...{ language, workspace: 'Agence Teranga', currency: 'XOF', by: 'Awa Diop', version: 3, today: '2026-03-04' },
    project: projection.row('project', space) as unknown as Project,
    phase: projection.row('phase', id('p')) as unknown as Phase,
    phases: rows<Phase>('phase'),
    tasks: rows<Task>('task'),
    dependencies: rows<Dependency>('dependency'),
    documents: [{ title: 'Note de cadrage', phase: id('p'), body: 'Un texte.' }],
    people: new Map([[id('awa'), 'Awa Diop']]),
    services: new Map(),
  })
}

/** A small reader of well-formed XML: throws on what Word would refuse to open. */
type Element = { name: string; attributes: Record<string, string>; children: Element[]; text: string }
function parse(xml: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' }
  const open = [root]
  for (const [whole, tag, rest] of xml.matchAll(/<([/?!]?[\w:.-]+)([^>]*)>|[^<]+/g)) {
    const here = open.at(-1) as Element
    if (tag === undefined) here.text += whole
    else if (tag.startsWith('/')) {
      if (open.pop()?.name !== tag.slice(1)) throw new Error(`${tag} closes another element`)
    } else if (!/^[?!]/.test(tag)) {
      const attributes = Object.fromEntries([...(rest ?? '').matchAll(/([\w:]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]))
      const element: Element = { name: tag, attributes: attributes as Record<string, string>, children: [], text: '' }
      here.children.push(element)
      if (!rest?.endsWith('/')) open.push(element)
    }
  }
  if (open.length !== 1) throw new Error('an element is not closed')
  return root
}
const all = (element: Element, name: string): Element[] => [
  ...(element.name === name ? [element] : []),
  ...element.children.flatMap(child => all(child, name)),
]
const words = (element: Element): string =>
  all(element, 'w:t')
    .map(({ text }) => text)
    .join('')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
async function open(bytes: Uint8Array) {
  const zip = await JSZip.loadAsync(bytes)
  const part = async (path: string) => parse((await zip.file(path)?.async('string')) ?? '')
  return { zip, body: await part('word/document.xml'), part }
}

describe('the Word file', () => {
  it('MKT-10 is a document whose every part is well formed, filled from the live project', async () => {
    const { zip, body, part } = await open(await phaseSheet(content()))
    for (const path of Object.keys(zip.files).filter(path => /\.(xml|rels)$/.test(path))) await part(path)
    expect(Object.keys(zip.files)).toEqual(
      expect.arrayContaining(['[Content_Types].xml', '_rels/.rels', 'word/document.xml', 'word/styles.xml'])
    )
    const paragraphs = all(body, 'w:p').map(words).filter(Boolean)
    expect(paragraphs.slice(0, 4)).toEqual([
      'AGENCE TERANGA · FICHE DE PHASE',
      'Étude « d’impact »',
      'Noflaye <2026> & Cie',
      'Version 3, générée le 4 mars 2026 par Awa Diop',
    ])
    expect(paragraphs).toEqual(
      expect.arrayContaining(['Orange', 'Savoir.', 'Décider.', 'Avancement : 0 %', 'Livrables : Grille', 'Attend : Interroger'])
    )
    expect(paragraphs.slice(-2)).toEqual(['Note de cadrage', 'Un texte.'])
  })
  it('MKT-10 says what is late and what is blocked before the rest', async () => {
    const blocked = task('Louer la salle', { rank: 'a2', blocked: true, service: null })
    const paragraphs = all((await open(await phaseSheet(content('fr', [blocked])))).body, 'w:p').map(words)
    const from = paragraphs.indexOf('Interroger — 3 jours de retard (prévue le 1er mars 2026), Awa Diop')
    expect(paragraphs.slice(from - 1, from + 4)).toEqual(['En retard', paragraphs[from], '', 'Bloquées', 'Louer la salle'])
    expect(from).toBeLessThan(paragraphs.indexOf('Étapes et tâches'))
  })
  it('MKT-10 has a table of tasks whose header is repeated on every page', async () => {
    const { body } = await open(await phaseSheet(content()))
    const table = all(body, 'w:tbl').find(one => all(one, 'w:tblHeader').length > 0) as Element
    const rows = all(table, 'w:tr').map(row => all(row, 'w:tc').map(words))
    expect(all(all(table, 'w:tr')[0] as Element, 'w:tblHeader')).toHaveLength(1)
    expect(all(table, 'w:tblHeader')).toHaveLength(1)
    expect(rows[0]).toEqual(['Étape ou tâche', 'Responsable', 'Échéance', 'État', 'Avancement'])
    expect(rows.slice(1).map(([name]) => name)).toEqual(['Enquête', 'InterrogerLivrables : Grille', '◆ Comité  JalonAttend : Interroger'])
    expect(rows[2]?.slice(1)).toEqual(['Awa Diop', '1er mars 2026 (en retard)', 'À faire', '0 %'])
  })
  it('MKT-10 has numbered pages, French for the spell checker, and says what it is', async () => {
    const { part, zip } = await open(await phaseSheet(content()))
    const foot = Object.keys(zip.files).find(path => /word\/footer\d*\.xml/.test(path)) as string
    const instructions = all(await part(foot), 'w:instrText').map(({ text }) => text.trim())
    expect(instructions).toEqual(['PAGE', 'NUMPAGES'])
    expect(words(await part(foot))).toBe('Agence Teranga · Fiche de phase · v3\tPage  sur ')
    const tops = await Promise.all(
      Object.keys(zip.files)
        .filter(path => /word\/header\d*\.xml/.test(path))
        .map(part)
    )
    expect(tops.map(words).sort()).toEqual(['', 'Noflaye <2026> & Cie · Étude « d’impact »'])
    expect(all(await part('word/styles.xml'), 'w:lang')[0]?.attributes['w:val']).toBe('fr-FR')
    const core = await part('docProps/core.xml')
    expect(['dc:title', 'dc:creator', 'dc:language'].map(name => all(core, name)[0]?.text)).toEqual([
      'Fiche de phase — Étude « d’impact »',
      'Awa Diop',
      'fr-FR',
    ])
  })
  it('a character that no Word file may hold does not spoil it', async () => {
    const hostile = task('Avant\u0000\u000b\ud800 ]]></w:t> après', { rank: 'a3' })
    const { body, zip } = await open(await phaseSheet(content('fr', [hostile])))
    expect(words(body)).toContain('Avant\ufffd ]]></w:t> après')
    // eslint-disable-next-line no-control-regex
    expect(await zip.file('word/document.xml')?.async('string')).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/)
  })
  it('MKT-10 is in English when asked, and says when there is no task', async () => {
    const empty = { ...content('en'), tasks: [], late: [], documents: [] }
    const said = all((await open(await phaseSheet(empty))).body, 'w:p').map(words)
    expect(said).toEqual(expect.arrayContaining(['AGENCE TERANGA · PHASE SHEET', 'This phase has no step or task yet.', 'Progress: 0%']))
  })
  it('MKT-10 holds a phase of three hundred tasks', async () => {
    const many = Array.from({ length: 300 }, (_, i) => task(`Tâche ${i}`, { rank: 'a2' }))
    const { body } = await open(await phaseSheet(content('fr', many)))
    expect(all(body, 'w:tr').length).toBeGreaterThan(300)
  })
})

describe('the worker', () => {
  const generation = new Generation({ idle: 50 })
  afterAll(() => generation.stop())
  it('makes several files at once, rests, and starts again', async () => {
    const [first, second] = await Promise.all([
      generation.generate('phase-sheet', content()),
      generation.generate('phase-sheet', content('en')),
    ])
    expect(words((await open(first as Uint8Array)).body)).toContain('Étape ou tâche')
    expect(words((await open(second as Uint8Array)).body)).toContain('Step or task')
    await new Promise(resolve => setTimeout(resolve, 200))
    expect((await generation.generate('phase-sheet', content())).length).toBeGreaterThan(5000)
  })
  it('a file that takes too long is given up, and the next one is made', async () => {
    const hurried = new Generation({ patience: 1 })
    await expect(hurried.generate('phase-sheet', content())).rejects.toThrow('no phase-sheet after 1 ms')
    await hurried.stop()
    const patient = new Generation()
    const lost = patient.generate('phase-sheet', content())
    const refused = expect(lost).rejects.toThrow('stopped')
    await patient.stop()
    await refused
    expect((await patient.generate('phase-sheet', content())).length).toBeGreaterThan(5000)
    await patient.stop()
  })
  it('says what went wrong and goes on', async () => {
    await expect(generation.generate('phase-sheet', {} as never)).rejects.toThrow(/undefined/)
    expect((await generation.generate('phase-sheet', content())).length).toBeGreaterThan(5000)
  })
})

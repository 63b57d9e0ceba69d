import { describe, expect, it } from 'vitest'
import { isRefusal } from '#kernel/command/command.ts'
import { outline } from './outline.ts'
import { readPlan, type Choices, type Reading } from './plan-rows.ts'
import { recognise, refusePlan } from './recognise.ts'
import { readTable, type Table } from './read-table.ts'

const choices: Choices = {
  language: 'fr',
  statuses: {},
  people: [
    { id: 'p1', name: 'Aïssatou Diop', email: 'aissatou@teranga.sn' },
    { id: 'p2', name: 'Moussa Fall' },
  ],
}
function read(text: string, more: Partial<Choices> = {}): Reading {
  const table = readTable(text) as Table
  const reading = readPlan(table, recognise(table.header), { ...choices, ...more })
  if (isRefusal(reading)) throw new Error(reading.label.fr)
  return reading
}
const codes = ({ problems }: Reading) => problems.map(({ line, code }) => `${line} ${code}`)

describe('columns', () => {
  it('MKT-05 are recognised in French and in English, whatever their order and accents', () => {
    const french = [
      'N°',
      'Nom de la tâche',
      'Début',
      'Échéance',
      'Prédécesseurs',
      'Avancement (%)',
      'État',
      'Responsable',
      'Livrables',
      'Priorité',
      'Jalon',
      'Charge',
      'Durée',
      'Phase',
    ]
    expect(Object.keys(recognise(french)).sort()).toEqual(
      [
        'deliverables',
        'dependencies',
        'due',
        'duration',
        'estimate',
        'milestone',
        'number',
        'owner',
        'percent',
        'phase',
        'priority',
        'start',
        'status',
        'title',
      ].sort()
    )
    expect(recognise(['Statut de la tâche', 'Tâche'])).toEqual({ title: 1, status: 0 })
    expect(recognise(['WBS', 'Task Name', 'Start', 'Finish', 'Predecessors', '% Complete', 'Resource Names'])).toEqual({
      ...{ number: 0, title: 1, start: 2, due: 3, dependencies: 4, percent: 5, owner: 6 },
    })
  })
  it('MKT-05 of a file that is no plan get a clear answer, unless they are mapped by hand', () => {
    for (const header of [
      ['account', 'sector', 'year_established', 'revenue', 'employees'],
      ['Source', 'Titre', "Type d'offre", 'Type de bien', 'Quartier', 'Prix', 'Piece', 'Surface', 'source'],
      ['product', 'series', 'sales_price'],
    ]) {
      const refusal = refusePlan(header, recognise(header))
      expect(refusal?.refused).toBe('notAPlan')
      expect(refusal?.label.fr).toContain(header[0])
    }
    expect(refusePlan(['a', 'b'], { title: 0, start: 1 })).toBeNull()
    expect(isRefusal(readPlan(readTable('a,b\nx,y') as Table, {}, choices))).toBe(true)
  })
})

describe('the tree of dotted numbers', () => {
  it('stands under the nearest heading there is, and says which one is missing', () => {
    const { parents, headings, missing } = outline(['1', '1.1', '1.1.1', '2.0', '2.1', '3.2.1', '3'])
    expect(Object.fromEntries(parents)).toEqual({
      '1': null,
      '1.1': '1',
      '1.1.1': '1.1',
      '2.0': null,
      '2.1': '2.0',
      '3.2.1': '3',
      '3': null,
    })
    expect([...headings].sort()).toEqual(['1', '1.1', '2.0', '3'])
    expect([...missing]).toEqual([['3.2.1', '3.2']])
  })
  it('MKT-05 a heading is a step, deeper a task; only a childless marked row is a milestone; a subtask follows the phase of its heading', () => {
    const reading = read('N°;Tâche;Phase;Jalon\n1.1;B;Autre;oui\n1;A;Étude;oui\n1.1.1;C;;oui\n2;D;étude;oui')
    expect(reading.plan.tasks.map(({ source, kind, phase, parent }) => [source, kind, phase, parent])).toEqual([
      ['1.1', 'task', 'Étude', '1'],
      ['1', 'step', 'Étude', null],
      ['1.1.1', 'milestone', 'Étude', '1.1'],
      ['2', 'milestone', 'Étude', null],
    ])
    expect(reading.plan.phases).toEqual(['Étude'])
    expect(codes(reading)).toEqual(['2 otherPhase'])
  })
})

describe('rows', () => {
  it('MKT-05 say their errors with their line and in both languages, and the rest goes on', () => {
    const reading = read(
      [
        'Numéro;Tâche;Phase;Début;Fin;Durée;Dépendances;Avancement;Priorité;Charge',
        '1;A;P;2026-01-05;2026-01-02;;;;;',
        '1;A bis;P;;;;;;;',
        '2;;P;;;;;;;',
        '3;C;;demain;;x;9,3,1;120;énorme;beaucoup',
        `4;${'d'.repeat(201)};P;2026-01-05;;3 j;"1FD+2j;3 dd-1j, 4.2";50;haute;2h`,
      ].join('\n')
    )
    expect(codes(reading)).toEqual([
      '2 endBeforeStart',
      '3 duplicateNumber',
      '4 missingTitle',
      '5 noPhase',
      '5 badPercent',
      '5 badDate',
      '5 badDuration',
      '5 unknownPriority',
      '5 badEstimate',
      '5 unknownDependency',
      '5 ownHeading',
      '6 longTitle',
      '6 unknownDependency',
    ])
    expect(reading.problems.filter(({ severity }) => severity === 'error').map(({ line }) => line)).toEqual([3, 4])
    for (const { label, line } of reading.problems) {
      expect(label.fr.startsWith(`Ligne ${line} : `) && label.en.startsWith(`Line ${line}: `)).toBe(true)
      expect(label.fr).not.toMatch(/ [:;!?%»]|« |\p{L}'\p{L}/u)
    }
    expect(reading.plan.tasks.map(({ source }) => source)).toEqual(['1', '3', '4'])
    expect(reading.plan.tasks[0]).toMatchObject({ start: '2026-01-05', due: '2026-01-02' })
    expect(reading.plan.tasks[2]).toMatchObject({ start: '2026-01-05', due: '2026-01-07', percent: 50, priority: 'high', estimate: 120 })
    expect(reading.plan.links).toEqual([
      { from: '1', to: '3', kind: 'finishToStart', lag: 0 },
      { from: '1', to: '4', kind: 'finishToStart', lag: 2 },
      { from: '3', to: '4', kind: 'startToStart', lag: -1 },
    ])
    expect(reading.plan.phases).toEqual(['P', 'Sans phase'])
  })
  it('MKT-05 report a circle of dependencies and a dependency on one’s own heading', () => {
    const reading = read('id,task,depends on\n1,A,3\n2,B,1\n3,C,2\n4,D,\n4.1,E,"4,1"\n5.1,F,')
    expect(codes(reading)).toEqual(['2 circle', '3 circle', '4 circle', '6 ownHeading', '7 missingHeading'])
    expect(reading.plan.links).toHaveLength(4)
  })
  it('MKT-05 give known members their tasks; whoever else owns them becomes a department', () => {
    const reading = read(
      'id,task,owner\n1,A,aissatou DIOP\n2,B,"Équipe vidéo"\n3,C,"Moussa Fall; Équipe Vidéo"\n4,D,AISSATOU@teranga.sn\n5,E,"Achats, Ventes"\n6,F,'
    )
    expect(reading.plan.tasks.map(({ assignees, service }) => [assignees, service])).toEqual([
      [['p1'], null],
      [[], 'Équipe vidéo'],
      [['p2'], 'Équipe vidéo'],
      [['p1'], null],
      [[], 'Achats'],
      [[], null],
    ])
    expect(reading.plan.services).toEqual(['Équipe vidéo', 'Achats'])
    expect(codes(reading)).toEqual(['6 severalOwners'])
  })
  it('MKT-05 ask about words of the status column, once each, and take the answer', () => {
    const file = 'id,task,status\n1,A,Partical\n2,B,partical\n3,C,Zzz\n4,D,'
    expect(read(file).questions).toEqual([
      { about: 'status', word: 'Partical', key: 'partical', lines: [2, 3], suggestion: 'doing' },
      { about: 'status', word: 'Zzz', key: 'zzz', lines: [4], suggestion: null },
    ])
    const answered = read(file, { statuses: { partical: 'doing', zzz: 'blocked' } })
    expect(answered.questions).toEqual([])
    expect(answered.plan.tasks.map(({ status, blocked }) => [status, blocked])).toEqual([
      ['doing', false],
      ['doing', false],
      ['todo', true],
      ['todo', false],
    ])
    expect(read('id,task,status\n1,A,constructor').questions).toHaveLength(1)
  })
  it('MKT-05 ask how dates are read only when they read both ways', () => {
    const file = 'task,start,end\nA,03/04/2026,05/04/2026\nB,01/05/2026,02/05/2026'
    const asked = read(file)
    expect(asked.questions).toEqual([{ about: 'dates', examples: ['03/04/2026', '05/04/2026', '01/05/2026'], suggestion: 'dmy' }])
    expect(read('task,start,end\nA,11/12/2026,12/01/2026').questions).toMatchObject([{ suggestion: 'mdy' }])
    expect(read(file, { dateOrder: 'mdy' }).plan.tasks[0]).toMatchObject({ start: '2026-03-04', due: '2026-05-04' })
    expect(read('task,start\nA,13/04/2026').questions).toEqual([])
  })
  it('say nothing of what the file has no column for', () => {
    const [task] = read('task,start\nA,2026-01-02').plan.tasks
    expect(task).toEqual({ line: 2, source: '#1', parent: null, kind: 'task', phase: 'Plan', title: 'A', start: '2026-01-02' })
  })
})

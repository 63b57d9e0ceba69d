import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import { planName, textName } from '#kernel/space/name.ts'
import { changeRecord, createRecord } from '#kernel/space/record.ts'
import { business } from '#domain/model.ts'
import { beginPlan, openOffice, phase, task, type Office } from '../../tests/office.ts'
import { Projector } from './projector.ts'

let office: Office
beforeEach(async () => (office = await openOffice()))
afterEach(() => office.close())

const begin = () => beginPlan(office)
const copyOf = (doc: Y.Doc) => {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}

test('rows, computed values and a line of birth follow from an update', async () => {
  await begin()
  const { task: tasks, phase: phases } = await office.rows()
  expect(tasks).toMatchObject([
    { id: task, title: 'Repérage à Gorée', 'title~': 'reperage a goree', state: 'todo', problem: null, hidden: false },
  ])
  expect(phases).toMatchObject([{ steps: 1, progress: 0, until: '2025-12-01' }])
  expect(await office.history(task)).toMatchObject([
    { field: 'create', after: { title: 'Repérage à Gorée', phase, due: '2025-12-01' }, person: office.awa },
  ])
})

test('a change says who, when, before and after; a later one by another person too', async () => {
  const doc = await begin()
  const other = copyOf(doc)
  office.clock.at += 60_000
  await office.edit(other, doc => changeRecord(doc, business.task, task, { title: 'Repérage à Ngor', status: 'done' }), office.moussa)
  await office.catchUp()
  expect((await office.history(task)).slice(1)).toEqual([
    {
      field: 'title',
      before: 'Repérage à Gorée',
      after: 'Repérage à Ngor',
      won: true,
      person: office.moussa,
      recovered_by: null,
      at: office.clock.at,
    },
    { field: 'status', before: null, after: 'done', won: true, person: office.moussa, recovered_by: null, at: office.clock.at },
  ])
  expect((await office.rows()).phase).toMatchObject([{ stepsDone: 1, progress: 100, state: 'done' }])
})

test.each(['first', 'second'])(
  'two persons write one field unseen: both values are in the history and the loser is told, the %s sent first',
  async order => {
    const mine = await begin()
    const theirs = copyOf(mine)
    const sides = [
      { doc: mine, person: office.awa, title: 'Gorée' },
      { doc: theirs, person: office.moussa, title: 'Ngor' },
    ]
    if (order === 'second') sides.reverse()
    for (const { doc, person, title } of sides) await office.edit(doc, doc => changeRecord(doc, business.task, task, { title }), person)
    await office.catchUp()
    const rows = await office.rows()
    const kept = (rows.task as { title: string }[])[0]?.title
    const lines = (await office.history(task)).filter(line => line.field === 'title')
    expect(lines.map(line => line.after).sort()).toEqual(['Gorée', 'Ngor'])
    const winner = kept === 'Gorée' ? office.awa : office.moussa
    const loser = kept === 'Gorée' ? office.moussa : office.awa
    const lost = kept === 'Gorée' ? 'Ngor' : 'Gorée'
    expect(rows.conflict).toMatchObject([{ entity: 'task', record: task, field: 'title', lost, kept, loser, winner }])
  }
)

test('one person on two devices has no conflict to be told', async () => {
  const mine = await begin()
  const tablet = copyOf(mine)
  await office.edit(mine, doc => changeRecord(doc, business.task, task, { title: 'Gorée' }))
  await office.edit(tablet, doc => changeRecord(doc, business.task, task, { title: 'Ngor' }))
  await office.catchUp()
  expect((await office.rows()).conflict).toEqual([])
})

test('an edit sent again by someone else stays its author’s, and says who brought it', async () => {
  const doc = await begin()
  const before = Y.encodeStateVector(doc)
  changeRecord(doc, business.task, task, { title: 'Gorée' })
  await office.send(Y.encodeStateAsUpdate(doc, before), office.moussa)
  await office.catchUp()
  expect((await office.history(task)).at(-1)).toMatchObject({ person: office.awa, recovered_by: office.moussa })
})

test('F14 updates that come in any order, and twice, give the same rows and one line each', async () => {
  const doc = await begin()
  const updates: Uint8Array[] = []
  doc.on('update', update => updates.push(update))
  for (const title of ['un', 'deux', 'trois']) changeRecord(doc, business.task, task, { title })
  for (const update of [...updates].reverse()) await office.send(update)
  for (const update of updates) await office.send(update)
  await office.catchUp()
  expect((await office.rows()).task).toMatchObject([{ title: 'trois' }])
  expect((await office.history(task)).filter(line => line.field === 'title').map(line => line.after)).toContain('trois')
})

test('an id that another space holds is shown as taken and hides nothing', async () => {
  await begin()
  const other = randomId()
  const plan = await office.documents.open(planName(office.workspace, other), other)
  await office.edit(new Y.Doc(), doc => createRecord(doc, business.task, task, { title: 'Imposture', phase }), office.moussa, plan.id)
  await office.catchUp()
  const rows = (await office.rows()).task as { space: string; hidden: boolean; title: string; problem: unknown }[]
  expect(rows.find(row => row.space === office.space)).toMatchObject({ hidden: false, title: 'Repérage à Gorée', problem: null })
  expect(rows.find(row => row.space === other)).toMatchObject({
    hidden: true,
    problem: expect.arrayContaining([{ code: 'taken', field: 'id' }]),
  })
})

test('a freed id goes to the next space that asked for it', async () => {
  const doc = await begin()
  const other = randomId()
  const plan = await office.documents.open(planName(office.workspace, other), other)
  await office.edit(new Y.Doc(), doc => createRecord(doc, business.task, task, { title: 'Suivante', phase }), office.moussa, plan.id)
  await office.catchUp()
  await office.edit(doc, doc => doc.getMap('task').delete(task))
  await office.catchUp()
  const rows = (await office.rows()).task as { space: string; hidden: boolean }[]
  expect(rows).toMatchObject([{ space: other, hidden: false }])
  const before = await office.rows()
  await office.rebuild()
  expect(await office.rows()).toEqual(before)
})

test('the words of a text are in the row of its record, even written before it', async () => {
  const document = randomId()
  const text = await office.documents.open(textName(office.workspace, 'document', document, 'body'), office.space)
  const body = new Y.Doc()
  const write = (words: string) => (doc: Y.Doc) => {
    const paragraph = new Y.XmlElement('paragraph')
    paragraph.insert(0, [new Y.XmlText(words)])
    doc.getXmlFragment('default').push([paragraph])
  }
  await office.edit(body, write('Teranga\0 d’abord'), office.moussa, text.id)
  await office.catchUp()
  const doc = await begin()
  await office.edit(doc, doc => createRecord(doc, business.document, document, { title: 'Note', project: office.space }))
  await office.catchUp()
  await office.edit(body, write('puis le reste'), office.moussa, text.id)
  await office.catchUp()
  expect((await office.rows()).document).toMatchObject([{ title: 'Note', body: 'Teranga d’abord\npuis le reste' }])
  expect((await office.history(document)).filter(line => line.field === 'body')).toMatchObject([{ person: office.moussa }])
})

test('live = rebuilt = begun again in a fresh process, wrong values included', async () => {
  const doc = await begin()
  for (let i = 0; i < 40; i++)
    await office.edit(doc, doc => {
      const id = randomId()
      createRecord(doc, business.task, id, {
        title: i % 7 ? `Tâche ${i}` : '',
        phase: i % 5 ? phase : randomId(),
        parent: i % 3 ? null : task,
        start: '2025-12-20',
        due: i % 2 ? '2025-12-24' : '2025-12-01',
        percent: i,
      })
      if (i % 4 === 0) changeRecord(doc, business.task, id, { deleted: 1 })
      if (i % 11 === 0) doc.getMap<Y.Map<unknown>>('task').get(id)?.set('__proto__', { a: 1 })
    })
  await office.catchUp()
  const live = await office.rows()
  await office.rebuild()
  expect(await office.rows()).toEqual(live)
  await office.edit(doc, doc => changeRecord(doc, business.task, task, { title: 'Encore' }))
  await new Projector(office.pool, business, office.say).catchUp(office.workspace)
  const going = await office.rows()
  await office.rebuild()
  expect(await office.rows()).toEqual(going)
})

test('a projection that fails leaves nothing behind and succeeds later', async () => {
  const doc = await begin()
  await office.edit(doc, doc => changeRecord(doc, business.task, task, { title: 'Gorée' }))
  await office.pool.query('alter table history rename to history_away')
  await expect(office.catchUp()).rejects.toThrow('history')
  expect((await office.rows()).task).toMatchObject([{ title: 'Repérage à Gorée' }])
  await office.pool.query('alter table history_away rename to history')
  await office.catchUp()
  expect((await office.rows()).task).toMatchObject([{ title: 'Gorée' }])
})

test('what the database forgot as it died is projected again, though the process remembers it', async () => {
  const doc = await begin()
  const { rows: kept } = await office.pool.query('select sequence from projection where document = $1', [office.plan.id])
  await office.edit(doc, doc => changeRecord(doc, business.task, task, { title: 'Gorée' }))
  await office.catchUp()
  // As after a crash without the last transaction: the rows, the history and the place reached are those of before.
  await office.pool.query(`update model.task set title = 'Repérage à Gorée' where id = $1`, [task])
  await office.pool.query(`delete from history where field = 'title'`)
  await office.pool.query('update projection set sequence = $1 where document = $2', [kept[0].sequence, office.plan.id])
  await office.catchUp()
  expect((await office.rows())['task']).toMatchObject([{ title: 'Gorée' }])
  expect((await office.history(task)).map(line => line.field)).toEqual(['create', 'title'])
})

test('F36 who asks for what is logged waits for no edit that came after', async () => {
  const doc = await begin()
  const write = (n: number) => office.edit(doc, doc => changeRecord(doc, business.task, task, { title: `Gorée, prise ${n}` }))
  await write(0)
  const { query } = office.pool
  let [looks, writing] = [0, false]
  office.pool.query = async function (this: unknown, first: unknown, ...rest: unknown[]) {
    const answer = await (query as (...all: unknown[]) => unknown).call(this, first, ...rest)
    // Somebody types without rest: whenever the projector looks, there is one more.
    if (typeof first === 'string' && first.includes('d.sequence > p.sequence') && !writing && looks++ < 40) {
      writing = true
      await write(looks)
      writing = false
    }
    return answer
  } as never
  await office.catchUp()
  expect(looks).toBeLessThan(5)
  office.pool.query = query
  expect((await office.rows())['task']).toMatchObject([{ title: 'Gorée, prise 0' }])
  await office.catchUp()
  expect((await office.rows())['task']).toMatchObject([{ title: `Gorée, prise ${looks}` }])
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { isRefusal } from '#kernel/command/command.ts'
import { openDevice, type Device } from '$lib/store/device.ts'
import { awa, Browser, Rehearsal, workspace } from '../../../../tests/device-world.ts'
import { ImportDraft, titled } from './ImportDraft.svelte.ts'

let device: Device
beforeAll(async () => {
  const server = await new Rehearsal().open()
  await server.kill()
  device = await openDevice({ workspace, person: awa, environment: new Browser().tab(server) })
})
afterAll(() => device.close())

const file = (text: string, name = 'plan_2026.csv') => ({
  name,
  arrayBuffer: async () => new TextEncoder().encode(text).buffer as ArrayBuffer,
})
const plan = `N°;Tâche;État;Début;Fin;Phase
1;Étude;Partical;2026-01-05;2026-01-10;Cadrage
1.1;Entretiens;Terminée;2026-01-05;2026-01-07;Cadrage
2;Maquettes;Zut;2026-02-01;2026-02-10;Conception`
async function taken(text = plan): Promise<ImportDraft> {
  const draft = new ImportDraft(device)
  await draft.take(file(text))
  return draft
}

test('words that are not known are asked, the likely one offered, and nothing is imported before they are answered', async () => {
  const draft = await taken()
  expect(draft.questions.map(question => question.about === 'status' && [question.word, question.suggestion])).toEqual([
    ['Partical', 'doing'],
    ['Zut', null],
  ])
  expect(draft.ready).toBe(false)
  draft.answer('partical', 'doing')
  draft.answer('zut', 'blocked')
  expect([draft.questions, draft.ready]).toEqual([[], true])
  expect(draft.input).toMatchObject({
    name: 'Plan 2026',
    fresh: true,
    file: { name: 'plan_2026.csv' },
    plan: { phases: ['Cadrage', 'Conception'] },
  })
})
test('the dry run counts what would be written; a project without a name is not ready', async () => {
  const draft = await taken()
  expect(draft.run?.counts).toMatchObject({ project: { create: 1 }, phase: { create: 2 }, task: { create: 3 } })
  draft.name = '  '
  draft.answer('partical', 'doing')
  draft.answer('zut', 'todo')
  expect(draft.ready).toBe(false)
})
test('a column is given another meaning by hand; the meaning leaves the column that had it', async () => {
  const draft = await taken()
  draft.mean(1, 'deliverables')
  draft.mean(5, 'title')
  expect(draft.mapping).toMatchObject({ deliverables: 1, title: 5 })
  expect(draft.mapping.phase).toBe(undefined)
  draft.mean(5, null)
  expect(draft.read !== null && isRefusal(draft.read)).toBe(true)
})
test('a file that is no plan gets a clear answer, and keeps the page usable', async () => {
  const draft = await taken('a;b\n1;2')
  expect(draft.read && isRefusal(draft.read) && draft.read.refused).toBe('notAPlan')
  await draft.take(file(''))
  expect([draft.refused?.refused, draft.file]).toEqual(['empty', null])
  await draft.take(file(plan))
  expect(draft.refused).toBe(null)
})
test('a project is called after its file', () => {
  expect(['schedule_2025-11.csv', 'plan  média.final.CSV', '.csv', 'sans'].map(titled)).toEqual([
    'Schedule 2025-11',
    'Plan média.final',
    '',
    'Sans',
  ])
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { derivedId } from '#kernel/base/id.ts'
import { openDevice, type Device } from '$lib/store/device.ts'
import { language } from '$lib/session/Language.svelte.ts'
import { awa, Browser, Rehearsal, until, workspace } from '../../../tests/device-world.ts'
import { optionsOf } from './options.ts'
import { keyed, patchFor, shownValue, unspelled } from './shown-value.ts'
import { captionOf, choiceLabel, labelOf } from './words.ts'

let server: Rehearsal
let device: Device
let project: string
beforeAll(async () => {
  language.choose('fr')
  server = await new Rehearsal().open()
  device = await openDevice({ workspace, person: awa, environment: new Browser().tab(server) })
  await until(() => device.online, 'the server')
  await server.kill()
  const made = await device.createProject({ title: 'Lancement', owner: awa.id })
  if (made.refused) throw new Error(made.refused.label.fr)
  project = made.done
})
afterAll(async () => {
  await device.close()
})

test('a value is shown by the kind of its field, in words', () => {
  const shown = (entity: string, field: string, value: unknown) => shownValue(device, entity, field, value).replace(/[\u00a0\u202f]/g, ' ')
  expect(shown('project', 'budget', 1_250_000)).toBe('1 250 000 F CFA')
  expect(shown('task', 'estimate', 90)).toBe('1 h 30')
  expect(shown('task', 'percent', 40)).toBe('40 %')
  expect(shown('task', 'status', 'doing')).toBe('En cours')
  expect(shown('task', 'blocked', true)).toBe('Oui')
  expect(shown('task', 'due', '2024-02-29')).toBe('29 févr. 2024')
  expect(shown('task', 'due', null)).toBe('—')
  expect(shown('project', 'progress', 50)).toBe('50 %')
})
test('what stands wrongly in a document is shown as it is, never thrown', () => {
  expect(shownValue(device, 'task', 'status', 'inconnu')).toBe('inconnu')
  expect(shownValue(device, 'task', 'due', 'demain')).toBe('demain')
  expect(shownValue(device, 'task', 'estimate', 'x')).toBe('x')
  expect(shownValue(device, 'task', 'nowhere', { a: 1 })).toBe('{"a":1}')
  expect(shownValue(device, 'ghost', 'field', 3)).toBe('3')
  expect(shownValue(device, 'task', '__proto__', 'x')).toBe('x')
})
test('a reference is shown by the title of its record, and says when it is not here', () => {
  expect(shownValue(device, 'document', 'project', project)).toBe('Lancement')
  expect(captionOf(device, 'task', derivedId('nobody'))).toBe('Élément absent de cet appareil')
  expect(keyed('assignees/abc')).toEqual({ field: 'assignees', element: 'abc' })
})
test('a value that a conflict spelled is written back as its field takes it', () => {
  expect(unspelled('task', 'percent', '40')).toBe(40)
  expect(unspelled('task', 'blocked', 'true')).toBe(true)
  expect(unspelled('task', 'title', '40')).toBe('40')
  expect(unspelled('task', 'due', null)).toBe(null)
  const row = { id: 'x', space: project, deleted: null, hidden: false, problem: null, assignees: ['a'] }
  expect(patchFor(row, 'assignees/b', true)).toEqual({ assignees: ['a', 'b'] })
  expect(patchFor(row, 'assignees/a', null)).toEqual({ assignees: [] })
  expect(patchFor(row, 'title', 'Nouveau')).toEqual({ title: 'Nouveau' })
})
test('what can be chosen: the choices of a field, the phases in their order', () => {
  expect(optionsOf(device, 'task', 'status', project).map(({ label }) => label)).toEqual(['À faire', 'En cours', 'Terminée', 'Annulée'])
  expect(optionsOf(device, 'task', 'phase', project)[0]?.label).toBe('Expression du besoin')
  expect(optionsOf(device, 'task', 'phase', derivedId('elsewhere'))).toEqual([])
})
test('labels follow the language', () => {
  language.choose('en')
  expect([
    labelOf('task', 'due'),
    labelOf('task'),
    choiceLabel('task', 'status', 'done'),
    labelOf('task', 'late'),
    labelOf('ghost', 'x'),
  ]).toEqual(['Due', 'Task', 'Finished', 'Late', 'x'])
  language.choose('fr')
  expect(labelOf('task', 'due')).toBe('Échéance')
})

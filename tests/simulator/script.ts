import * as Y from 'yjs'
import { rankBetween } from '#kernel/base/rank.ts'
import type { AnyRow } from '#kernel/query/evaluate.ts'
import type { Device } from '../../src/lib/store/device.ts'
import { people } from './base.ts'
import type { Chance } from './chance.ts'
import type { Tablet } from './tablet.ts'

/** What a person does, and how often beside the rest. Each looks at what the device shows and acts on it as a screen would. */
const deeds = {
  title: 10,
  create: 8,
  status: 8,
  rank: 5,
  dates: 4,
  remove: 3,
  restore: 2,
  undo: 4,
  redo: 2,
  text: 8,
  many: 3,
  check: 2,
  move: 2,
  share: 3,
  invite: 1,
  project: 1,
}
type Deed = keyof typeof deeds
export const anyDeed = (chance: Chance): Deed => chance.weighed(deeds)

/** Does one thing on a device, if what it takes is there. What the device refuses is its right; a fault is ours. */
export async function perform(deed: Deed, tablet: Tablet, chance: Chance): Promise<string> {
  const { device, core } = tablet
  if (!device || !core) return 'not open'
  const spaces = [...new Set(device.rows('project').map(({ space }) => space))].sort().filter(space => device.mayWrite(space))
  if (!spaces.length) return 'no space'
  const space = chance.one(spaces)
  const tasks = device.rows('task', space) as unknown as AnyRow[]
  const task = tasks.length ? chance.one(tasks) : null
  const phases = device.rows('phase', space)
  const phase = phases.length ? chance.one(phases) : null
  const word = chance.bits().toString(36)
  const said = (outcome: { refused?: { code: string } | undefined }) => outcome.refused?.code ?? 'done'
  switch (deed) {
    case 'create':
      return phase
        ? said(await device.create('task', space, { title: `T ${word}`, phase: phase.id, rank: rankBetween(null, null) }))
        : 'no phase'
    case 'title':
      return task ? said(await device.change('task', task.id, { title: word })) : 'no task'
    case 'status':
      return task ? said(await device.change('task', task.id, { status: chance.one(['todo', 'doing', 'done', 'cancelled']) })) : 'no task'
    case 'dates':
      return task
        ? said(
            await device.change('task', task.id, {
              start: `2025-11-1${chance.below(9)}`,
              due: chance.one([null, `2025-11-2${chance.below(9)}`]),
            })
          )
        : 'no task'
    case 'rank': {
      const ranks = tasks.map(row => String(row['rank'])).sort()
      return task ? said(await device.change('task', task.id, { rank: rankBetween(ranks.at(-1) ?? null, null) })) : 'no task'
    }
    case 'many': {
      const batch = { label: { fr: 'Tout', en: 'All' } }
      const wishes = tasks
        .slice(0, 4)
        .map(({ id }) => ({ entity: 'task', id, patch: { priority: chance.one(['low', 'high']), title: word } }))
      return wishes.length ? said(await device.changeMany(wishes, batch)) : 'no task'
    }
    case 'check':
      return task ? said(await device.create('check', space, { title: word, task: task.id, rank: 'a0' })) : 'no task'
    case 'remove':
      return task
        ? said(await device.remove(chance.happens(0.2) && phase ? 'phase' : 'task', chance.happens(0.2) && phase ? phase.id : task.id))
        : 'no task'
    case 'restore': {
      const gone = device.removed('task', space)
      return gone.length ? said(await device.restore('task', chance.one(gone).id)) : 'nothing removed'
    }
    case 'undo':
      return (await device.undo()) ? 'done' : 'nothing to undo'
    case 'redo':
      return (await device.redo()) ? 'done' : 'nothing to redo'
    case 'text':
      return write(device, space, word, chance)
    case 'project': {
      const outcome = await device.createProject({ title: word })
      return said(outcome)
    }
    case 'share': {
      const role = chance.one(['none', 'viewer', 'editor', 'editor', 'editor', 'manager'])
      return ask(device, 'share', { space, person: chance.one(people).id, role })
    }
    case 'invite':
      return ask(device, 'invite', { space, role: 'editor' })
    case 'move': {
      const to = chance.one(spaces)
      const under = device.rows('phase', to)
      return task && to !== space && under.length
        ? ask(device, 'moveRecords', { space, entity: 'task', record: task.id, to, under: { phase: chance.one(under).id } })
        : 'nowhere to go'
    }
  }
}

async function ask(device: Device, command: string, input: unknown): Promise<string> {
  await device.act(command, input)
  return `${command} waits`
}

/** Writes in the text of a document, as an editor does: a few letters in a paragraph, or a paragraph. */
async function write(device: Device, space: string, word: string, chance: Chance): Promise<string> {
  const documents = device.rows('document', space)
  if (!documents.length) return 'no document'
  const text = device.text('document', chance.one(documents).id, 'body')
  for (let n = 0; n < 10 && !text.editable; n++) await new Promise(next => setTimeout(next, 200))
  if (!text.editable) {
    text.close()
    return 'not editable'
  }
  const fragment = text.doc.getXmlFragment('default')
  const paragraphs = fragment.toArray().filter(node => node instanceof Y.XmlElement)
  text.doc.transact(() => {
    if (!paragraphs.length || chance.happens(0.3)) {
      const paragraph = new Y.XmlElement('paragraph')
      paragraph.insert(0, [new Y.XmlText(word)])
      fragment.insert(chance.below(fragment.length + 1), [paragraph])
    } else if (chance.happens(0.15)) fragment.delete(chance.below(fragment.length), 1)
    else {
      const words = chance.one(paragraphs).get(0)
      if (words instanceof Y.XmlText) words.insert(chance.below(words.length + 1), word.slice(0, 3))
    }
  })
  setTimeout(() => text.close(), chance.between(10, 3_000))
  return 'written'
}

import * as Y from 'yjs'
import { parseName } from '#kernel/space/name.ts'
import { persevere, type Aside } from './database.ts'
import type { Core } from './core.ts'
import type { Draft } from './log.ts'
import { refusals } from './refusals.ts'
import type { SpareEdit } from './spare.ts'

/** What became of the unsent edits and commands of a disk that the browser has cleared. */
export type Recovered = { back: number; lost: number }

/**
 * Puts back on the disk the edits and commands that it has not and the server does not hold either: those of a tab that died
 * before its disk had written them, or all of them when the browser has cleared the disk. Done twice, it changes nothing.
 */
export async function recover(core: Core, cleared: boolean): Promise<void> {
  const { database, spare } = core
  const { updates, outbox } = database
  const [edits, commands] = [spare.edits(), spare.commands()]
  if (!edits.size && !commands.length) return
  const held = new Set((await persevere(database, () => updates.where('pending').equals(1).toArray())).map(entry => entry.spare))
  const missing = [...edits].filter(([id]) => !held.has(id))
  const asked = []
  for (const { seq: _, ...command } of commands)
    if (!(await outbox.where('id').equals(command.id).count())) asked.push(await outbox.add(command))
  if (asked.length) await core.outbox.restore()
  const back = missing.filter(([, { bytes }]) => bytes)
  const lost = missing.filter(([, { bytes }]) => !bytes)
  // A full disk does not keep the page from opening.
  await Promise.race([Promise.all(back.map(([id, edit]) => putBack(core, id, edit))), core.pause(2_000)])
  if (lost.length) await tellLost(core, lost)
  if (!cleared) return
  core.recovered = { back: counted(back) + asked.length, lost: counted(lost) }
  await database.meta.put({ key: 'recovered', value: core.recovered })
}

/** The person has seen it. */
export async function forgetRecovered(core: Core): Promise<void> {
  await persevere(core.database, () => core.database.meta.delete('recovered'))
  await core.recall()
  core.say({ is: 'attention' })
}

/** As a person counts them: actions on records, and texts touched. */
const counted = (edits: readonly (readonly [string, SpareEdit])[]) =>
  new Set(edits.map(([, { batch, document }]) => batch ?? document)).size

async function putBack(core: Core, id: string, { space, bytes, ...edit }: SpareEdit): Promise<void> {
  const parsed = parseName(edit.document)
  if (!bytes || (parsed?.sort !== 'plan' && parsed?.sort !== 'text')) return
  await core.feed.meet(edit.document, space, parsed.sort)
  const draft: Draft = { ...edit, bytes, spare: id, acked: false, seq: null }
  const open = core.documents.open(edit.document)
  await open.loaded
  // In memory first: what counts as unsent is in the document that is sent, even while a full disk makes it wait.
  open.take([bytes])
  core.pending.add(draft)
  core.documents.close(open)
  await core.log.append(draft)
  core.pending.placed(draft)
}

/** There was too much of it to keep twice: its author is told what it touched. */
async function tellLost(core: Core, lost: readonly (readonly [string, SpareEdit])[]): Promise<void> {
  const { database, environment, spare } = core
  const places = new Map<string, Aside>()
  for (const [, { document, space, records = [], batch = '', at = 0 }] of lost) {
    const aside = places.get(document) ?? { document, space, at: environment.clock.now(), reason: refusals.lost, updates: [], lines: [] }
    const lines = records.map(named => {
      const [entity = '', record = ''] = named.split('/')
      return { batch, at, document, space, entity, record, key: '', before: null, after: null }
    })
    places.set(document, { ...aside, lines: [...aside.lines, ...lines] })
  }
  await persevere(database, () => database.asides.bulkAdd([...places.values()]))
  for (const [id] of lost) spare.drop(id)
  await core.recall()
}

/**
 * The browser has cleared the disk under an open page: what is in memory goes back to it, and the rest is fetched again.
 * Every tab does it for the documents it has; the one that found the disk empty also for what was unsent.
 */
export async function refill(core: Core, found: boolean): Promise<void> {
  const { database, documents, feed, log, pending, spare } = core
  const torn = new Set([...spare.edits().values()].flatMap(({ bytes, document }) => (bytes ? [] : [document])))
  pending.forget()
  if (found) await feed.forget()
  log.last = 0
  for (const open of documents.all) {
    if (!open.lasting || !open.ready) continue
    const whole = { document: open.name, bytes: Y.encodeStateAsUpdate(open.doc), seq: null, acked: !torn.has(open.name) }
    await log.append(whole)
    if (!whole.acked) pending.add(whole)
  }
  for (const [id, { document }] of spare.edits()) if (torn.has(document) && documents.find(document)?.ready) spare.drop(id)
  if (found) {
    await recover(core, true)
    core.say({ is: 'refilled' })
  }
  await Promise.all([pending.restore(database), core.outbox.restore(), core.recall()])
  core.sync.lead()
}

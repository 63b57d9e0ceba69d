import * as Y from 'yjs'
import { plainText } from '#kernel/space/plain-text.ts'
import { persevere, type Aside } from './database.ts'
import type { Core } from './core.ts'
import { build } from './log.ts'
import { recover } from './recovery.ts'
import { refusalOf, refusals } from './refusals.ts'

/**
 * Takes out of a document what the server will not have, and keeps it with its content until its author decides.
 * The document is made anew from what the server has acknowledged, here and in every tab.
 */
export function setAside(core: Core, name: string, reason: string): Promise<void> {
  const mine = (turns.get(core) ?? Promise.resolve()).then(() => take(core, name, reason))
  turns.set(
    core,
    mine.catch(() => undefined)
  )
  return mine
}
/** One at a time: the refusal of an edit and the loss of its space may be told at once. */
const turns = new WeakMap<Core, Promise<void>>()

async function take(core: Core, name: string, reason: string): Promise<void> {
  const { database, log, pending, documents, journal, environment } = core
  await log.settled()
  const drafts = pending.of(name)
  if (!drafts.length) return
  const seqs = drafts.flatMap(({ seq }) => (seq === null ? [] : [seq]))
  const text = name.includes('/text/') ? await words(core, name) : undefined
  await persevere(database, () =>
    database.transaction('rw', database.updates, database.journal, database.asides, async () => {
      const entries = await database.updates.bulkGet(seqs)
      const lines = await journal.linesOf(seqs)
      const updates = entries.flatMap(entry => (entry ? [entry.bytes] : []))
      const aside: Aside = {
        document: name,
        space: core.spaceOf(name),
        at: environment.clock.now(),
        reason: refusalOf(reason),
        updates,
        lines,
      }
      await database.asides.add(text === undefined ? aside : { ...aside, text })
      await database.updates.bulkDelete(seqs)
      await database.journal.bulkDelete(lines.map(({ seq }) => seq as number))
    })
  )
  for (const draft of drafts) pending.remove(draft)
  const open = documents.find(name)
  if (open) await open.reload()
  else await core.showing.document(name)
  core.say({ is: 'remade', document: name })
  await core.recall()
}

/**
 * Edits damaged on this disk before they left: they come back from beside it. Without that, their bytes cannot be sent,
 * and what they meant is in the journal.
 */
export async function setDamagedAside(core: Core, name: string): Promise<void> {
  const { database, journal, environment, spare } = core
  const damaged = (await database.damaged.where('document').equals(name).toArray()).filter(entry => entry.pending)
  if (!damaged.length) return
  const edits = spare.edits()
  const seqs = damaged.flatMap(({ update, spare: id = '' }) => (edits.get(id)?.bytes ? [] : (update ?? [])))
  await database.transaction('rw', database.damaged, database.journal, database.asides, async () => {
    const lines = await journal.linesOf(seqs)
    const aside = { document: name, space: core.spaceOf(name), at: environment.clock.now(), reason: refusals.damaged, updates: [], lines }
    if (seqs.length) await database.asides.add(aside)
    await database.damaged.bulkUpdate(damaged.map(({ seq }) => ({ key: seq as number, changes: { pending: false } })))
  })
  await recover(core, false)
  await core.recall()
}

/** Puts them back as new edits, to be sent again: the right may have been given back. */
export async function putBack(core: Core, { seq, document, updates }: Aside): Promise<void> {
  const open = core.documents.open(document)
  await open.loaded
  Y.transact(open.doc, () => updates.forEach(update => Y.applyUpdate(open.doc, update)), 'put back')
  core.documents.close(open)
  await core.log.settled()
  await forget(core, seq as number)
  core.documents.join()
}
export async function forget(core: Core, seq: number): Promise<void> {
  await persevere(core.database, () => core.database.asides.delete(seq))
  await core.recall()
}

async function words({ documents, log }: Core, name: string): Promise<string> {
  const open = documents.find(name)
  return plainText(open?.ready ? open.doc : build(new Y.Doc(), await log.load(name), null))
}

import type { Core } from './core.ts'
import { refill } from './recovery.ts'
import type { Word } from './tabs.ts'

/** What another tab said, taken in here. */
export async function hear(core: Core, word: Word): Promise<void> {
  const { documents, feed, outbox } = core
  if (core.ended) return
  switch (word.is) {
    case 'logged':
      return logged(core, word.entries)
    case 'acknowledged':
      return core.pending.acknowledged(word.seqs)
    case 'changed':
      return core.showing.told(word.space, word.entries)
    case 'fed':
      for (const document of word.documents) feed.hear(document)
      await core.showing.facts(word.facts)
      for (const space of word.lost) core.rows.drop(space)
      feed.position = word.position
      return core.approach.told()
    case 'remade': {
      const open = documents.find(word.document)
      await countAgain(core)
      return open ? open.reload() : core.showing.copied(word.document)
    }
    case 'copied':
      return word.documents.forEach(document => core.showing.copied(document))
    case 'answered':
      return outbox.heard(word.id, word.answer)
    case 'outbox':
      await outbox.restore()
      documents.join()
      return core.sync.kick()
    case 'refilled':
      return refill(core, false)
    case 'journal':
      return core.journal.restore()
    case 'portraits':
      return core.portraits.restore()
    case 'attention':
      return core.recall()
    case 'wanted':
      return core.tabs.leader ? core.sync.kick() : undefined
  }
}

/** Places in the log that another tab filled: counted if they are not sent, and taken into the documents in memory here. */
async function logged({ log, pending, documents, showing }: Core, entries: Extract<Word, { is: 'logged' }>['entries']): Promise<void> {
  const seqs = new Map<string, number[]>()
  for (const { pending: unsent, ...entry } of entries) {
    log.last = Math.max(log.last, entry.seq)
    if (unsent) pending.heard(entry)
    showing.written(entry.document, entry.at)
    seqs.set(entry.document, [...(seqs.get(entry.document) ?? []), entry.seq])
  }
  for (const [document, places] of seqs) {
    const open = documents.find(document)
    if (!open) continue
    await open.loaded
    open.take((await log.at(places)).map(({ bytes }) => bytes))
  }
}

/** Another tab has set some of what was unsent aside. */
async function countAgain(core: Core): Promise<void> {
  core.pending.keep(new Set((await core.database.updates.where('pending').equals(1).primaryKeys()) as number[]))
  await core.recall()
}

import { setAside } from './asides.ts'
import type { Core } from './core.ts'

/** A space that is no longer ours: what had not left is set aside, the rest goes from this device. */
export async function erase(core: Core, space: string): Promise<void> {
  const { database, feed, documents: open, rows: shown } = core
  const { updates, snapshots, documents, rows, facts } = database
  for (const { name } of [...feed.known.values()].filter(document => document.space === space)) {
    await setAside(core, name, 'left')
    open.drop(name)
    feed.known.delete(name)
    await database.transaction('rw', updates, snapshots, documents, async () => {
      await updates.where('document').equals(name).delete()
      await snapshots.delete(name)
      await documents.delete(name)
    })
  }
  shown.drop(space)
  await rows.delete(space)
  await facts
    .where('spaces')
    .equals(space)
    .filter(({ spaces }) => spaces.length === 1)
    .delete()
}

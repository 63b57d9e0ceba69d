import type { beforeSyncPayload } from '@hocuspocus/server'
import type { Doc } from 'yjs'
import { limits } from '#kernel/space/limits.ts'
import { parseName } from '#kernel/space/name.ts'
import type { Watch } from '../audit/watch.ts'
import type { Documents } from './documents.ts'
import { contains, crowds, inspect, speakers } from './inspect.ts'
import { killPoint } from './kill-point.ts'
import type { UpdateLog } from './log.ts'
import { Refused } from './refused.ts'
import type { Testimony } from './testimony.ts'
import type { Who } from './who.ts'

export type Writing = {
  log: UpdateLog
  documents: Documents
  testimony: Testimony
  sizes: Map<string, number>
  watch: Pick<Watch, 'note'>
}
const [question, comparison] = [0, 1]

/**
 * Awaited before an update is applied, acknowledged and shown to others. It returns once the update is on the disk.
 * When it cannot be, the whole socket is closed: a hook that throws would leave the document dead while the socket looks healthy.
 */
export async function beforeSync(
  writing: Writing,
  { type, payload, connection, context, document, documentName }: beforeSyncPayload<Who>
): Promise<void> {
  if (type === question) return
  // It fires for readers too: what they send is neither logged nor applied.
  if (connection.readOnly) {
    if (type !== comparison || !tellsNothing(document, payload)) writing.watch.note(context, 'writeRefused', documentName)
    return
  }
  const said = inspect(payload)
  if (contains(document, said)) return
  const sort = parseName(documentName)?.sort
  const known = sort === 'plan' || sort === 'text' ? await writing.documents.find(documentName) : null
  if (!known) throw new Refused(4404, 'unknown')
  const size = (writing.sizes.get(documentName) ?? 0) + payload.byteLength
  if (size > limits.document || (sort === 'plan' && crowds(document, said))) throw new Refused(4413, 'full')
  try {
    await writing.log.append({
      document: known.id,
      // The bytes are a view of the socket's buffer, which is used again.
      update: payload.slice(),
      person: context.person,
      clients: speakers(said),
      deviceAt: writing.testimony.of(connection),
    })
  } catch (fault) {
    connection.webSocket.close(1013, 'try again later')
    throw fault
  }
  writing.sizes.set(documentName, size)
  killPoint('acknowledge:before')
  setImmediate(() => killPoint('acknowledge:after'))
}

/** A reader’s device answers the comparison that every opening begins with, by what it has more: nothing. */
function tellsNothing(document: Doc, payload: Uint8Array): boolean {
  try {
    return contains(document, inspect(payload))
  } catch (fault) {
    if (fault instanceof Refused) return false
    throw fault
  }
}

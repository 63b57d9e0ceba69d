import type { beforeHandleAwarenessPayload } from '@hocuspocus/server'
import { parseName } from '#kernel/space/name.ts'
import type { Who } from './who.ts'

const bytes = 4_096
const states = 8

/** Presence belongs to presence documents and open texts. Nobody speaks for another: the person is stamped here. */
export function stampAwareness({
  states: said,
  documentName,
  context,
}: Pick<beforeHandleAwarenessPayload<Who>, 'states' | 'documentName' | 'context'>): void {
  const sort = parseName(documentName)?.sort
  const welcome = sort === 'presence' || sort === 'text'
  let kept = 0
  for (const [client, state] of said) {
    if (!welcome || !context || ++kept > states || JSON.stringify(state).length > bytes) said.delete(client)
    else state['person'] = context.person
  }
}

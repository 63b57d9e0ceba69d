import type { Tried } from '#domain/people/audited.ts'
import type { Watch } from '../audit/watch.ts'
import { Refused, type reasons } from './refused.ts'
import type { Who } from './who.ts'

/** A document that is not there yet is asked for in good faith. */
const tries: Readonly<Record<keyof typeof reasons, Tried | null>> = {
  forbidden: 'readRefused',
  unknown: null,
  malformed: 'unreadable',
  tooLarge: 'tooLarge',
  tooMany: 'tooMany',
  full: 'full',
}

/** What the socket refuses somebody is written down, and refused all the same. */
export async function noting<Done>(watch: Pick<Watch, 'note'>, who: Who, name: string, work: () => Promise<Done>): Promise<Done> {
  try {
    return await work()
  } catch (fault) {
    const what = fault instanceof Refused ? tries[fault.reason] : null
    if (what) watch.note(who, what, name)
    throw fault
  }
}

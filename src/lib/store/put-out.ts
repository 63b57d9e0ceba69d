import { setAside } from './asides.ts'
import type { Core } from './core.ts'
import { persevere } from './database.ts'

/** Why a person is of the company no more, as the server says it. */
export type Outcast = 'suspended' | 'removed'
export const outcasts = ['suspended', 'removed'] as const satisfies readonly Outcast[]
/** What stands between a device and its promises, the worst first; each has a sentence of its own on screen. */
export const troubles = [
  ...outcasts,
  'endedElsewhere',
  'outdated',
  'blocked',
  'full',
  'disk',
  'signedOut',
  'unprotected',
  'slowed',
] as const
const place = 'out'
export const isOutcast = (value: unknown): value is Outcast => (outcasts as readonly unknown[]).includes(value)

/**
 * The company has put this person out: what had not left is set aside for the day they come back, and all that came from it goes from
 * this device.
 */
export async function putOut(core: Core, reason: Outcast): Promise<void> {
  const { database, documents, feed, journal, pending, rows, tabs } = core
  core.hinder(reason, true)
  const spaces = [...rows.spaces]
  if (tabs.leader) for (const name of pending.documents()) await setAside(core, name, 'left')
  for (const name of feed.known.keys()) documents.drop(name)
  for (const space of spaces) rows.drop(space)
  feed.known.clear()
  feed.position = 0
  if (!tabs.leader) return
  const { updates, snapshots, partials, facts, batches, meta } = database
  const gone = [updates, snapshots, partials, database.documents, database.rows, facts, database.journal, batches]
  await persevere(database, () =>
    database.transaction('rw', [...gone, meta], async () => {
      for (const table of gone) await table.clear()
      await meta.put({ key: 'position', value: 0 })
      await meta.put({ key: place, value: reason })
    })
  )
  await journal.restore()
  core.say({ is: 'fed', facts: [], documents: [], lost: spaces, position: 0 })
}

/** Said again at each start, without a network too, until the server lets them in. */
export async function recallOut(core: Core): Promise<void> {
  const said = (await core.database.meta.get(place))?.value
  if (isOutcast(said)) core.hinder(said, true)
}
export async function letIn(core: Core): Promise<void> {
  if (!isOutcast(core.trouble)) return
  for (const reason of outcasts) core.hinder(reason, false)
  await core.database.meta.delete(place)
}

/** The company asks of this person what would protect their account better, and the day has come. */
export async function isUnprotected(answer: Response): Promise<boolean> {
  const said = (await answer.json().catch(() => null)) as { protection?: { over?: unknown } | null } | null
  return said?.protection?.over === true
}

/** Why the server does not know this device’s session. */
export async function codeIn(answer: Response): Promise<unknown> {
  return ((await answer.json().catch(() => ({}))) as { code?: unknown }).code
}

import { showDevice, type Device } from '$lib/store/device.ts'
import { vaultPlace } from '$lib/store/vault.ts'
import { currentWho, place, type Who } from './who.ts'

let held: { key: string; device: Promise<Device>; blocked: Promise<null> } | null = null
const keyOf = (who: Who | null) => (who ? `${who.workspace.id}/${who.person.id}` : '')

// Another tab of this browser let someone else in, or its person out: this one begins again, as whoever is there now.
if (typeof window !== 'undefined')
  addEventListener('storage', ({ key, newValue }) => {
    // A PIN is being put on, or taken off: the disk is left to the tab that does it.
    if (key?.startsWith(vaultPlace('')) && held && newValue?.includes('"moving"')) void release().then(() => location.reload())
    if (key !== place || !held || held.key === keyOf(currentWho())) return
    void release().then(() => (currentWho() ? location.reload() : location.replace('/connexion')))
  })

/** What the page of errors is told when other tabs must be closed first. */
export const blocked = 'blocked'

/**
 * The one open device of this page. Another person's is closed first, with all that is in memory written.
 * Null when a tab of a former version holds it, unless one is patient: it is there once that tab is closed.
 */
export async function deviceOf(who: Who, { patient = false } = {}): Promise<Device | null> {
  const key = keyOf(who)
  if (held?.key === key) return patient ? held.device : Promise.race([held.device, held.blocked])
  const former = held
  const waits = Promise.withResolvers<null>()
  const device = showDevice({ ...who, blocked: () => waits.resolve(null) })
  held = { key, device, blocked: waits.promise }
  device.catch(() => {
    if (held?.device === device) held = null
  })
  await former?.device.then(device => device.close()).catch(() => null)
  return patient ? device : Promise.race([device, waits.promise])
}
/** When a person leaves: nothing of theirs stays in memory. */
export async function release(): Promise<void> {
  const former = held
  held = null
  await former?.device.then(device => device.close()).catch(() => null)
}

import { showDevice, type Device } from '$lib/store/device.ts'
import { currentWho, place, type Who } from './who.ts'

let held: { key: string; device: Promise<Device> } | null = null
const keyOf = (who: Who | null) => (who ? `${who.workspace.id}/${who.person.id}` : '')

// Another tab of this browser let someone else in: this one begins again, as whoever is there now.
if (typeof window !== 'undefined')
  addEventListener('storage', ({ key }) => {
    if (key === place && held && held.key !== keyOf(currentWho())) void release().then(() => location.reload())
  })

/** The one open device of this page. Another person's is closed first, with all that is in memory written. */
export async function deviceOf(who: Who): Promise<Device> {
  const key = keyOf(who)
  if (held?.key === key) return held.device
  const former = held
  const device = showDevice(who)
  held = { key, device }
  device.catch(() => {
    if (held?.device === device) held = null
  })
  await former?.device.then(device => device.close()).catch(() => null)
  return device
}
/** When a person leaves: nothing of theirs stays in memory. */
export async function release(): Promise<void> {
  const former = held
  held = null
  await former?.device.then(device => device.close()).catch(() => null)
}

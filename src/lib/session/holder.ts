import { openDevice, type Device } from '$lib/store/device.ts'
import type { Who } from './who.ts'

let held: { key: string; device: Promise<Device> } | null = null

/** The one open device of this page. Another person's is closed first, with all that is in memory written. */
export async function deviceOf(who: Who): Promise<Device> {
  const key = `${who.workspace.id}/${who.person.id}`
  if (held?.key === key) return held.device
  const former = held
  const device = openDevice(who)
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

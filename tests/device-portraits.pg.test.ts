// Pictures of people on devices, over the real server.
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { openDatabase } from '$lib/store/database.ts'
import { databaseName } from '$lib/store/stores.ts'
import type { Device } from '$lib/store/device.ts'
import { Browser, until } from './device-world.ts'
import { Devices, type Session } from './devices.ts'
import { inBase64, solidPicture } from './solid-picture.ts'

const devices = new Devices()
const clay = inBase64(solidPicture([180, 90, 60]))
const sea = inBase64(solidPicture([40, 90, 160]))

/** Until that device shows this picture of someone, and keeps no other. */
async function shows(device: Device, { person }: Session, wanted: string | null): Promise<void> {
  const hash = () => device.row('person', person.id)?.portrait ?? null
  const named = wanted && createHash('sha256').update(Buffer.from(wanted, 'base64')).digest('hex')
  await until(() => hash() === named && [...device.portraits.keys()].join() === (named ?? ''), `the picture ${named}`)
  for (const blob of device.portraits.values()) expect(inBase64(new Uint8Array(await blob.arrayBuffer()))).toBe(wanted)
}
async function onDisk({ workspace, person }: Session, browser: Browser) {
  const { indexedDB, IDBKeyRange } = browser.outside()
  const database = openDatabase(databaseName(workspace.id, person.id), { indexedDB, IDBKeyRange })
  const kept = await database.meta.where('key').startsWith('portrait:').count()
  database.close()
  return kept
}

test('PLT-10 a picture chosen without a network leaves with the rest, reaches every device, and is there when none has a network', async () => {
  const awa = await devices.server.begin()
  const [hers, his] = [new Browser(), new Browser()]
  await devices.stop(await devices.start(awa, hers))

  const away = await devices.start(awa, hers, { cut: true })
  await away.act('portray', { person: awa.person.id, picture: clay })
  expect(away.waiting.map(({ name }) => name)).toContain('portray')
  await devices.stop(away)

  const back = await devices.start(awa, hers)
  await shows(back, awa, clay)
  const other = await devices.start(await devices.server.signIn(), his)
  await shows(other, awa, clay)

  // Replaced, and then taken away: what no card shows does not stay on a disk.
  await other.act('portray', { person: awa.person.id, picture: sea })
  await shows(back, awa, sea)
  await shows(other, awa, sea)
  await devices.stop(other)
  const alone = await devices.start(awa, his, { cut: true })
  await shows(alone, awa, sea)
  await devices.stop(alone)
  await back.act('portray', { person: awa.person.id, picture: null })
  await shows(back, awa, null)
  await devices.stop(back)
  expect(await onDisk(awa, hers)).toBe(0)
}, 60_000)

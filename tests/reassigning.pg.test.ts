// A client's file goes from one agent to another: what leaves a person's spaces leaves their devices.
import { expect, test } from 'vitest'
import type { Device } from '$lib/store/device.ts'
import { Browser, until } from './device-world.ts'
import { Devices } from './devices.ts'

const devices = new Devices()
const secret = 'Dossier Kassak'

const done = ({ done, refused }: { done?: unknown; refused?: unknown }): string => {
  if (refused) throw new Error(JSON.stringify(refused))
  return String(done)
}
const act = async (device: Device, name: string, input: unknown) => {
  const answer = await (await device.act(name, input)).settled
  expect(answer.refused).toBeUndefined()
  return answer as { link?: string }
}

/** The portfolios of Moussa and of Fatou, and their director Awa, who is in both. In Moussa's, a client's file with a text and a task. */
async function portfolios() {
  const awa = await devices.server.begin()
  const director = await devices.start(awa)
  await until(() => director.online, 'the network')
  const [mine, theirs] = [
    done(await director.createProject({ title: 'Portefeuille A' })),
    done(await director.createProject({ title: 'Portefeuille B' })),
  ]
  await director.open(mine).ready
  await director.open(theirs).ready
  const file = done(await director.create('document', mine, { title: secret, project: mine }))
  const phase = director.rows('phase', mine)[0]?.id as string
  const visit = done(await director.create('task', mine, { title: `${secret}, visite`, phase }))
  await devices.saved(director)
  const [{ link: first }, { link: second }] = [
    await act(director, 'invite', { space: mine, role: 'editor' }),
    await act(director, 'invite', { space: theirs, role: 'editor' }),
  ]
  const person = (name: string) => ({ name, email: `${name.toLowerCase()}@teranga.sn`, password: 'saint-louis-24' })
  const moussa = await devices.server.join(first as string, person('Moussa'))
  const fatou = await devices.server.join(second as string, person('Fatou'))
  return { awa, director, mine, theirs, file, visit, moussa, fatou }
}

/** All that a browser keeps on its disk, as text. */
async function disk({ indexedDB }: Browser): Promise<string> {
  const parts: string[] = []
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name as string)
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
    for (const store of database.objectStoreNames)
      parts.push(
        await new Promise<string>(resolve => {
          const request = database.transaction(store).objectStore(store).getAll()
          request.onsuccess = () => resolve(`${store}: ${JSON.stringify(request.result, spelled)}`)
        })
      )
    database.close()
  }
  return parts.join('\n')
}
const spelled = (_: string, value: unknown) =>
  value instanceof Uint8Array ? Buffer.from(value).toString() : value instanceof ArrayBuffer ? Buffer.from(value).toString() : value

test(
  'CRM-25 a file that goes to another agent leaves the device of the first, and what was being written there is handed back',
  { timeout: 90_000 },
  async () => {
    const { director, mine, theirs, file, moussa, fatou } = await portfolios()
    const [hers, browser] = [await devices.start(fatou), new Browser()]
    const his = await devices.start(moussa, browser)
    await until(() => his.row('document', file)?.title === secret, 'the file on his device', 15_000)
    await devices.stop(his)
    expect(await disk(browser)).toContain(secret)
    const offline = await devices.start(moussa, browser, { cut: true })
    done(await offline.change('document', file, { title: `${secret}, relu en route` }))
    await devices.stop(offline)

    await act(director, 'moveRecords', { entity: 'document', record: file, space: mine, to: theirs })
    await until(() => hers.row('document', file)?.title === secret, 'the file on hers', 15_000)
    const back = await devices.start(moussa, browser)
    await until(() => back.attention.length === 1, 'what he wrote to be handed back', 15_000)
    expect(back.attention).toMatchObject([{ kind: 'conflict', record: file, field: 'title', lost: `${secret}, relu en route` }])
    await until(() => back.rows('document').length === 0, 'the file to be gone', 15_000)
    expect(back.removed('document')).toEqual([])
    expect(back.row('document', file)?.title ?? null).not.toBe(secret)
    expect(await devices.server.history(moussa, 'document', file)).not.toContainEqual(expect.objectContaining({ field: 'body' }))
    expect(await devices.server.query(moussa, { from: 'document' })).toEqual([])
    expect((await devices.server.query(fatou, { from: 'document' })).map(row => row['id'])).toEqual([file])
    expect(hers.row('document', file)?.title).toBe(secret)
  }
)

test(
  'CRM-25 who loses a portfolio loses all of it from the device, but for what they had not sent, which is kept for them',
  { timeout: 90_000 },
  async () => {
    const { director, mine, visit, file, moussa } = await portfolios()
    const browser = new Browser()
    const his = await devices.start(moussa, browser)
    await until(() => his.row('task', visit) !== null && his.row('document', file) !== null, 'the portfolio on his device', 15_000)
    await devices.stop(his)
    const offline = await devices.start(moussa, browser, { cut: true })
    done(await offline.change('task', visit, { deliverables: 'Rapport écrit dans le bus' }))
    await devices.stop(offline)
    expect(await disk(browser)).toContain(secret)

    await act(director, 'share', { space: mine, person: moussa.person.id, role: 'none' })
    const back = await devices.start(moussa, browser)
    await until(() => back.attention.length === 1, 'what he had not sent', 15_000)
    expect(back.attention).toMatchObject([{ kind: 'aside', space: mine }])
    expect(JSON.stringify(back.attention)).toContain('Rapport écrit dans le bus')
    await until(() => back.role(mine) === null && back.rows('task').length === 0, 'the portfolio to be gone', 15_000)
    for (const entity of ['project', 'phase', 'task', 'document'] as const)
      expect([entity, back.rows(entity), back.removed(entity)]).toEqual([entity, [], []])
    await devices.stop(back)
    const left = await disk(browser)
    expect(left).toContain('Rapport écrit dans le bus')
    expect(left).not.toContain(secret)
    for (const record of [visit, file]) expect(await devices.server.history(moussa, 'task', record)).toEqual([])
    expect(await devices.server.query(moussa, { from: 'task' })).toEqual([])
  }
)

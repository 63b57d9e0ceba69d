import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { planName } from '#kernel/space/name.ts'
import { derivedId } from '#kernel/base/id.ts'
import { awa, Browser, Rehearsal, shared, space, until, workspace } from '../../../tests/device-world.ts'
import { openDevice, type Device } from './device.ts'

const plan = planName(workspace.id, space)
let server: Rehearsal
let browser: Browser
let devices: Device[] = []

async function start(on = browser, as = awa): Promise<Device> {
  const device = await openDevice({ workspace, person: as, environment: on.tab(server, as) })
  devices.push(device)
  return device
}
async function stop(device: Device): Promise<void> {
  devices = devices.filter(other => other !== device)
  await device.close()
}
async function withTask(): Promise<{ device: Device; id: string }> {
  const device = await start()
  await until(() => device.mayWrite(space), 'the right to write')
  await device.create('project', space, { title: 'Lancement' }, { id: space })
  const phase = (await device.create('phase', space, { title: 'Conception', project: space })).done as string
  const id = (await device.create('task', space, { title: 'Brief', phase })).done as string
  await until(() => device.state.is === 'saved', 'all to be saved')
  return { device, id }
}

beforeEach(async () => {
  devices = []
  server = await new Rehearsal().open()
  browser = new Browser()
  shared(server)
})
afterEach(async () => {
  await Promise.all(devices.map(device => device.close()))
  await server.kill()
})

describe('two tabs of one person', () => {
  it('show each other’s edits without a server, count them once, and undo each other', async () => {
    const { device: one, id } = await withTask()
    const two = await start()
    await until(() => two.online && one.online, 'the network')
    await server.kill()
    await until(() => !one.online && !two.online, 'the end of the network')
    const held = one.open(space)
    await one.change('task', id, { title: 'D’un onglet' })
    await until(() => two.row('task', id)?.title === 'D’un onglet', 'the edit in the other tab')
    await two.change('task', id, { status: 'doing' })
    await until(() => one.row('task', id)?.status === 'doing', 'the answer')
    for (const device of [one, two]) await until(() => device.state.count === 2 && device.pending('task', id), 'both to count two')
    await until(() => one.undoable?.id === two.undoable?.id, 'one journal')
    await one.undo()
    await until(() => two.row('task', id)?.status === 'todo', 'the undo in the other tab')
    held.close()
    await server.open()
    for (const device of [one, two]) await until(() => device.state.is === 'saved', 'all to be saved')
    expect(server.state(plan).getMap('task').toJSON()[id]).toMatchObject({ title: 'D’un onglet', status: null })
  })

  it('what a closed tab left unsent leaves from the other', async () => {
    const { device: one, id } = await withTask()
    const two = await start()
    await until(() => two.online, 'the network')
    await server.kill()
    await until(() => !one.online && !two.online, 'the end of the network')
    await one.change('task', id, { title: 'Avant de fermer' })
    await stop(one)
    await server.open()
    await until(() => two.state.is === 'saved' && two.state.count === 0, 'the edit to leave')
    expect(server.state(plan).getMap('task').toJSON()[id]).toMatchObject({ title: 'Avant de fermer' })
  })

  it('PLT-24 a decision taken in one is sent once, and its answer reaches it', async () => {
    const { device: one } = await withTask()
    const two = await start()
    await until(() => two.online, 'the network')
    const waiting = await two.act('invite', { space })
    expect((await waiting.settled).facts).toEqual([])
    expect(server.commands.filter(({ name }) => name === 'invite')).toHaveLength(1)
    await until(() => one.waiting.length === 0 && two.waiting.length === 0, 'the outbox to be empty')
    await stop(one)
    await (
      await two.act('invite', { space })
    ).settled
    expect(server.commands.filter(({ name }) => name === 'invite')).toHaveLength(2)
  })
})

describe('a project made on this device', () => {
  it('PLT-24 refused, stays a draft that nobody else sees, and can be asked for again', async () => {
    server.decide = name =>
      name === 'createSpace'
        ? { status: 409, body: { code: 'taken', label: { fr: 'Pris.', en: 'Taken.' } } }
        : { status: 200, body: { facts: [] } }
    const device = await start()
    await until(() => device.online, 'the network')
    const id = (await device.createProject({ title: 'Brouillon' })).done as string
    await until(() => device.state.is === 'attention', 'the refusal')
    expect(device.rows('phase', id)).toHaveLength(6)
    expect((await device.change('project', id, { title: 'Brouillon, v2' })).refused).toBeUndefined()
    expect(server.documents.has(planName(workspace.id, id))).toBe(false)
    server.decide = () => {
      server.say({ id: derivedId('mine', id), kind: 'membership', body: { of: id, person: awa.id, role: 'manager' }, spaces: [id] })
      return { status: 200, body: { facts: [] } }
    }
    const [item] = device.attention
    if (item) await device.retry(item)
    await until(() => device.state.is === 'saved', 'the project to leave')
    expect(server.state(planName(workspace.id, id)).getMap('project').toJSON()[id]).toMatchObject({ title: 'Brouillon, v2' })
  })

  it('discarded, goes from this device', async () => {
    server.decide = () => ({ status: 422, body: { code: 'missing', label: { fr: 'Non.', en: 'No.' } } })
    const device = await start()
    await until(() => device.online, 'the network')
    const id = (await device.createProject({ title: 'Brouillon' })).done as string
    await until(() => device.state.is === 'attention', 'the refusal')
    const [item] = device.attention
    if (item) await device.discard(item)
    await until(() => device.state.is === 'saved', 'nothing to be left')
    expect(device.row('project', id)).toBeNull()
  })

  it('a server that cannot answer now is asked again', async () => {
    let times = 0
    server.decide = () => (++times < 3 ? { status: 503, body: {} } : { status: 200, body: { facts: [] } })
    browser.speed = 50
    const device = await start()
    await until(() => device.online, 'the network')
    expect((await (await device.act('invite', { space })).settled).facts).toEqual([])
    expect(new Set(server.commands.map(({ id }) => id)).size).toBe(1)
    expect(times).toBe(3)
  })
})

describe('somebody else in this browser', () => {
  it('gets nothing into the device of the one before', async () => {
    const fatou = { id: derivedId('fatou'), name: 'Fatou', email: 'fatou@teranga.sn' }
    const device = await openDevice({ workspace, person: awa, environment: browser.tab(server, fatou) })
    devices.push(device)
    await until(() => device.trouble === 'signedOut', 'the doubt')
    expect(device.rows('space')).toEqual([])
    await until(() => device.state.is === 'offline', 'the word that says so')
  })
})

describe('presence', () => {
  it('PLT-23 shows who is here and on which record, and forgets who leaves', async () => {
    const fatou = { id: derivedId('fatou'), name: 'Fatou', email: 'fatou@teranga.sn' }
    server.say({ id: derivedId('card'), kind: 'person', body: { person: fatou.id, name: 'Fatou Sarr', email: fatou.email, hue: 200 } })
    const [one, two] = [await start(), await start(new Browser(), fatou)]
    const [here, there] = [one.presence(space), two.presence(space)]
    there.setHere({ screen: 'plan', record: 'r', field: 'title' })
    await until(() => here.people.length === 2, 'both to be seen')
    await until(() => here.at('r')[0]?.name === 'Fatou Sarr', 'the record she is on')
    expect(here.people[0]).toMatchObject({ me: true, name: awa.name })
    expect(there.at('r')).toEqual([])
    there.close()
    await until(() => here.people.length === 1, 'her to be gone')
    here.close()
  })
})

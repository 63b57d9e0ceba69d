import { describe, expect, it, vi } from 'vitest'
import { planName } from '#kernel/space/name.ts'
import { derivedId } from '#kernel/base/id.ts'
import { plan, Stage } from '../../../tests/device-stage.ts'
import { awa, Browser, slowDigest, space, until, workspace } from '../../../tests/device-world.ts'
import type { Device } from './device.ts'
import { Log } from './log.ts'

const stage = new Stage()

describe('two tabs of one person', () => {
  it('show each other’s edits without a stage.server, count them once, and undo each other', async () => {
    const { device: one, id } = await stage.withTask()
    const two = await stage.start()
    await until(() => two.online && one.online, 'the network')
    await stage.server.kill()
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
    await stage.server.open()
    for (const device of [one, two]) await until(() => device.state.is === 'saved', 'all to be saved')
    expect(stage.server.state(plan).getMap('task').toJSON()[id]).toMatchObject({ title: 'D’un onglet', status: null })
  })

  it('what a closed tab left unsent leaves from the other', async () => {
    const { device: one, id } = await stage.withTask()
    const two = await stage.start()
    await until(() => two.online, 'the network')
    await stage.server.kill()
    await until(() => !one.online && !two.online, 'the end of the network')
    await one.change('task', id, { title: 'Avant de fermer' })
    await stage.stop(one)
    await stage.server.open()
    await until(() => two.state.is === 'saved' && two.state.count === 0, 'the edit to leave')
    expect(stage.server.state(plan).getMap('task').toJSON()[id]).toMatchObject({ title: 'Avant de fermer' })
  })

  it('PLT-22 a tab that opens while another is being written in shows all of it, however slow the disk', { timeout: 60_000 }, async () => {
    const { device: one, phase } = await stage.withTask()
    await stage.server.kill()
    await until(() => !one.online, 'the end of the network')
    const held = one.open(space)
    // What the first writes reaches the disk in its order, and late.
    const { append } = Log.prototype
    const late = vi.spyOn(Log.prototype, 'append').mockImplementation(async function (this: Log, draft) {
      await new Promise(next => setTimeout(next, 120))
      return append.call(this, draft)
    })
    // What the second reads first was saved before, and takes it a while.
    for (const leave of stage.browser.leave) leave()
    const slow = slowDigest(60)
    for (let round = 0; round < 4; round++) {
      const written: string[] = []
      let [opening, opened]: [boolean, Device | null] = [true, null]
      const writing = async () => {
        for (let n = 0; opening || n < 12; n++) {
          written.push((await one.create('task', space, { title: `${round}.${n}`, phase })).done as string)
          await new Promise(next => setTimeout(next, 3))
        }
      }
      const done = writing()
      // At every moment of it; every other with the plan open at once.
      await new Promise(next => setTimeout(next, 20 + round * 35))
      opened = await stage.start()
      const seen = round % 2 ? opened.open(space) : null
      opening = false
      await done
      const two = opened
      await until(() => written.every(id => two.row('task', id)), 'all that was written')
      await until(() => two.state.count === one.state.count, 'both to count alike')
      seen?.close()
      await stage.stop(two)
    }
    slow.mockRestore()
    late.mockRestore()
    held.close()
  })

  it('PLT-22 what another tab was told just before one opens is shown there too, once it is on the disk', async () => {
    const { device: one, id } = await stage.withTask()
    const held = one.open(space)
    const elsewhere = await stage.start({ as: awa, on: new Browser().tab(stage.server) })
    await until(() => one.state.is === 'saved' && elsewhere.row('task', id), 'all to be saved, and there elsewhere')
    const { append } = Log.prototype
    const late = vi.spyOn(Log.prototype, 'append').mockImplementation(async function (this: Log, draft) {
      await new Promise(next => setTimeout(next, 400))
      return append.call(this, draft)
    })
    await elsewhere.change('task', id, { title: 'D’ailleurs' })
    await until(() => one.row('task', id)?.title === 'D’ailleurs', 'the edit of elsewhere')
    const two = await stage.start()
    await until(() => two.row('task', id)?.title === 'D’ailleurs', 'it in the other tab')
    late.mockRestore()
    held.close()
  })

  it('PLT-24 a decision taken in one is sent once, and its answer reaches it', async () => {
    const { device: one } = await stage.withTask()
    const two = await stage.start()
    await until(() => two.online, 'the network')
    const waiting = await two.act('invite', { space })
    expect((await waiting.settled).facts).toEqual([])
    expect(stage.server.commands.filter(({ name }) => name === 'invite')).toHaveLength(1)
    await until(() => one.waiting.length === 0 && two.waiting.length === 0, 'the outbox to be empty')
    await stage.stop(one)
    await (
      await two.act('invite', { space })
    ).settled
    expect(stage.server.commands.filter(({ name }) => name === 'invite')).toHaveLength(2)
  })
})

describe('a project made on this device', () => {
  it('PLT-24 refused, stays a draft that nobody else sees, and can be asked for again', async () => {
    stage.server.decide = name =>
      name === 'createSpace'
        ? { status: 409, body: { code: 'taken', label: { fr: 'Pris.', en: 'Taken.' } } }
        : { status: 200, body: { facts: [] } }
    const device = await stage.start()
    await until(() => device.online, 'the network')
    const id = (await device.createProject({ title: 'Brouillon' })).done as string
    await until(() => device.state.is === 'attention', 'the refusal')
    expect(device.rows('phase', id)).toHaveLength(6)
    expect((await device.change('project', id, { title: 'Brouillon, v2' })).refused).toBeUndefined()
    expect(stage.server.documents.has(planName(workspace.id, id))).toBe(false)
    stage.server.decide = () => {
      stage.server.say({ id: derivedId('mine', id), kind: 'membership', body: { of: id, person: awa.id, role: 'manager' }, spaces: [id] })
      return { status: 200, body: { facts: [] } }
    }
    const [item] = device.attention
    if (item) await device.retry(item)
    await until(() => device.state.is === 'saved', 'the project to leave')
    expect(stage.server.state(planName(workspace.id, id)).getMap('project').toJSON()[id]).toMatchObject({ title: 'Brouillon, v2' })
  })

  it('discarded, goes from this device', async () => {
    stage.server.decide = () => ({ status: 422, body: { code: 'missing', label: { fr: 'Non.', en: 'No.' } } })
    const device = await stage.start()
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
    stage.server.decide = () => (++times < 3 ? { status: 503, body: {} } : { status: 200, body: { facts: [] } })
    stage.browser.speed = 50
    const device = await stage.start()
    await until(() => device.online, 'the network')
    expect((await (await device.act('invite', { space })).settled).facts).toEqual([])
    expect(new Set(stage.server.commands.map(({ id }) => id)).size).toBe(1)
    expect(times).toBe(3)
  })
})

describe('somebody else in this browser', () => {
  it('gets nothing into the device of the one before', async () => {
    const fatou = { id: derivedId('fatou'), name: 'Fatou', email: 'fatou@teranga.sn' }
    const device = await stage.start({ as: awa, on: stage.browser.tab(stage.server, fatou) })
    await until(() => device.trouble === 'signedOut', 'the doubt')
    expect(device.rows('space')).toEqual([])
    await until(() => device.state.is === 'offline', 'the word that says so')
  })
})

describe('presence', () => {
  it('PLT-23 shows who is here and on which record, and forgets who leaves', async () => {
    const fatou = { id: derivedId('fatou'), name: 'Fatou', email: 'fatou@teranga.sn' }
    stage.server.say({
      id: derivedId('card'),
      kind: 'person',
      body: { person: fatou.id, name: 'Fatou Sarr', email: fatou.email, hue: 200 },
    })
    const [one, two] = [await stage.start(), await stage.start({ as: fatou, on: new Browser().tab(stage.server, fatou) })]
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

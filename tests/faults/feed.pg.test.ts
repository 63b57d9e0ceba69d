// Fifty devices read the feed while others write, decide, and the server is killed: no position is skipped, none is told twice.
import { rmSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { randomId } from '#kernel/base/id.ts'
import { planName } from '#kernel/space/name.ts'
import { madeFolder } from '../made-before.ts'
import { foundCompanyIn } from '../kill/company.ts'
import { freePort, ServerProcess } from '../kill/server-process.ts'
import { until, Writer } from '../kill/writer.ts'
import { counted, whole } from './counted.ts'

const dataDir = madeFolder('relais-feed-')
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

type Page = {
  position: number
  documents: { name: string; sequence: number }[]
  facts: { id: string; position: number }[]
  lost: string[]
}
/** A device as far as the feed goes: it keeps what it was told, and asks from where it stands. */
class Follower {
  position = 0
  readonly facts = new Map<string, number>()
  readonly documents = new Map<string, number>()
  readonly wrong: string[] = []
  take(page: Page) {
    if (page.position < this.position) this.wrong.push(`went back from ${this.position} to ${page.position}`)
    for (const { id, position } of page.facts) {
      if (this.facts.has(id)) this.wrong.push(`fact ${id} twice`)
      if (position <= this.position || position > page.position) this.wrong.push(`fact ${id} at ${position}, asked after ${this.position}`)
      this.facts.set(id, position)
    }
    for (const { name, sequence } of page.documents) {
      if ((this.documents.get(name) ?? -1) >= sequence) this.wrong.push(`${name} told again at ${sequence}`)
      this.documents.set(name, sequence)
    }
    this.position = page.position
  }
}

const kills = whole ? 30 : 3
const followers = 50
test(
  `F34 the feed skips and repeats nothing for ${followers} devices, through ${kills} kills`,
  { timeout: 180_000 + kills * 25_000 },
  async ({ task }) => {
    const { workspace, space, phase, cookies } = await foundCompanyIn(dataDir)
    const server = new ServerProcess(dataDir, await freePort(), {}, 'tests/kill/doors.ts')
    const cookie = cookies[0] as string
    const door = (path: string, body?: unknown) =>
      fetch(`http://127.0.0.1:${server.port}/${path}`, {
        headers: { cookie },
        ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
      })
    const devices = Array.from({ length: followers }, () => new Follower())
    let [going, asked] = [true, 0]
    const follow = async (device: Follower) => {
      while (going) {
        const page = await door(`feed?after=${device.position}`)
          .then(async answer => (answer.status === 200 ? ((await answer.json()) as Page) : null))
          .catch(() => null)
        if (page) {
          device.take(page)
          asked++
        }
        await new Promise(next => setTimeout(next, Math.random() * 3_000))
      }
    }
    const decided = new Set<string>()
    const decide = async () => {
      while (going) {
        const id = randomId()
        await door('command/createSpace', { id: randomId(), input: { id, kind: 'project', name: 'Encore' } })
          .then(answer => answer.status === 200 && decided.add(id))
          .catch(() => {})
        await new Promise(next => setTimeout(next, 250))
      }
    }
    const writers = cookies.map(one => new Writer(server.port, one, planName(workspace, space)))
    expect(await server.start()).toBe(true)
    const all = [...devices.map(follow), decide(), decide()]
    const points = ['append:before', 'flush:after', 'project:after', 'command:before', 'command:after']
    for (const writer of writers) {
      writer.connect()
      writer.write(phase, 60)
    }
    await until('the beginning', () => decided.size > 3, 60_000)
    await server.stop()
    for (let kill = 0; kill < kills; kill++) {
      if (!(await server.start({ at: `${points[kill % points.length]}:${10 + Math.floor(Math.random() * 20)}`, postgres: kill % 4 === 3 })))
        continue
      await server.end(8_000)
    }
    for (const writer of writers) writer.rest()
    expect(await server.start()).toBe(true)
    await until('everything to be saved', () => writers.every(writer => writer.settled), 60_000)
    going = false
    await Promise.all(all)
    const truth = new Follower()
    truth.take((await (await door('feed?after=0')).json()) as Page)
    for (const device of devices) device.take((await (await door(`feed?after=${device.position}`)).json()) as Page)
    for (const writer of writers) writer.destroy()
    await server.stop()

    expect(devices.flatMap(device => device.wrong)).toEqual([])
    for (const device of devices) {
      expect(new Map([...device.facts].sort())).toEqual(new Map([...truth.facts].sort()))
      expect(new Map([...device.documents].sort())).toEqual(new Map([...truth.documents].sort()))
    }
    const begun = decided.size
    expect(truth.documents.size).toBeGreaterThanOrEqual(begun)
    counted(task, { kills, devices: followers, pages: asked, decisions: begun, facts: truth.facts.size, skipped: 0, twice: 0 })
  }
)

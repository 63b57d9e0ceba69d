import { people, type Base } from './base.ts'
import type { Cluster } from './database.ts'
import { Host } from './host.ts'
import { Link } from './network.ts'
import { Life, type World } from './outside.ts'
import { Tablet } from './tablet.ts'
import { Truth } from './truth.ts'

/** A server, two to four devices of two or three people, and what is known of them from the outside. */
export class Company {
  readonly world: World
  readonly truth: Truth
  readonly host: Host
  readonly tablets: readonly Tablet[]
  /** Who makes things happen. */
  readonly director = new Life('director')
  readonly #cluster: Cluster

  constructor(world: World, cluster: Cluster, base: Base, folder: string) {
    const { chance } = world
    this.world = world
    this.#cluster = cluster
    this.truth = new Truth(cluster)
    this.host = new Host(world, cluster, folder, this.truth)
    this.tablets = Array.from({ length: chance.one([2, 2, 3, 3, 4]) }, (_, n) => {
      const who = n < 2 ? n : chance.below(people.length)
      const link = new Link(world, () => this.host.door)
      const tablet = new Tablet(world, link, `${people[who]?.name}${n}`, people[who] as never, base.cookies[who] as string)
      tablet.slow = chance.one([2, 2, 15, 80])
      tablet.skew = chance.happens(0.3) ? chance.between(-86_400_000, 86_400_000) : chance.between(-2_000, 2_000)
      return tablet
    })
  }

  /** Whether a device's disk and words are true at this moment. */
  async look(tablet: Tablet): Promise<void> {
    await this.truth.disk(tablet)
    await this.truth.word(tablet)
  }
  /** The server dies, and comes back after so many milliseconds. */
  async killServer(after: number): Promise<void> {
    const life = await this.host.crash()
    for (const { link } of this.tablets) {
      link.orphan()
      if (life) link.forget(life)
    }
    this.world.after(after, () => this.host.life ?? this.host.start(), 'the server comes back', this.director)
  }
  /** The sessions of the database end, and new ones are refused for a while. */
  async loseDatabase(after: number): Promise<void> {
    const { pool } = this.host
    if (!pool) return
    await pool.lose()
    this.world.after(after, () => (pool.away = null), 'the database is back', this.director)
  }
  /** Nothing fails any more, and everybody is there. */
  heal(): void {
    const { host, tablets } = this
    Object.assign(host, { slow: 1, forgetful: 0 })
    if (host.pool) Object.assign(host.pool, { away: null, slow: 1, forgetful: 0 })
    if (!host.life) host.start()
    for (const tablet of tablets) {
      Object.assign(tablet.link, { loss: 0, noise: 0, latency: [5, 40] })
      tablet.link.up()
      tablet.open()
      tablet.returned()
    }
  }
  pass(milliseconds: number): Promise<void> {
    let over = false
    this.world.after(milliseconds, () => (over = true), '', new Life('time'))
    return this.world.run(() => over)
  }

  /** What is still under way, or nothing. */
  async restless(): Promise<string> {
    if (!this.host.relais) return 'the server is not there'
    const devices = this.tablets.map(restless).filter(Boolean).join('; ')
    if (devices) return devices
    const [row] = await this.#cluster.ask<{ position: number; behind: number }>(
      `select (select position from feed) as position,
         (select count(*) from document d join projection p on p.document = d.id where d.sequence > p.sequence) as behind`
    )
    if (row?.behind) return 'something is not projected'
    const late = this.tablets.find(({ core }) => core?.feed.position !== row?.position)
    return late ? `${late.name} has read the feed up to ${late.core?.feed.position} of ${row?.position}` : ''
  }
}

function restless({ core, device, name }: Tablet): string {
  if (!core || !device) return `${name} is not open`
  if (!device.online) return `${name} is not online (${device.trouble ?? 'no trouble'})`
  const [edits, commands] = [core.pending.count, core.outbox.waiting.length]
  if (edits || commands) return `${name} has ${edits} edits and ${commands} commands to send`
  const behind = core.feed.behind([])
  return behind.length ? `${name} is behind on ${behind.map(known => known.name).join(', ')}` : ''
}

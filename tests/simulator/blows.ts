import { compact } from '#server/sync/compaction.ts'
import { compact as fold } from '../../src/lib/store/compaction.ts'
import type { Chance } from './chance.ts'
import type { Company } from './company.ts'
import { anyDeed, perform } from './script.ts'
import type { Tablet } from './tablet.ts'

type Blow = (company: Company, tablet: Tablet, chance: Chance) => unknown

/** What happens to a company: mostly work, else what breaks. */
const blows = {
  deed: [
    60,
    ({ world, truth }, tablet, chance) => {
      const deed = anyDeed(chance)
      const done = (said: string) => world.trace(`${deed}: ${said}`)
      const faulty = (fault: unknown) => truth.breaks(`${deed}: ${fault instanceof Error ? fault.stack : String(fault)}`)
      if (tablet.life) world.after(0, () => void perform(deed, tablet, chance).then(done, faulty), deed, tablet.life)
    },
  ],
  offline: [3, (_, { link }) => link.down()],
  silent: [3, (_, { link }) => link.silence()],
  up: [
    8,
    (_, tablet) => {
      tablet.link.up()
      tablet.returned()
    },
  ],
  killPage: [
    4,
    (company, tablet) => {
      tablet.crash()
      return company.look(tablet)
    },
  ],
  closePage: [3, (_, tablet) => tablet.close()],
  openPage: [6, (_, tablet) => tablet.open()],
  killServer: [2.5, (company, _, chance) => company.killServer(chance.between(10, 8_000))],
  loseDatabase: [1, (company, _, chance) => company.loseDatabase(chance.between(5, 3_000))],
  network: [1, (_, { link }, chance) => (link.latency = chance.one(latencies))],
  lossy: [
    2,
    (_, { link }, chance) => {
      link.loss = chance.one([0, 0, 0.02, 0.1])
      link.noise = chance.one([0, 0, 0.01])
    },
  ],
  slowDatabase: [
    1,
    ({ host }, _, chance) => {
      host.slow = chance.one([1, 1, 5, 30])
      if (host.pool) host.pool.slow = host.slow
    },
  ],
  compact: [
    2,
    ({ host: { pool, life }, world }, _, chance) => {
      const document = 1 + chance.below(4)
      // What the server's own compactor does when a document has grown; it gives up when the database goes.
      const work = () => void (pool && compact(pool.connection().pool, document, () => {}).catch(() => false))
      if (pool && life) world.after(0, work, 'compacts', life)
    },
  ],
  fold: [
    2,
    ({ world }, { core, life }) => {
      const work = () => [...(core?.feed.known.keys() ?? [])].forEach(name => core?.background(fold(core.database, core.log, name)))
      if (core && life) world.after(0, work, 'folds', life)
    },
  ],
  rot: [
    1,
    ({ world }, tablet, chance) => {
      const store = chance.one(['updates', 'snapshots', 'rows'])
      if (!tablet.life && tablet.rot(store, chance)) world.trace(`a bit of ${store} turns on ${tablet.name}`)
    },
  ],
  evict: [
    1,
    ({ world, truth }, tablet) => {
      if (tablet.life || !tablet.memory) return
      truth.evicted(tablet)
      tablet.evict()
      world.trace(`the disk of ${tablet.name} is cleared`)
    },
  ],
  sleep: [0.4, ({ world }, _, chance) => (world.now += chance.between(1, 72) * 3_600_000)],
} satisfies Record<string, readonly [weight: number, Blow]>

/** Least and most, in milliseconds: a good line, a usual one, a bad one, the desert. */
const latencies = [
  [1, 3],
  [5, 40],
  [50, 800],
  [1_000, 5_000],
] as const
const weights = Object.fromEntries(Object.entries(blows).map(([name, [weight]]) => [name, weight])) as Record<keyof typeof blows, number>

/** One of them, on one of the devices. */
export async function strike(company: Company, chance: Chance): Promise<void> {
  const tablet = chance.one(company.tablets)
  const which = chance.weighed(weights)
  company.world.life = company.director
  company.world.trace(`${which} on ${tablet.name}`)
  const blow: Blow = blows[which][1]
  await blow(company, tablet, chance)
  if (chance.happens(0.3)) await company.look(tablet)
}

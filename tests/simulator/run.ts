import type { Base } from './base.ts'
import { strike } from './blows.ts'
import { Chance } from './chance.ts'
import { Company } from './company.ts'
import { databaseGone, type Cluster } from './database.ts'
import { examine, type Connected } from './ending.ts'
import { within, World } from './outside.ts'

export type Given = { cluster: Cluster; connected: Connected; base: Base; folder: string }
export type Run = { seed: number; hash: string; broken: readonly string[]; happened: number; lines: readonly string[] | null }

/** What may be said on the console: that the database went away, that someone may not enter. */
const expected = [databaseGone, 'This space is not shared with you.', 'This document does not exist on the server yet.']
/** Longer than the patience of a device with a line that says nothing, and than the time it takes to look at what it read in haste. */
const convalescence = 45_000
const patience = 600_000

/** One simulated company, from its seed to its end: people act, everything fails, everything heals, everything is compared. */
export async function simulate(seed: number, { cluster, connected, base, folder }: Given, traced: boolean): Promise<Run> {
  await base.restore()
  const world = new World(seed, traced)
  const company = new Company(world, cluster, base, folder)
  const { truth, tablets, host } = company
  await truth.begin()

  await within(world, async () => {
    world.as(company.director, () => host.start())
    for (const tablet of tablets) tablet.open()
    await company.pass(2_000)
    const blows = 10 + world.chance.below(18)
    for (let n = 0; n < blows; n++) {
      const chance = new Chance(seed * 1_000 + n)
      await strike(company, chance)
      await company.pass(chance.happens(0.1) ? chance.between(1_000, 20_000) : chance.between(0, 600))
    }
    world.life = company.director
    company.heal()
    await company.pass(convalescence)
    for (const tablet of tablets) tablet.reread()
    await company.pass(1_000)
    const restless = await calm(company)
    if (restless) truth.breaks(`it does not calm down: ${restless}`)
    for (const tablet of tablets) {
      await company.look(tablet)
      await truth.owed(tablet)
    }
    // Time stops here: what a device has begun to write would never end, and nobody could read its disk.
    while (tablets.some(({ disk }) => disk.busy)) await company.pass(20)
  })
  await examine(cluster, connected, truth, tablets)
  for (const said of world.said) if (!expected.some(words => said.includes(words))) truth.breaks(`said: ${said}`)
  await host.crash()
  for (const tablet of tablets) tablet.crash()
  return { seed, hash: world.hash, broken: truth.broken, happened: world.happened, lines: world.lines }
}

/** Waits until nothing is under way; answers what still is when patience ends. */
async function calm(company: Company): Promise<string> {
  const end = company.world.now + patience
  for (;;) {
    const restless = await company.restless()
    if (!restless || company.world.now > end) return restless
    for (const tablet of company.tablets) tablet.open()
    await company.pass(2_000)
  }
}

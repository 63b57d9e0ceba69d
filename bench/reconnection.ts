// P14: the server is killed and comes back; everybody was writing without it, and everybody returns in the same second.
import { feedName, planName } from '#kernel/space/name.ts'
import { Company } from './company.ts'
import { Crowd, startFloor } from './crowd.ts'
import { spread, type Figure } from './figure.ts'
import { Gauge, loopFigure, megabytes, type Look } from './gauged.ts'
import type { Settings } from './settings.ts'

/** Connections that a machine opens at once: more would only wait in its own queue. */
const atOnce = 250

export async function* reconnection({ runs, small }: Settings): AsyncIterable<Figure> {
  const people = small ? 500 : 5_000
  const gauge = new Gauge()
  const company = await Company.found({ env: gauge.env })
  const floor = await startFloor(new URL('./floors/echo.ts', import.meta.url))
  const { server, workspace, cookie } = company
  const times: Record<'ours' | 'floor' | 'pulled' | 'generator', number[]> = { ours: [], floor: [], pulled: [], generator: [] }
  const memory: { steady: number; peak: number }[] = []
  const looks: Look[] = []
  try {
    const spaces: string[] = []
    for (let n = 0; n < people / 50; n++) spaces.push(await company.project(`Projet ${n + 1}`, 20))
    const documents = spaces.map(space => planName(workspace, space))
    const crowdOf = (port: number, raw: boolean, dirt: boolean) =>
      Crowd.gather({ port, cookie, raw, dirt, everyone: feedName(workspace), documents })
    const idle = await gauge.rest(server.pid)
    for (let run = 0; run < runs; run++) {
      const raw = await crowdOf(floor.port, true, true)
      times.floor.push((await raw.come(people, atOnce)).seconds)
      raw.end()
      const before = await crowdOf(server.port, false, false)
      await before.come(people, 50)
      const steady = (await gauge.rest(server.pid)).resident
      await before.leave()
      before.end()
      await server.restart()
      await gauge.look(server.pid)
      const crowd = await crowdOf(server.port, false, true)
      const { seconds, cores } = await crowd.come(people, atOnce)
      const look = await gauge.look(server.pid)
      looks.push(look)
      memory.push({ steady, peak: look.most })
      times.ours.push(seconds)
      times.generator.push(cores)
      times.pulled.push(seconds + (await crowd.pull(50)))
      await crowd.leave()
      crowd.end()
    }
    const [ours, bare, pulled, generator] = [times.ours, times.floor, times.pulled, times.generator].map(of => spread([of]))
    const about = { unit: 's', floor: bare!.p50, runs }
    yield {
      ...about,
      ...ours!,
      id: 'P14',
      what: `${people} devices return with edits after the server was killed, until the last is durable, generator ${generator!.p50.toFixed(2)} of a core (floor: raw ws, each message answered)`,
      ratio: ours!.p50 / bare!.p50,
      goal: 'at most 5 s',
      met: ours!.p99 <= 5,
    }
    yield {
      ...about,
      ...pulled!,
      id: 'P14',
      what: `the same until each has also asked over HTTP who it is and what moved`,
      ratio: pulled!.p50 / bare!.p50,
      goal: 'none',
      met: true,
    }
    yield memoryFigure(people, memory)
    yield loopFigure('P14', 'while they return', looks, idle)
  } finally {
    floor.stop()
    await server.stop()
    gauge.remove()
  }
}

function memoryFigure(people: number, memory: readonly { steady: number; peak: number }[]): Figure {
  const [peak, steady] = [spread([memory.map(({ peak }) => peak)]), spread([memory.map(({ steady }) => steady)])]
  const ratio = peak.p50 / steady.p50
  return {
    id: 'P14',
    what: `the most memory of the server while they return, beside the same ${people} at rest (${megabytes(steady.p50)})`,
    p50: peak.p50 / 2 ** 20,
    p99: peak.p99 / 2 ** 20,
    unit: 'MB',
    floor: steady.p50 / 2 ** 20,
    ratio,
    goal: 'at most 1.5x',
    met: ratio <= 1.5,
    runs: memory.length,
  }
}

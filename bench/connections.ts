// P2: how many devices a server holds in a gibibyte, beside a server of sockets that knows nothing of what they say.
import { feedName, planName } from '#kernel/space/name.ts'
import { Company } from './company.ts'
import { Crowd, startFloor } from './crowd.ts'
import { median, type Figure } from './figure.ts'
import { Gauge, loopFigure, type Look } from './gauged.ts'
import type { Settings } from './settings.ts'

const gibibyte = 2 ** 30
/** Handshakes at once: a server that is filled slowly keeps little that was only needed to fill it. */
const atOnce = 40
const plans = 150

type Held = { each: number; cores: number; loop: Look }

export async function* connections({ runs, small }: Settings): AsyncIterable<Figure> {
  const count = small ? 1_500 : 15_000
  const bare: Held[] = []
  const ours: Record<'feed' | 'plan', Held[]> = { feed: [], plan: [] }
  let idle: Look | undefined
  for (let run = 0; run < runs; run++) {
    const gauge = new Gauge()
    const floor = await startFloor(new URL('./floors/echo.ts', import.meta.url), gauge.env)
    bare.push(await fill(gauge, floor.pid, count, { port: floor.port, cookie: '', raw: true, everyone: '', documents: [] }))
    floor.stop()
    gauge.remove()
    for (const kind of ['feed', 'plan'] as const) {
      // A process that has held nothing yet.
      const gauge = new Gauge()
      const company = await Company.found({ env: gauge.env })
      const { server, cookie, workspace } = company
      try {
        const documents: string[] = []
        for (let n = 0; kind === 'plan' && n < Math.min(plans, count / 100); n++)
          documents.push(planName(workspace, await company.project(`Projet ${n + 1}`, 20)))
        idle ??= await gauge.rest(server.pid)
        const asked = { port: server.port, cookie, raw: false, everyone: feedName(workspace), documents }
        ours[kind].push(await fill(gauge, server.pid, count, asked))
      } finally {
        await server.stop()
        gauge.remove()
      }
    }
  }
  const floor = gibibyte / median(bare.map(({ each }) => each))
  for (const [kind, what] of [
    ['feed', 'devices connected, listening for what moves'],
    ['plan', 'devices with a plan open as well'],
  ] as const) {
    const held = ours[kind].map(({ each }) => gibibyte / each)
    const generator = median(ours[kind].map(({ cores }) => cores))
    const ratio = median(held) / floor
    yield {
      id: 'P2',
      what: `${what}, for each GiB of the server, measured with ${count}, generator ${generator.toFixed(2)} of a core while they came (p99: the worst run; floor: raw ws)`,
      p50: median(held),
      p99: Math.min(...held),
      unit: 'connections/GiB',
      floor,
      ratio,
      goal: 'at least 0.6x',
      met: ratio >= 0.6,
      runs,
    }
  }
  const looks = ours.plan.map(({ loop }) => loop)
  if (idle) yield loopFigure('P2', `while ${count} devices come, ${atOnce} at once`, looks, idle)
}

/** Bytes for each connection, once all are there and nothing moves. */
async function fill(
  gauge: Gauge,
  pid: number,
  count: number,
  asked: { port: number; cookie: string; raw: boolean; everyone: string; documents: string[] }
): Promise<Held> {
  const crowd = await Crowd.gather({ ...asked, dirt: false })
  try {
    // The first thousand pay for what every server keeps however many there are.
    const warm = Math.ceil(count / 15)
    await crowd.come(warm, atOnce)
    const before = (await gauge.rest(pid)).resident
    const { cores } = await crowd.come(count - warm, atOnce)
    const loop = await gauge.look(pid)
    const after = (await gauge.rest(pid)).resident
    return { each: (after - before) / (count - warm), cores, loop }
  } finally {
    crowd.end()
  }
}

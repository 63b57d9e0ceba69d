// Kills the server, and its database one time in five, at each named point in turn while two devices write without rest.
import { planName } from '#kernel/space/name.ts'
import { foundCompanyIn } from './company.ts'
import { freePort, ServerProcess } from './server-process.ts'
import { until, Writer } from './writer.ts'

const points = [
  'append:before',
  'append:after',
  'flush:before',
  'flush:after',
  'acknowledge:before',
  'acknowledge:after',
  'project:before',
  'project:after',
]

/**
 * Starts and kills the server of a new data folder so many times, then lets it stop in peace. `lost` names what was acknowledged
 * and was not there when another device asked; `made` is how many records the two devices made, all of them saved at the end.
 */
export async function killAgain(dataDir: string, kills: number) {
  const { workspace, space, phase, cookies } = await foundCompanyIn(dataDir)
  const server = new ServerProcess(dataDir, await freePort())
  const name = planName(workspace, space)
  const writers = cookies.map(cookie => new Writer(server.port, cookie, name))
  const lost = new Set<string>()

  /** Another device, which has nothing, asks the server what it has; null when the server dies meanwhile. */
  const whatIsThere = async () => {
    const reader = new Writer(server.port, cookies[0] as string, name)
    reader.connect()
    try {
      await until('a first copy', () => reader.provider.isSynced || !server.running, 60_000)
      return reader.provider.isSynced ? reader.doc : null
    } finally {
      reader.destroy()
    }
  }
  const look = async () => {
    const there = await whatIsThere()
    for (const missing of there ? writers.flatMap(writer => writer.missingIn(there)) : []) lost.add(missing)
    return there !== null
  }

  for (let kill = 0; kill < kills; kill++) {
    const at = `${points[kill % points.length]}:${1 + Math.floor(Math.random() * 12)}`
    if (!(await server.start({ at, postgres: kill % 5 === 4 }))) {
      if (server.output) throw new Error(`the server did not start:\n${server.output}`)
      continue
    }
    if (await look())
      for (const writer of writers) {
        writer.connect()
        writer.write(phase, 25)
      }
    await server.end(15_000)
    for (const writer of writers) {
      writer.rest()
      writer.disconnect()
    }
  }

  const acknowledged = writers.reduce((sum, writer) => sum + writer.saved.records, 0)
  if (!(await server.start())) throw new Error(`the server did not start again:\n${server.output}`)
  await look()
  for (const writer of writers) writer.connect()
  await until('everything to be saved', () => writers.every(writer => writer.settled))
  const made = writers.reduce((sum, writer) => sum + writer.records.length + 1, 0)
  await until('convergence', () => writers.every(writer => writer.doc.getMap('task').size === made))
  const code = await server.stop()
  for (const writer of writers) writer.destroy()
  return { workspace, acknowledged, made, lost: [...lost], code }
}

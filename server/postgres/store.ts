import { stayAlone } from './alone.ts'
import { assertDurable } from './durable.ts'
import { connect, type Connection } from './connection.ts'
import { spoken } from './damage.ts'
import { startEmbedded } from './embedded.ts'
import { migrate } from './migrate.ts'
import { assertBound } from './policies.ts'

export type Store = { connection: Connection; stop(): Promise<void> }

/** The database given, else the private one of the data folder, started again should it die. Durable and up to date, or refused. */
export async function openStore(dataDir: string, url: string | undefined): Promise<Store> {
  const embedded = url ? null : await keepAlive(dataDir)
  const alone = url ? await stayAlone(url, end) : null
  try {
    const connection = connect(url ?? embedded?.connection ?? '')
    await assertDurable(connection.pool)
    await migrate(connection.pool)
    await assertBound(connection.pool)
    return { connection, stop: async () => void (await Promise.all([embedded?.stop(), alone?.stop()])) }
  } catch (fault) {
    await Promise.all([embedded?.stop(), alone?.stop()])
    throw fault
  }
}

/** Two that write the same rows would each undo the other’s: the one that lost its place goes at once. */
function end(fault: unknown) {
  console.error(spoken(fault))
  process.exit(1)
}

const every = 500

async function keepAlive(dataDir: string) {
  let embedded = await startEmbedded(dataDir)
  let reviving: Promise<void> | undefined
  let said: unknown
  // Tried again twice a second: said once.
  const say = (what: unknown) => what !== said && console.error((said = what))
  const look = setInterval(() => {
    if (reviving || isAlive(embedded.pid)) return
    console.error('PostgreSQL stopped by itself: it is started again.')
    reviving = startEmbedded(dataDir)
      .then(again => void (embedded = again))
      .catch(fault => void say(spoken(fault)))
      .finally(() => (reviving = undefined))
  }, every)
  return {
    connection: embedded.connection,
    async stop() {
      clearInterval(look)
      await reviving
      await embedded.stop()
    },
  }
}

function isAlive(pid: number) {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

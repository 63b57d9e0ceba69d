import { assertDurable } from './durable.ts'
import { connect, type Connection } from './connection.ts'
import { startEmbedded } from './embedded.ts'
import { migrate } from './migrate.ts'

export type Store = { connection: Connection; stop(): Promise<void> }

/** The database: the one given, else the private one of the data folder. Durable and up to date, or refused. */
export async function openStore(dataDir: string, url: string | undefined): Promise<Store> {
  const embedded = url ? null : await startEmbedded(dataDir)
  try {
    const connection = connect(url ?? embedded?.connection ?? '')
    await assertDurable(connection.pool)
    await migrate(connection.pool)
    return { connection, stop: async () => embedded?.stop() }
  } catch (fault) {
    await embedded?.stop()
    throw fault
  }
}

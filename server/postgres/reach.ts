import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { connect, type Connection } from './connection.ts'
import { startEmbedded } from './embedded.ts'
import { living, port, user } from './postmaster.ts'
import { Unavailable } from './unavailable.ts'

type Where = { dataDir: string; url: string | undefined }

/** The database given, the one that a server has at work in the data folder, or the folder’s own, started for the while. */
export async function reach<T>({ dataDir, url }: Where, work: (connection: Connection) => Promise<T>): Promise<T> {
  const cluster = join(existsSync(dataDir) ? realpathSync(dataDir) : dataDir, 'pg')
  if (!url && !existsSync(cluster))
    throw new Unavailable(`Il n’y a pas de données dans ${dataDir} (DATA_DIR).`, `There are no data in ${dataDir} (DATA_DIR).`)
  const found = url ? undefined : await living(cluster)
  if (!found) return own({ dataDir, url }, work)
  const connection = connect({ host: found.socket, port, user, database: user })
  return work(connection).finally(() => connection.end())
}

/** The database given, or the folder’s own, new if there is none, which no server has at work. */
export async function own<T>({ dataDir, url }: Where, work: (connection: Connection) => Promise<T>): Promise<T> {
  const embedded = url ? null : await startEmbedded(dataDir)
  const connection = connect(url ?? embedded?.connection ?? '')
  try {
    return await work(connection)
  } finally {
    await connection.end()
    await embedded?.stop()
  }
}

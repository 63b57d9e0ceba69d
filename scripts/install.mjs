// Knows whether node_modules is what package-lock.json says, and makes it so. Node built-ins only: it runs before anything is installed.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from './run.mjs'

/** The Node of the project (the `node` package); the machine's own may be older. */
export const node = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node')

/** @param {string} name @param {string} [path] of the script inside the package, when it is not the package's only command */
export function tool(name, path) {
  const folder = join(root, 'node_modules', name)
  if (path) return join(folder, path)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return join(folder, typeof bin === 'string' ? bin : Object.values(bin)[0])
}

/** @param {string} file @returns {Record<string, { version?: string, optional?: boolean, dev?: boolean, devOptional?: boolean }>} */
const packages = file => JSON.parse(readFileSync(join(root, file), 'utf8')).packages

/**
 * True when every package of the lock file is there in its version. npm leaves in node_modules/.package-lock.json what it really installed;
 * optional packages (binaries for other machines) may be absent, and so may development tools unless they are asked for.
 * @param {boolean} withDevelopment
 */
export function installed(withDevelopment) {
  if (!existsSync(node) || !existsSync(join(root, 'node_modules/.package-lock.json'))) return false
  const present = packages('node_modules/.package-lock.json')
  return Object.entries(packages('package-lock.json')).every(
    ([path, { version, optional, dev, devOptional }]) =>
      path === '' || optional || devOptional || (dev && !withDevelopment) || present[path]?.version === version
  )
}

/**
 * Installs exactly what the lock file says, unless it is there. Answers false when npm failed; npm has then said why.
 * @param {boolean} [withDevelopment]
 */
export async function install(withDevelopment = false) {
  if (installed(withDevelopment)) return true
  console.log('Installation des dépendances, une à deux minutes… / Installing the dependencies, a minute or two…')
  const npm = process.env.npm_execpath
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...(withDevelopment ? ['--include=dev'] : [])]
  const { code } = npm
    ? await run(process.execPath, [npm, ...args], { live: true })
    : await run('npm', args, { live: true, shell: process.platform === 'win32' })
  if (code === 0 && existsSync(node)) return true
  console.error(
    'L’installation a échoué : vérifiez la connexion au registre npm, puis recommencez. / The installation failed: check that npm can reach its registry, then try again.'
  )
  return false
}

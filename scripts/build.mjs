// Builds the application when its sources are not those of the last build. Node built-ins only.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { node, tool } from './install.mjs'
import { root, run } from './run.mjs'

const sources = [
  'src',
  'static',
  'messages',
  'project.inlang/settings.json',
  'package-lock.json',
  'svelte.config.js',
  'vite.config.ts',
  'scripts/chunks.mjs',
  'scripts/icons.mjs',
  'scripts/preloads.mjs',
  'tsconfig.json',
]
const generated = ['src/lib/paraglide']
const isTest = /\.(test|spec)\.ts$/
const stamp = join(root, 'build/.sources')

/** @param {string} path @returns {string[]} */
function files(path) {
  const entry = statSync(join(root, path), { throwIfNoEntry: false })
  if (!entry || generated.includes(path) || isTest.test(path)) return []
  return entry.isDirectory()
    ? readdirSync(join(root, path))
        .sort()
        .flatMap(name => files(`${path}/${name}`))
    : [path]
}

/** One hash over the content of everything the build reads: dates lie after a clone or a copy. */
function fingerprint() {
  const hash = createHash('sha256')
  for (const file of sources.flatMap(files))
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)))
      .update('\0')
  return hash.digest('hex')
}

function built() {
  try {
    return readFileSync(stamp, 'utf8')
  } catch {
    return ''
  }
}

/** Answers false when the build failed; Vite has then said why. @param {{ quiet?: boolean }} [options] */
export async function build({ quiet = true } = {}) {
  const now = fingerprint()
  if (built() === now) return true
  console.log('Construction de l’application, moins d’une minute… / Building the application, less than a minute…')
  rmSync(stamp, { force: true })
  const { code, output } = await run(node, [tool('vite'), 'build'], { quiet })
  if (code === 0) writeFileSync(stamp, now)
  else if (quiet) console.error(output)
  return code === 0
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = (await build({ quiet: false })) ? 0 : 1

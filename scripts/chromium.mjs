// Finds the browser that the tests drive; on Debian, as root, installs it. Node built-ins only.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run } from './run.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome']
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** @param {readonly string[]} names */
const inPath = names => (process.env.PATH ?? '').split(delimiter).flatMap(folder => names.map(name => join(folder, name)))
/** @param {readonly string[]} paths */
const first = paths => paths.find(path => existsSync(path))

function find() {
  const chosen = process.env.RELAIS_CHROMIUM
  return first(chosen ? [chosen] : [...inPath(names), ...elsewhere])
}
const debian = () => existsSync('/etc/debian_version') && process.getuid?.() === 0

/** @param {string} name @param {number} minutes */
async function install(name, minutes) {
  console.log(`Installing ${name} with apt-get…`)
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['update', '-q'], { env, quiet: true, minutes: 3 })
  return run('apt-get', ['install', '-q', '-y', '--no-install-recommends', name], { env, quiet: true, minutes })
}

/** The path of a Chromium, or undefined after one line that says what to install. */
export async function chromium() {
  const found = find()
  if (found) return found
  if (!process.env.RELAIS_CHROMIUM && debian()) {
    const { code, output } = await install('chromium', 8)
    if (code !== 0) console.log(output)
    const installed = find()
    if (installed) return installed
  }
  console.log('Install Chromium or Google Chrome (Debian: apt-get install chromium), or give its path in RELAIS_CHROMIUM.')
  return undefined
}

const shell = 'chromium-headless-shell'
/** The path of the same browser without windows, or undefined where there is none: the tests then run in the whole one, and longer. */
export async function headless() {
  const found = () => first(inPath([shell]))
  if (process.env.RELAIS_CHROMIUM || process.env.RELAIS_HEADLESS) return process.env.RELAIS_HEADLESS
  if (!found() && debian()) await install(shell, 3)
  return found()
}

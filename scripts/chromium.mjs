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

function find() {
  const chosen = process.env.RELAIS_CHROMIUM
  if (chosen) return existsSync(chosen) ? chosen : undefined
  const folders = (process.env.PATH ?? '').split(delimiter)
  return [...folders.flatMap(folder => names.map(name => join(folder, name))), ...elsewhere].find(path => existsSync(path))
}

/** The path of a Chromium, or undefined after one line that says what to install. */
export async function chromium() {
  const found = find()
  if (found) return found
  if (!process.env.RELAIS_CHROMIUM && existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    console.log('Installing Chromium with apt-get…')
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    await run('apt-get', ['update', '-q'], { env, quiet: true, minutes: 3 })
    const { code, output } = await run('apt-get', ['install', '-q', '-y', '--no-install-recommends', 'chromium'], {
      env,
      quiet: true,
      minutes: 8,
    })
    if (code !== 0) console.log(output)
    const installed = find()
    if (installed) return installed
  }
  console.log('Install Chromium or Google Chrome (Debian: apt-get install chromium), or give its path in RELAIS_CHROMIUM.')
  return undefined
}

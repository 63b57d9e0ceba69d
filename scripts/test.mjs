// `npm test`: everything that can fail, with one line at the end. Runs under a bare Node 20, on built-ins only.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { build } from './build.mjs'
import { check } from './check.mjs'
import { chromium } from './chromium.mjs'
import { install } from './install.mjs'
import { root } from './run.mjs'
import { writeRows } from './rows.mjs'
import { playwright, vitest } from './runners.mjs'

// Minutes. The aim is 15 on two quiet cores; what still runs at the end of this hangs, and is ended.
const budget = 45
const began = Date.now()
const left = () => Math.max(0.5, budget - (Date.now() - began) / 60_000)

/** @type {string[]} */
const passed = []
/** @type {{ title: string, why: string }[]} */
const failed = []

/** @param {string} name @param {() => Promise<void>} work a fault in a step is a failure of that step; the others still run */
async function step(name, work) {
  const start = Date.now()
  console.log(`\n== ${name}`)
  try {
    await work()
  } catch (fault) {
    failed.push({ title: name, why: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault) })
  }
  console.log(`== ${name}: ${((Date.now() - start) / 1000).toFixed(0)} s`)
}

/** @param {{ passed: string[], failed: { title: string, why: string }[] }} outcome */
function add(outcome) {
  passed.push(...outcome.passed)
  failed.push(...outcome.failed)
}

const shared = resolve(root, process.env.RELAIS_SHARED ?? '../shared')
const real = existsSync(`${shared}/data`)
if (real) process.env.RELAIS_SHARED = shared
else if (process.env.CI === 'true') failed.push({ title: 'real data', why: `there is none in ${shared} (RELAIS_SHARED)` })

let ready = false
await step('install', async () => {
  ready = await install(true)
  if (!ready) failed.push({ title: 'install', why: 'npm ci failed' })
})
if (ready) {
  const browser = await chromium()
  if (browser) process.env.RELAIS_CHROMIUM = browser
  else failed.push({ title: 'Chromium', why: 'no browser to test in' })
  let built = false
  await step('check and build', async () => {
    const beside = async () => ((built = await build()) ? undefined : 'build')
    for (const title of await check(beside)) failed.push({ title: `check: ${title}`, why: 'see above' })
  })
  await step('vitest', async () => add(await vitest(left() * 0.6)))
  if (browser && built) await step('playwright', async () => add(await playwright(browser, left())))
}

if (process.argv.includes('--rows')) writeRows(passed)
if (failed.length) console.log(`\nFailed:\n${failed.map(({ title, why }) => `- ${title}\n${why.replace(/^/gm, '    ')}`).join('\n')}`)
if (!real) console.log('\nThe tests ran on seeded data: no real data was found (RELAIS_SHARED).')
console.log(`\n${passed.length} passed, ${failed.length} failed`)
process.exitCode = failed.length ? 1 : 0

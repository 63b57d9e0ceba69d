// P16: beside another application of its kind, Actual Budget, local-first too, opened cold and without a network as ours is. It is no
// dependency: `npm install @actual-app/sync-server@25.6.0` in a folder of its own, under Node 20, then RELAIS_PEER=<that folder>.
import type { Page } from '@playwright/test'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { until } from '../tests/kill/writer.ts'
import { fetchedBeforePaint, kilobytesOf, watchPaint } from '../tests/e2e/harness/critical-script.ts'
import { BigDevice, open } from './big-device.ts'
import { spread, type Figure } from './figure.ts'
import type { Settings } from './settings.ts'

declare global {
  interface Window {
    listed?: number
  }
}
const port = 5106
const url = `http://127.0.0.1:${port}`
const theirRows = '[data-testid=transaction-table] [data-testid=row]'
const ourRows = '[role=row][data-task]'

export async function* peer({ runs, small }: Settings): AsyncIterable<Figure> {
  const folder = process.env.RELAIS_PEER
  if (!folder) throw new Error('RELAIS_PEER names no folder (bench/peer.ts says what it must hold)')
  const device = await BigDevice.of(small ? 1_000 : 10_000)
  const profile = mkdtempSync(join(tmpdir(), 'relais-bench-peer-'))
  try {
    await fill(folder, profile)
    const samples: Record<'ours' | 'theirs', number[]> = { ours: [], theirs: [] }
    let theirKilobytes = 0
    for (let run = 0; run < runs; run++) {
      samples.ours.push(await device.visit(`/projets/${device.spaces[0]}/plan`, watchThirty, thirty, ourRows))
      const opened = await visit(profile)
      samples.theirs.push(opened.rows)
      theirKilobytes = opened.kilobytes
    }
    const [ours, theirs] = [spread([samples.ours]), spread([samples.theirs])]
    yield {
      id: 'P16',
      what: `cold offline open to 30 rows, ${small ? 1_000 : 10_000} tasks (beside Actual Budget 25.6.0 to 30 rows of its demonstration)`,
      ...ours,
      unit: 'ms',
      floor: theirs.p50,
      ratio: ours.p50 / theirs.p50,
      goal: 'at most 1x',
      met: ours.p50 <= theirs.p50,
      runs,
    }
    const plan = `/projets/${device.spaces[0]}/plan`
    const ourKilobytes = kilobytesOf(await device.visit(plan, watchPaint, fetchedBeforePaint, ourRows))
    yield {
      id: 'P16',
      what: 'scripts before the first row, gzip (beside those of Actual Budget 25.6.0, its worker included)',
      p50: ourKilobytes,
      p99: ourKilobytes,
      unit: 'KB',
      floor: theirKilobytes,
      ratio: ourKilobytes / theirKilobytes,
      goal: 'at most 1x',
      met: ourKilobytes <= theirKilobytes,
      runs: 1,
    }
  } finally {
    rmSync(profile, { recursive: true, force: true })
  }
}

/** Its demonstration on the device, the application with it; then its server ends. */
async function fill(folder: string, profile: string) {
  const data = mkdtempSync(join(tmpdir(), 'relais-bench-peer-data-'))
  const server = spawn('node', [join(folder, 'node_modules/@actual-app/sync-server/build/app.js')], {
    // The machine's own Node, not the one of this project.
    env: { ...process.env, PATH: withoutOurs(), ACTUAL_PORT: `${port}`, ACTUAL_HOSTNAME: '127.0.0.1', ACTUAL_DATA_DIR: data },
    stdio: 'ignore',
  })
  const context = await open(profile)
  try {
    await until('the peer', async () => (await fetch(url).catch(() => null))?.ok === true, 60_000)
    const page = context.pages()[0] ?? (await context.newPage())
    await page.goto(url)
    await page.getByText('Try Demo').click({ timeout: 120_000 })
    await page.getByText('All accounts').first().click({ timeout: 120_000 })
    await page.locator(theirRows).nth(30).waitFor({ timeout: 60_000 })
    await page.waitForFunction(async () => (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated')
  } finally {
    await context.close()
    server.kill()
    rmSync(data, { recursive: true, force: true })
  }
}
const withoutOurs = () =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .filter(folder => !folder.includes('node_modules'))
    .join(delimiter)

async function visit(profile: string): Promise<{ rows: number; kilobytes: number }> {
  const context = await open(profile)
  const scripts = new Map<string, Promise<number>>()
  // A worker's scripts are asked for by the context alone.
  context.on('response', answer => {
    const { pathname } = new URL(answer.url())
    if (!pathname.endsWith('.js') || pathname === '/sw.js') return
    scripts.set(
      pathname,
      answer.body().then(
        body => gzipSync(body, { level: 9 }).length / 1_024,
        () => 0
      )
    )
  })
  try {
    await context.addInitScript(watchThirty, theirRows)
    const page = context.pages()[0] ?? (await context.newPage())
    await page.goto(`${url}/accounts`, { waitUntil: 'commit' })
    const rows = await thirty(page)
    const weights = await Promise.all(scripts.values())
    return { rows, kilobytes: weights.reduce((sum, weight) => sum + weight, 0) }
  } finally {
    await context.close()
  }
}

/** In the page, before its scripts. */
function watchThirty(rows: string) {
  new MutationObserver((_, observer) => {
    if (document.querySelectorAll(rows).length < 30) return
    window.listed ??= performance.now()
    observer.disconnect()
  }).observe(document, { childList: true, subtree: true })
}
const thirty = async (page: Page): Promise<number> =>
  (await page.waitForFunction(() => window.listed, null, { timeout: 120_000 })).jsonValue() as Promise<number>

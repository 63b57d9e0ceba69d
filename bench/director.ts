// P4 for a director: what a company does stands on one device, in two thousand projects of a few tasks each.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Page } from '@playwright/test'
import * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import { ranksBetween } from '#kernel/base/rank.ts'
import { planName } from '#kernel/space/name.ts'
import { createRecord } from '#kernel/space/record.ts'
import { business } from '#domain/model.ts'
import { databaseName } from '../src/lib/store/stores.ts'
import { awa } from '../tests/e2e/harness/world.ts'
import { until } from '../tests/kill/writer.ts'
import { open } from './big-device.ts'
import { Company } from './company.ts'
import { spread, type Figure } from './figure.ts'
import { origin, serveFloor } from './floors/get-all.ts'
import { held, installed } from './held.ts'
import { Lean } from './lean.ts'
import type { Settings } from './settings.ts'
import { taskValues } from './task-values.ts'

declare global {
  interface Window {
    first?: number
  }
}
const tasks = 25

export async function* director({ runs, small }: Settings): AsyncIterable<Figure> {
  const count = small ? 200 : 2_000
  const profile = mkdtempSync(join(tmpdir(), 'relais-bench-profile-'))
  const company = await Company.found()
  const { url } = company.server
  let stopped = false
  try {
    const { spaces, records } = await fill(company, count)
    const context = await open(profile)
    const page = context.pages()[0] ?? (await context.newPage())
    await context.request.post(`${url}/api/v1/session`, { data: { email: awa.email, password: awa.password } })
    await page.goto(`${url}/projets/${spaces[0]}/plan`)
    const began = performance.now()
    const name = databaseName(company.workspace, company.person)
    await until('the application on the device', () => installed(page).catch(() => false), 180_000)
    await until('every project on the device', async () => (await held(page, name)).documents.length >= count, 1_200_000)
    const copied = (performance.now() - began) / 1e3
    // The rows are saved half a minute later at the latest.
    await pause(40_000)
    await store(await context.newPage(), records)
    await context.close()
    await company.server.stop()
    stopped = true

    const samples: Record<'ours' | 'list' | 'floor', number[]> = { ours: [], list: [], floor: [] }
    for (let run = 0; run < runs; run++) {
      samples.floor.push(
        await visit(profile, `${origin}/read`, '', async page => (await page.waitForFunction(() => window.read?.read)).jsonValue())
      )
      const ready = async (page: Page) => (await page.waitForFunction(() => window.first, null, { timeout: 120_000 })).jsonValue()
      samples.ours.push(await visit(profile, `${url}/projets/${spaces[0]}/plan`, '[role=row][data-task]', ready))
      samples.list.push(await visit(profile, `${url}/projets`, 'a[href^="/projets/"]', ready))
    }
    const floor = spread([samples.floor]).p50
    for (const [what, times] of [
      ['20 rows of one plan', samples.ours],
      ['20 projects in the list', samples.list],
    ] as const) {
      const ours = spread([times])
      yield {
        id: 'P4',
        what: `cold offline open of a director’s device, navigation start to ${what}, ${count} projects of ${tasks} tasks, first copied in ${Math.round(copied)} s (floor: navigation start to getAll of as many records)`,
        ...ours,
        unit: 'ms',
        floor,
        ratio: ours.p50 / floor,
        goal: 'at most 0.3x',
        met: ours.p50 <= 0.3 * floor,
        runs,
      }
    }
  } finally {
    if (!stopped) await company.server.stop()
    rmSync(profile, { recursive: true, force: true })
  }
}

/** Projects as their owner's device would write them, one edit each. */
async function fill(company: Company, count: number): Promise<{ spaces: string[]; records: Record<string, unknown>[] }> {
  const { server, cookie, workspace, person } = company
  const line = new Lean(server.port, cookie)
  await line.opened()
  let acknowledged = 0
  line.acknowledged = () => acknowledged++
  const spaces: string[] = []
  const records: Record<string, unknown>[] = []
  const ranks = ranksBetween(null, null, tasks)
  for (let n = 0; n < count; n++) {
    const space = await company.createSpace(`Projet ${n + 1}`)
    spaces.push(space)
    const doc = new Y.Doc()
    const phase = randomId()
    createRecord(doc, business.project, space, { title: `Projet ${n + 1}`, owner: person })
    createRecord(doc, business.phase, phase, { title: 'Étude', project: space })
    for (const rank of ranks) {
      const [id, values] = [randomId(), taskValues(records.length, phase, rank, person)]
      createRecord(doc, business.task, id, values)
      records.push({ id, space, ...values })
    }
    const name = planName(workspace, space)
    await line.join(name)
    line.send(name, Y.encodeStateAsUpdate(doc))
  }
  // Each plan was compared, then written in.
  await until('every project on the server', () => acknowledged >= 2 * count, 300_000)
  line.socket.terminate()
  return { spaces, records }
}

async function store(page: Page, records: readonly unknown[]): Promise<void> {
  await serveFloor(page.context(), records)
  await page.goto(`${origin}/store`)
  await page.waitForFunction(stored => window.stored === stored, records.length, { timeout: 120_000 })
}

/** In a browser just started: `shown` is what twenty must be of, before `see` looks. */
async function visit<T>(profile: string, url: string, shown: string, see: (page: Page) => Promise<T>): Promise<number> {
  const context = await open(profile)
  try {
    await serveFloor(context)
    await context.addInitScript(watch, shown)
    const page = context.pages()[0] ?? (await context.newPage())
    await page.goto(url, { waitUntil: 'commit' })
    return Number(await see(page))
  } finally {
    await context.close()
  }
}
function watch(shown: string) {
  if (!shown) return
  new MutationObserver((_, observer) => {
    if (document.querySelectorAll(shown).length < 20) return
    window.first = performance.now()
    observer.disconnect()
  }).observe(document, { childList: true, subtree: true })
}

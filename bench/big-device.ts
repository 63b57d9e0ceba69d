// A browser whose device holds as many records as asked, opened again and again in a fresh process while the server is dead.
import { chromium as playwright, type BrowserContext, type Page } from '@playwright/test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { business } from '#domain/model.ts'
import { Projection } from '#kernel/projector/projection.ts'
import type { AnyRow } from '#kernel/query/evaluate.ts'
import { databaseName } from '../src/lib/store/stores.ts'
import { wholeChromium } from '../tests/chromium.ts'
import { awa } from '../tests/e2e/harness/world.ts'
import { Company } from './company.ts'

/** Records of one plan at most. */
export const inPlan = 10_000
const kept = new Map<number, Promise<BigDevice>>()

export class BigDevice {
  readonly url: string
  /** Its projects, the first one last looked at. */
  readonly spaces: readonly string[]
  /** Every row of every task, as this device holds it. */
  readonly rows: readonly Record<string, unknown>[]
  readonly profile: string
  private constructor(url: string, spaces: readonly string[], rows: readonly Record<string, unknown>[], profile: string) {
    this.url = url
    this.spaces = spaces
    this.rows = rows
    this.profile = profile
  }

  /** One for each size, for all the figures of a run. */
  static of(records: number): Promise<BigDevice> {
    const known = kept.get(records) ?? BigDevice.#fill(records)
    kept.set(records, known)
    return known
  }
  static async removeAll(): Promise<void> {
    for (const device of await Promise.all(kept.values())) rmSync(device.profile, { recursive: true, force: true })
    kept.clear()
  }

  /** Signs in, waits until everything is on the device and the application with it, then stops the server for good. */
  static async #fill(records: number): Promise<BigDevice> {
    const company = await Company.found()
    const { url } = company.server
    const spaces: string[] = []
    const profile = mkdtempSync(join(tmpdir(), 'relais-bench-profile-'))
    for (let left = records; left > 0; left -= inPlan)
      spaces.push(await company.project(`Projet ${spaces.length + 1}`, Math.min(left, inPlan)))
    const context = await open(profile)
    try {
      const page = context.pages()[0] ?? (await context.newPage())
      const answer = await context.request.post(`${url}/api/v1/session`, { data: { email: awa.email, password: awa.password } })
      if (!answer.ok()) throw new Error(`signing in: ${answer.status()}`)
      await page.goto(`${url}/projets/${spaces[0]}/plan`)
      const name = databaseName(company.workspace, company.person)
      for (const end = Date.now() + 300_000; Date.now() < end; await pause(1_000)) {
        const rows = (await page.evaluate(isInstalled)) ? await readTasks(page, name, spaces) : []
        if (rows.length === records) return new BigDevice(url, spaces, rows, profile)
      }
      throw new Error('the device never had everything')
    } finally {
      await context.close()
      await company.server.stop()
    }
  }

  /** A fresh browser process over the same disk. `watch` runs, told `about`, before any script of the page. */
  async visit<T>(path: string, watch: (about: string) => void, see: (page: Page) => Promise<T>, about = ''): Promise<T> {
    const context = await open(this.profile)
    try {
      await context.addInitScript(watch, about)
      const page = context.pages()[0] ?? (await context.newPage())
      await page.goto(this.url + path, { waitUntil: 'commit' })
      return await see(page)
    } finally {
      await context.close()
    }
  }
}

/** Tall enough for thirty rows. */
export const open = (profile: string): Promise<BrowserContext> =>
  playwright.launchPersistentContext(profile, {
    ...wholeChromium,
    locale: 'fr-FR',
    timezoneId: 'Africa/Dakar',
    viewport: { width: 1280, height: 1400 },
  })

async function readTasks(page: Page, name: string, spaces: readonly string[]): Promise<AnyRow[]> {
  const kept = (await page.evaluate(readRows, name)).filter(({ space }) => spaces.includes(space))
  const read = (space: string, text: string) => Projection.restore(business, space, new TextEncoder().encode(text))
  return kept.flatMap(({ space, text }) => [...read(space, text).rows('task').values()])
}
/** Every file of the application is on the device. */
async function isInstalled(): Promise<boolean> {
  const files = await (await caches.open('relais-build')).keys()
  return files.some(({ url }) => url.includes('/relais-files-'))
}
/** In the page: the rows of each space as the device keeps them. */
async function readRows(name: string): Promise<{ space: string; text: string }[]> {
  if (!(await indexedDB.databases()).some(database => database.name === name)) return []
  const database = await new Promise<IDBDatabase>((done, failed) => {
    const asked = indexedDB.open(name)
    asked.onsuccess = () => done(asked.result)
    asked.onerror = () => failed(asked.error)
  })
  const stored = await new Promise<{ space: string; bytes: Uint8Array }[]>(done => {
    const asked = database.transaction('rows').objectStore('rows').getAll()
    asked.onsuccess = () => done(asked.result)
  })
  database.close()
  return stored.map(({ space, bytes }) => ({ space, text: new TextDecoder().decode(bytes) }))
}

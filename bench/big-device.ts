// A browser whose device holds as many records as asked, opened again and again in a fresh process while the server is dead.
import { chromium as playwright, type BrowserContext, type Page } from '@playwright/test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { databaseName } from '../src/lib/store/database.ts'
import { chromium } from '../tests/chromium.ts'
import { awa } from '../tests/e2e/harness/world.ts'
import { Company } from './company.ts'

const inPlan = 10_000
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
      for (const end = Date.now() + 300_000; !(await page.evaluate(isHere, { name, spaces, records })); await pause(1_000))
        if (Date.now() > end) throw new Error('the device never had everything')
      const rows = await page.evaluate(readTasks, name)
      return new BigDevice(url, spaces, rows, profile)
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
    ...chromium,
    locale: 'fr-FR',
    timezoneId: 'Africa/Dakar',
    viewport: { width: 1280, height: 1400 },
  })

/** In the page: every plan is stored and its rows with it, and so is every file of the application. */
async function isHere({ name, spaces, records }: { name: string; spaces: string[]; records: number }): Promise<boolean> {
  const files = await (await caches.open('relais-build')).keys()
  if (!files.some(({ url }) => url.includes('/relais-files-'))) return false
  if (!(await indexedDB.databases()).some(database => database.name === name)) return false
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
  const kept = stored.filter(({ space }) => spaces.includes(space)).map(({ bytes }) => JSON.parse(new TextDecoder().decode(bytes)))
  const tasks = kept.flatMap(saved =>
    saved.filter((one: { entity: string }) => one.entity === 'task').map((one: { rows: unknown[] }) => one.rows.length)
  )
  return tasks.reduce((sum: number, count: number) => sum + count, 0) === records
}
/** In the page: the rows of tasks out of the blobs where the device keeps them. */
async function readTasks(name: string): Promise<Record<string, unknown>[]> {
  const database = await new Promise<IDBDatabase>(done => {
    const asked = indexedDB.open(name)
    asked.onsuccess = () => done(asked.result)
  })
  const stored = await new Promise<{ bytes: Uint8Array }[]>(done => {
    const asked = database.transaction('rows').objectStore('rows').getAll()
    asked.onsuccess = () => done(asked.result)
  })
  database.close()
  return stored.flatMap(({ bytes }) =>
    JSON.parse(new TextDecoder().decode(bytes)).flatMap((one: { entity: string; rows: Record<string, unknown>[] }) =>
      one.entity === 'task' ? one.rows : []
    )
  )
}

// The disk of a page as it is: read past the application, damaged, cleared, filled up, cut off, through the browser's own protocol.
import { expect, type CDPSession, type Page } from '@playwright/test'

/** One entry of the device's log, as stored. */
export type Stored = { seq: number; document: string; pending?: 1; batch?: string }

export const protocolOf = (page: Page): Promise<CDPSession> => page.context().newCDPSession(page)
const origin = (page: Page) => new URL(page.url()).origin

/** Everything in a store of this person's database, read with a connection of its own. */
export const stored = (page: Page, store: string): Promise<Record<string, unknown>[]> =>
  page.evaluate(async store => {
    const name = (await indexedDB.databases()).map(({ name }) => name ?? '').find(name => name.startsWith('relais:'))
    if (!name) return []
    return new Promise((done, failed) => {
      const request = indexedDB.open(name)
      request.onerror = () => failed(request.error)
      request.onsuccess = () => {
        const read = request.result.transaction(store).objectStore(store).getAll()
        read.onerror = () => failed(read.error)
        read.onsuccess = () => {
          request.result.close()
          done(read.result as Record<string, unknown>[])
        }
      }
    })
  }, store)

/** The edits on the disk that the server does not hold, and whether each is there with its lines of the journal. */
export async function unsentOnDisk(page: Page): Promise<{ batches: Set<string>; whole: boolean }> {
  const updates = ((await stored(page, 'updates')) as Stored[]).filter(({ pending }) => pending)
  const lines = new Set((await stored(page, 'journal')).map(line => line['update']))
  return {
    batches: new Set(updates.flatMap(({ batch }) => batch ?? [])),
    whole: updates.every(({ seq, batch }) => batch === undefined || lines.has(seq)),
  }
}

/** Flips one bit of the bytes of every entry of a store that `which` says. */
export const flip = (page: Page, store: string, which: 'pending' | 'acknowledged' | 'all'): Promise<number> =>
  page.evaluate(
    async ({ store, which }) => {
      const name = (await indexedDB.databases()).map(({ name }) => name ?? '').find(name => name.startsWith('relais:')) as string
      return new Promise<number>((done, failed) => {
        const request = indexedDB.open(name)
        request.onerror = () => failed(request.error)
        request.onsuccess = () => {
          let flipped = 0
          const transaction = request.result.transaction(store, 'readwrite')
          transaction.objectStore(store).openCursor().onsuccess = event => {
            const cursor = (event.target as IDBRequest<IDBCursorWithValue | null>).result
            if (!cursor) return
            const entry = cursor.value as { bytes: Uint8Array; pending?: 1 }
            if (which === 'all' || (which === 'pending') === (entry.pending === 1)) {
              const at = entry.bytes.length >> 1
              entry.bytes[at] = (entry.bytes[at] as number) ^ 4
              cursor.update(entry)
              flipped++
            }
            cursor.continue()
          }
          transaction.oncomplete = () => {
            request.result.close()
            done(flipped)
          }
          transaction.onerror = () => failed(transaction.error)
        }
      })
    },
    { store, which }
  )

/** The browser takes the disk back, as it does when it needs room: databases and caches, not the small storage. */
export async function clearDisk(page: Page, sorts = 'indexeddb,cache_storage'): Promise<void> {
  await (await protocolOf(page)).send('Storage.clearDataForOrigin', { origin: origin(page), storageTypes: sorts })
}
/** The origin may hold no more than so many bytes while this page is there. Said before anything is stored: the browser reckons ahead. */
export async function allow(page: Page, bytes: number): Promise<void> {
  await (await protocolOf(page)).send('Storage.overrideQuotaForOrigin', { origin: origin(page), quotaSize: bytes })
}
/** Something else of the same origin takes all the room that is left, to the last bytes. */
export const fillUp = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((done, failed) => {
      const request = indexedDB.open('ballast')
      request.onupgradeneeded = () => request.result.createObjectStore('b', { autoIncrement: true })
      request.onsuccess = () => done(request.result)
      request.onerror = () => failed(request.error)
    })
    const fits = (size: number) =>
      new Promise<boolean>(done => {
        const transaction = database.transaction('b', 'readwrite')
        const bytes = new Uint8Array(size)
        for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, Math.min(size, at + 65_536)))
        transaction.objectStore('b').add(bytes)
        transaction.oncomplete = () => done(true)
        transaction.onabort = () => done(false)
      })
    for (const size of [4_000_000, 400_000, 40_000, 4_000, 400, 40]) while (await fits(size));
    database.close()
  })
export const makeRoom = (page: Page): Promise<void> =>
  page.evaluate(
    () =>
      new Promise<void>((done, failed) => {
        const request = indexedDB.deleteDatabase('ballast')
        request.onsuccess = () => done()
        request.onerror = () => failed(request.error)
      })
  )

/** The browser closes every connection to the databases of this origin, as it does when they fail. */
export async function cutConnections(page: Page): Promise<void> {
  const inner = await page.context().newPage()
  await inner.goto('chrome://indexeddb-internals')
  const buttons = inner.locator('.force-close')
  await expect(buttons.first()).toBeVisible()
  for (const button of await buttons.all()) await button.click()
  await inner.close()
}

// What a browser's device holds on its disk, as the bench looks at it from outside.
import type { Page } from '@playwright/test'

export type Held = {
  /** Names of the documents that are here whole, as far as the server has said. */
  readonly documents: readonly string[]
  readonly facts: number
}

/** In the page, without the application's help. */
export const held = (page: Page, database: string): Promise<Held> => page.evaluate(readHeld, database)
async function readHeld(name: string): Promise<Held> {
  if (!(await indexedDB.databases()).some(database => database.name === name)) return { documents: [], facts: 0 }
  const database = await new Promise<IDBDatabase>((done, failed) => {
    const asked = indexedDB.open(name)
    asked.onsuccess = () => done(asked.result)
    asked.onerror = () => failed(asked.error)
  })
  const asked = <T>(request: IDBRequest<T>) => new Promise<T>(done => (request.onsuccess = () => done(request.result)))
  const reading = database.transaction(['documents', 'facts'])
  const known = await asked<{ name: string; have: number; wanted: number }[]>(reading.objectStore('documents').getAll())
  const facts = await asked(reading.objectStore('facts').count())
  database.close()
  return { documents: known.filter(({ have, wanted }) => have >= wanted).map(({ name }) => name), facts }
}

/** Every file of the application is on the device, so that nothing of it comes over the line later. */
export const installed = (page: Page): Promise<boolean> =>
  page.evaluate(async () => {
    const files = await (await caches.open('relais-build')).keys()
    return files.some(({ url }) => url.includes('/relais-files-'))
  })

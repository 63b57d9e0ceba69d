// All that a browser keeps for this origin, read past the application, as whoever sits down next could.
import type { Page } from '@playwright/test'

export type Kept = {
  databases: string[]
  /** Every word of every store, of the small storages, and of the caches. */
  words: string
  /** Entries of the caches that are not files of the application. */
  strange: string[]
}

export const everythingKept = (page: Page): Promise<Kept> =>
  page.evaluate(async () => {
    const found: string[] = []
    const text = (value: unknown): string =>
      JSON.stringify(value, (_, part: unknown) =>
        part instanceof Uint8Array ? Array.from(part, byte => String.fromCharCode(byte)).join('') : part
      ) ?? ''
    const databases = (await indexedDB.databases()).map(({ name }) => name ?? '')
    for (const name of databases) {
      const database = await new Promise<IDBDatabase>((done, failed) => {
        const asked = indexedDB.open(name)
        asked.onsuccess = () => done(asked.result)
        asked.onerror = () => failed(asked.error)
      })
      for (const store of database.objectStoreNames) {
        const read = database.transaction(store).objectStore(store)
        for (const request of [read.getAll(), read.getAllKeys()])
          found.push(
            await new Promise<string>((done, failed) => {
              request.onsuccess = () => done(text(request.result))
              request.onerror = () => failed(request.error)
            })
          )
      }
      database.close()
    }
    for (const storage of [localStorage, sessionStorage]) found.push(JSON.stringify({ ...storage }))
    const root = await navigator.storage.getDirectory()
    for await (const file of (root as unknown as { keys(): AsyncIterable<string> }).keys()) found.push(file)
    const strange: string[] = []
    for (const name of await caches.keys()) {
      const cache = await caches.open(name)
      for (const { url } of await cache.keys()) {
        const { pathname } = new URL(url)
        if (!/^\/(_app\/|icons\/|shell$|relais-files-|relais-versions$|[\w.-]+\.(svg|png|webmanifest|ico|txt)$)/.test(pathname))
          strange.push(url)
      }
    }
    return { databases, words: found.join('\n'), strange }
  })

/** The person, the company and the projects, as this device names them. */
export const idsIn = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const { person, workspace } = JSON.parse(localStorage.getItem('relais:who') ?? '{}') as Record<string, { id: string }>
    const recent = JSON.parse(localStorage.getItem(`relais-recent:${workspace?.id}:${person?.id}`) ?? '[]') as string[]
    const names = (await indexedDB.databases()).map(({ name }) => name ?? '')
    return [person?.id ?? '', workspace?.id ?? '', ...recent, ...names].filter(Boolean)
  })

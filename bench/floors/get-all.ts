// The least that reading records from a browser's disk costs: one getAll of all of them, on a page that does nothing else.
import type { BrowserContext } from '@playwright/test'

export const origin = 'http://floor.localhost:4099'
const page = (script: string) => ({ contentType: 'text/html', body: `<!doctype html><title>floor</title><script>${script}</script>` })

/** Answers what a server would, so that none is needed: a page that stores the records, one by one, and a page that reads them. */
export async function serveFloor(context: BrowserContext, records: readonly unknown[] = []): Promise<void> {
  await context.route(`${origin}/records`, route => route.fulfill({ json: records }))
  await context.route(`${origin}/store`, route => route.fulfill(page(store)))
  await context.route(`${origin}/read`, route => route.fulfill(page(read)))
}

const store = `
  const opened = indexedDB.open('floor')
  opened.onupgradeneeded = () => opened.result.createObjectStore('record', { keyPath: 'id' })
  opened.onsuccess = async () => {
    const records = await (await fetch('/records')).json()
    const writing = opened.result.transaction('record', 'readwrite')
    for (const record of records) writing.objectStore('record').put(record)
    writing.oncomplete = () => (window.stored = records.length)
  }`
/** `read`: from the beginning of the navigation to the last record; `alone`: the getAll itself. */
const read = `
  const opened = indexedDB.open('floor')
  opened.onsuccess = () => {
    const began = performance.now()
    const asked = opened.result.transaction('record').objectStore('record').getAll()
    asked.onsuccess = () => (window.read = { read: performance.now(), alone: performance.now() - began, count: asked.result.length })
  }`

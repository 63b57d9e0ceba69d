/// <reference types="@sveltejs/kit" />
/// <reference lib="webworker" />
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import { build, files, version } from '$service-worker'

declare const self: ServiceWorkerGlobalScope

/** The empty page that every address of the application opens with, and the files a first screen needs, are there before anything else. */
const shell = '/shell'
const lasting = 'relais-build'
/** The same page once more: a browser may take one cache back and leave the other. */
const again = `${shell}?${version}`

// Nothing else is fetched before the first screen: the rest follows when the page is idle.
precacheAndRoute([{ url: shell, revision: version }])
cleanupOutdatedCaches()

// Every address that is a page opens with the shell, whether or not the server answers and the page was ever visited.
const fromFirst = createHandlerBoundToURL(shell)
const page: typeof fromFirst = async asked =>
  fromFirst(asked).catch(async (fault: unknown) => {
    const spare = await caches.match(again)
    if (spare) return spare
    throw fault
  })
registerRoute(new NavigationRoute(page, { denylist: [/^\/api\//, /^\/sync(\?|$)/, /^\/_app\//, /\.[a-z0-9]{2,5}$/i] }))

// Built files bear their content in their name: what was fetched once is good for ever.
const named = new Set([...build, ...files])
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && (url.pathname.startsWith('/_app/immutable/') || named.has(url.pathname)),
  async ({ request }) => {
    const cache = await caches.open(lasting)
    const known = await cache.match(request)
    if (known) return known
    const answer = await fetch(request)
    if (answer.ok) await cache.put(request, answer.clone())
    return answer
  }
)

self.addEventListener('install', event => {
  // A browser that can find them itself does not wake this worker for each, and asks the network for what is not here yet.
  const kept = { condition: { urlPattern: { pathname: '/_app/immutable/*' } }, source: { cacheName: lasting } }
  const routed = (event as Routing).addRoutes?.(kept).catch(() => null)
  event.waitUntil(Promise.all([routed, fetchCritical()]))
})
self.addEventListener('activate', event => event.waitUntil(Promise.all([self.clients.claim(), forget()])))
self.addEventListener('message', event => {
  const said = event.data as { is?: string } | null
  // Only when the person has agreed to the new version.
  if (said?.is === 'takeOver') void self.skipWaiting()
  if (said?.is === 'fetchRest') event.waitUntil(fetchRest())
})

/** Static routing, where there is one. */
type Routing = ExtendableEvent & { addRoutes?(rule: { condition: unknown; source: unknown }): Promise<void> }

/** What the shell itself asks for, read from it. */
async function fetchCritical(): Promise<void> {
  const page = await (await fetch(shell)).text()
  const asked = [...page.matchAll(/(?:href|import\()\s*=?\s*["']([^"']*\/_app\/[^"']+)["']/g)].map(
    ([, url]) => new URL(url as string, self.location.origin).pathname
  )
  await keep([...new Set(asked)])
}
/** Everything else, a few at a time: a page never visited opens without a network too. */
async function fetchRest(): Promise<void> {
  for (let at = 0; at < build.length; at += 4) await keep(build.slice(at, at + 4)).catch(() => null)
  await keep([again]).catch(() => null)
  // These keep their name when they change.
  const cache = await caches.open(lasting)
  const mark = `/relais-files-${version}`
  if (await cache.match(mark)) return
  await cache.addAll(files.map(url => new Request(url, { cache: 'reload' })))
  await cache.put(mark, new Response(version))
}
async function keep(urls: readonly string[]): Promise<void> {
  const cache = await caches.open(lasting)
  await Promise.all(
    urls.map(async url => {
      if (!(await cache.match(url))) await cache.add(url)
    })
  )
}
/** Files of versions before the last one go; a page still open in the last one keeps finding its own. */
async function forget(): Promise<void> {
  const cache = await caches.open(lasting)
  const list = await (await cache.match('/relais-versions'))?.json().catch(() => null)
  const former = Array.isArray(list) ? (list as string[]) : []
  const wanted = new Set([...named, ...former, again, '/relais-versions'])
  const addressOf = (url: string) => url.slice(self.location.origin.length)
  for (const { url } of await cache.keys()) if (!wanted.has(addressOf(url))) await cache.delete(url)
  await cache.put('/relais-versions', new Response(JSON.stringify([...named])))
}

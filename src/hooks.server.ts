import type { Handle } from '@sveltejs/kit'
import { building } from '$app/environment'
import type { Relais } from '../server/relais.ts'

const running = () => (globalThis as { [key: symbol]: Relais | undefined })[Symbol.for('relais')]

/** Tells every route who asks. What a cookie vouches for may only be changed from our own pages. */
export const handle: Handle = async ({ event, resolve }) => {
  if (building) return resolve(event)
  const relais = running()
  if (!relais) return new Response('Relais is not running.', { status: 503 })
  event.locals.relais = relais
  event.locals.who = null
  if (event.url.pathname.startsWith('/api/')) {
    const { headers } = event.request
    const said = {
      cookie: headers.get('cookie') ?? '',
      authorization: headers.get('authorization') ?? '',
      'user-agent': headers.get('user-agent') ?? '',
    }
    const who = await relais.who(said, event.getClientAddress())
    if (!safe.has(event.request.method) && !sameSite(event.request)) {
      relais.lured(who)
      return new Response(null, { status: 403 })
    }
    event.locals.who = who
  }
  return resolve(event)
}

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])
/** A browser says where a page comes from. A program that says nothing may ask for what needs no cookie. */
function sameSite({ headers }: Request): boolean {
  const site = headers.get('sec-fetch-site')
  const origin = headers.get('origin')
  if (site !== null) return site === 'same-origin'
  return origin === null ? headers.get('cookie') === null : URL.parse(origin)?.host === headers.get('host')
}

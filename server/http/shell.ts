import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { encrypted } from './insecure.ts'

/** Not a page: what programs ask, built files, and whatever has an extension. The service worker draws the same line. */
const notPages = [/^\/api\//, /^\/sync$/, /^\/_app\//, /\.[a-z0-9]{2,5}$/i]

/** What is no page may be drawn in none, and runs nothing; a worker of ours goes by it too, and asks this server only. */
const policy = `default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

/** Said with every answer. What a browser is not told, it guesses. */
const always = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(self), geolocation=(self), microphone=(), payment=(), usb=()',
}

export function secure(request: IncomingMessage, response: ServerResponse): void {
  for (const [name, value] of Object.entries(always)) response.setHeader(name, value)
  if (encrypted(request)) response.setHeader('strict-transport-security', 'max-age=31536000')
}

/** Only our own scripts run: files of this server, and those written in the page, each by its hash. */
export function policyOf(html: string): string {
  const inline = [...html.matchAll(/<script>([^]*?)<\/script>/g)].map(([, code = '']) => createHash('sha256').update(code).digest('base64'))
  return [
    `default-src 'none'`,
    `script-src 'self' ${inline.map(hash => `'sha256-${hash}'`).join(' ')}`,
    // Svelte places things by style attributes.
    `style-src 'self' 'unsafe-inline'`,
    `img-src 'self' data: blob:`,
    `font-src 'self' data:`,
    `connect-src 'self'`,
    `worker-src 'self'`,
    `manifest-src 'self'`,
    `form-action 'self'`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ')
}

/** The one page that every address opens with; what it shows is drawn on the device. */
export class Shell {
  private readonly bodies: Readonly<Record<'br' | 'gzip' | 'identity', Buffer>>
  private readonly headers: Readonly<Record<string, string>>
  constructor(path: string) {
    const html = readFileSync(path)
    this.bodies = { br: brotliCompressSync(html), gzip: gzipSync(html), identity: html }
    this.headers = {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policyOf(html.toString()),
      'cache-control': 'no-cache',
      etag: `"${createHash('sha256').update(html).digest('base64url').slice(0, 27)}"`,
      vary: 'accept-encoding',
    }
  }

  /** Answers when a page is asked for; otherwise the request is somebody else’s. */
  answer({ method, url, headers }: IncomingMessage, response: ServerResponse): boolean {
    const path = (url ?? '').split('?', 1)[0] ?? ''
    if ((method !== 'GET' && method !== 'HEAD') || notPages.some(pattern => pattern.test(path))) return false
    if (headers['if-none-match'] === this.headers['etag']) {
      response.writeHead(304, this.headers).end()
      return true
    }
    const taken = String(headers['accept-encoding'] ?? '')
    const encoding = /\bbr\b/.test(taken) ? 'br' : /\bgzip\b/.test(taken) ? 'gzip' : 'identity'
    const body = this.bodies[encoding]
    response.writeHead(200, {
      ...this.headers,
      ...(encoding !== 'identity' && { 'content-encoding': encoding }),
      'content-length': body.byteLength,
    })
    response.end(method === 'HEAD' ? undefined : body)
    return true
  }
}

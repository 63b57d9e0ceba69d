import { lookup as resolveName, type LookupAddress } from 'node:dns'
import { request as plain, type IncomingMessage } from 'node:http'
import { request as secure } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { publicAddress } from './public-address.ts'

type Resolve = (name: string, options: { all: true }, done: (fault: Error | null, addresses: LookupAddress[]) => void) => void
type Given = {
  /** Origins that are named in the settings: they may be inside, and in clear if they say so. */
  inside?: readonly string[]
  resolve?: Resolve
  /** How long an answer may take, to its last byte, in milliseconds. */
  patience?: number
  /** How many bytes it may have. */
  most?: number
}
type Asked = { method?: string; headers?: Record<string, string>; body?: string | URLSearchParams | null | undefined }

/** Why nothing was asked, or its answer not taken. */
export class Refused extends Error {
  override name = 'Refused'
  readonly code: 'address' | 'inside' | 'large' | 'slow'
  constructor(code: Refused['code'], address: string) {
    super(`${code}: ${address}`)
    this.code = code
  }
}

/**
 * The one way out to addresses that somebody else may have written. By https, to public addresses: what is checked is the very address that
 * is connected to, so that a name that changes meanwhile gains nothing. A redirect is an answer like another, and nobody follows it.
 */
export class Outbound {
  private readonly inside: ReadonlySet<string>
  private readonly resolve: Resolve
  private readonly patience: number
  private readonly most: number
  constructor({ inside = [], resolve = resolveName, patience = 10_000, most = 512 * 1024 }: Given = {}) {
    this.inside = new Set(inside)
    this.resolve = resolve
    this.patience = patience
    this.most = most
  }

  /** Whether it may be asked at all, as far as it is written. */
  good(address: string): boolean {
    const url = URL.parse(address)
    if (!url || url.username || url.password) return false
    return this.inside.has(url.origin) || (url.protocol === 'https:' && !isInsideAsWritten(url))
  }

  async ask(address: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Response> {
    if (!this.good(address)) throw new Refused('address', address)
    const url = new URL(address)
    const within = AbortSignal.timeout(this.patience)
    const sent = typeof body === 'string' ? body : body?.toString()
    const options = {
      method,
      headers: { ...headers, 'accept-encoding': 'identity', ...(sent !== undefined && { 'content-length': Buffer.byteLength(sent) }) },
      lookup: this.inside.has(url.origin) ? this.look : this.lookOutside,
      // No line is kept that was opened for another question, nor one through a proxy of the environment.
      agent: false as const,
      signal: within,
    }
    try {
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        const asked = (url.protocol === 'https:' ? secure : plain)(url, options, resolve)
        asked.on('error', reject).end(sent)
      })
      return await this.read(answer, address)
    } catch (fault) {
      throw within.aborted ? new Refused('slow', address) : fault
    }
  }

  private async read(answer: IncomingMessage, address: string): Promise<Response> {
    const parts: Buffer[] = []
    let length = 0
    for await (const part of answer as AsyncIterable<Buffer>) {
      length += part.length
      // Leaving the loop closes the line.
      if (length > this.most) throw new Refused('large', address)
      parts.push(part)
    }
    const status = answer.statusCode ?? 0
    const headers = new Headers()
    for (const [name, value] of Object.entries(answer.headers)) if (typeof value === 'string') headers.set(name, value)
    return new Response(bodiless.has(status) ? null : Buffer.concat(parts), { status, headers })
  }

  /** Asked by the socket itself, once: it connects to what is answered here, and to nothing else. */
  private readonly look: LookupFunction = (name, options, done) =>
    this.resolve(name, { all: true }, (fault, addresses) => hand(fault, addresses, options.all === true, done))
  private readonly lookOutside: LookupFunction = (name, options, done) =>
    this.resolve(name, { all: true }, (fault, addresses) => {
      const refused = fault ?? (addresses.every(({ address }) => publicAddress(address)) ? null : new Refused('inside', name))
      hand(refused, addresses, options.all === true, done)
    })
}

const bodiless = new Set([204, 205, 304])

/** An address in figures is resolved by nobody. However it was written, a URL holds it in one form. */
function isInsideAsWritten({ hostname }: URL): boolean {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1')
  return isIP(bare) !== 0 && !publicAddress(bare)
}

function hand(fault: Error | null, addresses: readonly LookupAddress[], all: boolean, done: Parameters<LookupFunction>[2]): void {
  const [first] = addresses
  if (fault || !first) done(fault ?? new Error('a name without an address'), '', 0)
  else if (all) done(null, [...addresses])
  else done(null, first.address, first.family)
}

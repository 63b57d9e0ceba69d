// A provider that says what it is told to: tokens of others, unsigned, old, and addresses that are inside.
import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ProviderSettings } from '#server/auth/provider-settings.ts'

const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
// Made once: to make them is slow.
const [own, strange] = [pair(), pair()]
const part = (said: unknown) => Buffer.from(JSON.stringify(said)).toString('base64url')
type Token = { header?: object; claims?: object; key?: KeyObject | string | null }

export class Forger {
  readonly key = own
  readonly another = strange
  /** What it gives for any code. */
  token: (claims: object) => Token = () => ({})
  /** What it changes in what it says of itself. */
  discovery: object = {}
  /** What it was asked, and whether it answers by sending elsewhere. */
  readonly asked: string[] = []
  elsewhere: string | null = null
  private nonce = ''
  private readonly server: Server = createServer((request, response) => {
    const path = request.url ?? ''
    this.asked.push(path)
    if (this.elsewhere) return void response.writeHead(302, { location: this.elsewhere }).end()
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(this.answer(path)))
  })

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }
  get settings(): ProviderSettings {
    const back = 'https://relais.example/connexion'
    return { label: 'Teranga ID', issuer: this.origin, client: 'relais', secret: 'relais-secret', back, inside: [this.origin] }
  }
  async open(): Promise<this> {
    await new Promise<void>(done => this.server.listen(0, '127.0.0.1', done))
    return this
  }
  async close(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise<void>(done => this.server.close(() => done()))
  }

  /** The answer that a browser would bring back from there. */
  back(address: string): URLSearchParams {
    const asked = new URL(address).searchParams
    this.nonce = asked.get('nonce') ?? ''
    return new URLSearchParams({ code: 'code', state: asked.get('state') ?? '', iss: this.origin })
  }

  private answer(path: string): unknown {
    const { origin } = this
    if (path === '/jwks') return { keys: [{ ...this.key.publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig' }] }
    if (path === '/token') return { access_token: 'x', token_type: 'Bearer', id_token: this.signed() }
    return {
      issuer: origin,
      authorization_endpoint: `${origin}/authorize`,
      token_endpoint: `${origin}/token`,
      jwks_uri: `${origin}/jwks`,
      id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
      ...this.discovery,
    }
  }
  private signed(): string {
    const now = Math.floor(Date.now() / 1_000)
    const good = { iss: this.origin, aud: 'relais', sub: '42', iat: now, exp: now + 600, nonce: this.nonce, email: 'awa@teranga.sn' }
    const { header, claims, key = this.key.privateKey } = this.token(good)
    const text = `${part({ alg: 'RS256', kid: 'one', ...header })}.${part({ ...good, email_verified: true, ...claims })}`
    if (key === null) return `${text}.`
    const signature = typeof key === 'string' ? createHmac('sha256', key).update(text).digest() : sign('sha256', Buffer.from(text), key)
    return `${text}.${signature.toString('base64url')}`
  }
}

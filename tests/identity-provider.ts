// A provider of identities on this machine, as a company would run one: it asks who somebody is, and believes them.
import { generateKeyPairSync } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type Provider from 'oidc-provider'
import type { ProviderSettings } from '#server/auth/provider-settings.ts'

/** Whom it knows, by its own name for them; `amr` how they showed it. */
export type Known = { email: string; verified: boolean; name: string; amr?: string[] }

export class IdentityProvider {
  readonly people = new Map<string, Known>()
  private readonly back: string
  private readonly server: Server
  private provider: Provider | undefined
  /** `back` is where it sends people. */
  constructor(back: string) {
    this.back = back
    this.server = createServer((request, response) => void this.answer(request, response).catch(fault => response.destroy(fault as Error)))
  }
  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }
  get settings(): ProviderSettings {
    return { label: 'Teranga ID', issuer: this.origin, client: 'relais', secret: 'relais-secret', back: this.back, inside: [this.origin] }
  }

  async open(port = 0): Promise<this> {
    await new Promise<void>(done => this.server.listen(port, '127.0.0.1', done))
    const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
    const { default: OpenId } = await import('oidc-provider')
    const provider = new OpenId(this.origin, {
      clients: [
        {
          client_id: 'relais',
          client_secret: 'relais-secret',
          redirect_uris: [this.back],
          id_token_signed_response_alg: 'ES256',
        },
      ],
      jwks: { keys: [{ ...(key as { kty: 'EC'; crv: 'P-256'; x: string; y: string; d: string }), kid: 'one', use: 'sig', alg: 'ES256' }] },
      cookies: { keys: ['a key of the provider'] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_, { uid }) => `/who/${uid}` },
      claims: { openid: ['sub', 'amr', 'auth_time'], email: ['email', 'email_verified'], profile: ['name'] },
      ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
      findAccount: (_, id) => {
        const known = this.people.get(id)
        return known && { accountId: id, claims: () => ({ sub: id, email: known.email, email_verified: known.verified, name: known.name }) }
      },
      // Nobody is asked whether a tool of the company may know their name.
      loadExistingGrant: async ({ oidc }) => {
        const accountId = oidc.session?.accountId
        if (!oidc.client || !accountId) return undefined
        const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId })
        grant.addOIDCScope('openid email profile')
        await grant.save()
        return grant
      },
    })
    this.provider = provider
    return this
  }
  async close(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise<void>(done => this.server.close(() => done()))
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const provider = this.provider as Provider
    if (!request.url?.startsWith('/who/')) return provider.callback()(request, response)
    const login = request.method === 'POST' ? new URLSearchParams(await textOf(request)).get('login') : null
    if (login === null) {
      const choices = [...this.people].map(([id, { name }]) => `<button name="login" value="${id}">${name}</button>`)
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.end(`<!doctype html><title>Teranga ID</title><h1>Teranga ID</h1><form method="post">${choices.join(' ')}
        <button name="login" value="">Annuler</button></form>`)
      return
    }
    const amr = this.people.get(login)?.amr
    const said = login ? { login: { accountId: login, ...(amr && { amr }) } } : { error: 'access_denied', error_description: 'given up' }
    await provider.interactionFinished(request, response, said, { mergeWithLastSubmission: false })
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
  return Buffer.concat(parts).toString()
}

/** A browser without pages: it goes where it is sent, with the cookies it was given, and says who it is when it is asked. */
export class Traveller {
  private readonly jar = new Map<string, string>()
  /** From an address of the provider to the one it sends back to, whose question is the answer. */
  async go(address: string, as: string): Promise<string> {
    const home = new URL(address).origin
    let asked: RequestInit = {}
    for (let to = address; ;) {
      const answer = await fetch(to, { redirect: 'manual', ...asked, headers: { cookie: this.cookies, ...asked.headers } })
      for (const line of answer.headers.getSetCookie()) this.keep(line)
      const next = answer.headers.get('location')
      if (next && new URL(next, to).origin !== home) return new URL(next).search
      if (!next && answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
      asked = next ? {} : { method: 'POST', body: `login=${as}`, headers: { 'content-type': 'application/x-www-form-urlencoded' } }
      to = next ? new URL(next, to).href : to
    }
  }
  private get cookies(): string {
    return [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ')
  }
  private keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    if (value) this.jar.set(name, value)
    else this.jar.delete(name)
  }
}

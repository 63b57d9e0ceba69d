import type { AuthorizationServer, Client, IDToken, UserInfoResponse } from 'oauth4webapi'
import type { Clock } from '#kernel/base/clock.ts'
import { limits } from '#kernel/space/limits.ts'
import { problem, type Problem } from '../http/answer.ts'
import { Refused, type Outbound } from '../http/outbound.ts'
import { emailOf, isEmail } from './newcomer.ts'
import type { ProviderSettings } from './provider-settings.ts'

/** Who somebody is at the provider. `email` only when the provider answers for it; `strong` when it asked for more than one thing. */
export type Identity = { issuer: string; subject: string; email: string | null; name: string; strong: boolean }
/** What a question is recognised by when its answer comes. */
export type Question = { state: string; nonce: string; verifier: string }
type Given = { settings: ProviderSettings; clock: Clock; outbound: Outbound; fault: (fault: unknown) => void }
type Claims = Partial<IDToken & UserInfoResponse>

const library = () => import('oauth4webapi')
const [hour, moment] = [3_600_000, 10_000]
/** By a key that the provider alone has: none that we have too, and never none at all. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']
/** What says, of how somebody showed who they are, that it was by two things (RFC 8176, OpenID, REFEDS). */
const strongReference = new Set(['http://schemas.openid.net/pape/policies/2007/06/multi-factor', 'https://refeds.org/profile/mfa'])

/** A provider of identities, asked as OpenID Connect has it: a code that serves once, tied to this question and to this browser. */
export class Provider {
  private readonly given: Given
  private known: { until: number; server: Promise<AuthorizationServer> } | null = null
  constructor(given: Given) {
    this.given = given
  }
  get label(): string {
    return this.given.settings.label
  }
  get issuer(): string {
    return this.given.settings.issuer
  }

  /** Where a browser goes to be asked; `anew` even if the provider knows it already. */
  async ask({ anew = false } = {}): Promise<{ address: string; question: Question } | Problem> {
    const { settings, outbound } = this.given
    const oauth = await library()
    const question = {
      state: oauth.generateRandomState(),
      nonce: oauth.generateRandomNonce(),
      verifier: oauth.generateRandomCodeVerifier(),
    }
    try {
      const { authorization_endpoint } = await this.server()
      if (!authorization_endpoint || !outbound.good(authorization_endpoint)) throw new Refused('address', String(authorization_endpoint))
      const address = new URL(authorization_endpoint)
      const asked = {
        client_id: settings.client,
        response_type: 'code',
        redirect_uri: settings.back,
        scope: 'openid email profile',
        state: question.state,
        nonce: question.nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(question.verifier),
        code_challenge_method: 'S256',
        ...(anew && { prompt: 'login', max_age: '0' }),
      }
      for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value)
      return { address: address.href, question }
    } catch (fault) {
      return this.refuse(fault, oauth.AuthorizationResponseError)
    }
  }

  /** Who the answer to a question is about; `within` how many seconds they must have shown it, where it matters. */
  async hear(answer: URLSearchParams, { state, nonce, verifier }: Question, within?: number): Promise<Identity | Problem> {
    const { settings, clock } = this.given
    const oauth = await library()
    try {
      const server = await this.server()
      const client: Client = { client_id: settings.client, [oauth.clockSkew]: Math.round((clock.now() - Date.now()) / 1_000) }
      const through = this.through(oauth)
      const checked = oauth.validateAuthResponse(server, client, answer, state)
      const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
      const shown = methods.includes('client_secret_basic')
        ? oauth.ClientSecretBasic(settings.secret)
        : oauth.ClientSecretPost(settings.secret)
      const given = await oauth.authorizationCodeGrantRequest(server, client, shown, checked, settings.back, verifier, through)
      const tokens = await oauth.processAuthorizationCodeResponse(server, client, given, {
        expectedNonce: nonce,
        requireIdToken: true,
        ...(within !== undefined && { maxAge: within }),
      })
      await oauth.validateApplicationLevelSignature(server, given, through)
      const claims = oauth.getValidatedIdTokenClaims(tokens) as IDToken
      if (claims.email !== undefined || !server.userinfo_endpoint) return this.identity(claims, claims)
      const more = await oauth.userInfoRequest(server, client, tokens.access_token, through)
      return this.identity(claims, await oauth.processUserInfoResponse(server, client, claims.sub, more))
    } catch (fault) {
      return this.refuse(fault, oauth.AuthorizationResponseError)
    }
  }

  /** How it is reached, as it says itself: asked once an hour, for all who ask meanwhile, and not at once again when it failed. */
  private server(): Promise<AuthorizationServer> {
    const now = this.given.clock.now()
    if (this.known && now < this.known.until) return this.known.server
    const known = (this.known = { until: now + hour, server: this.discover() })
    known.server.catch(() => (known.until = now + moment))
    return known.server
  }
  private async discover(): Promise<AuthorizationServer> {
    const oauth = await library()
    const issuer = new URL(this.given.settings.issuer)
    const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, this.through(oauth)))
    const said = server.id_token_signing_alg_values_supported ?? ['RS256']
    return { ...server, id_token_signing_alg_values_supported: algorithms.filter(one => said.includes(one)) }
  }
  /** The scheme too is judged there: an origin inside may be in clear when the settings name it so. */
  private through({ allowInsecureRequests, customFetch }: Awaited<ReturnType<typeof library>>) {
    const ask = (address: string, { method, headers, body }: { method: string; headers: Record<string, string>; body?: unknown }) =>
      this.given.outbound.ask(address, { method, headers, body: body instanceof URLSearchParams ? body : undefined })
    return { [customFetch]: ask, [allowInsecureRequests]: true }
  }

  private identity({ sub, amr, acr }: IDToken, { email, email_verified, name }: Claims): Identity | Problem {
    const said = typeof email === 'string' ? emailOf(email) : ''
    if (!/^[^\0]{1,255}$/.test(sub)) return this.unsure
    return {
      issuer: this.issuer,
      subject: sub,
      email: email_verified === true && isEmail(said) ? said : null,
      name: typeof name === 'string' ? name.replaceAll('\0', '').trim().slice(0, limits.text) : '',
      strong: (Array.isArray(amr) && amr.includes('mfa')) || (typeof acr === 'string' && strongReference.has(acr)),
    }
  }

  /** For whoever runs the server, why in a line: never what came, which may hold a token. */
  private refuse(fault: unknown, closed: new (...args: never[]) => Error): Problem {
    if (fault instanceof closed) return this.closed
    const { code = '', message } = fault as { code?: string; message?: string }
    this.given.fault(`${this.issuer}: ${code} ${message ?? ''}`)
    return code.startsWith('OAUTH_') ? this.unsure : this.away
  }
  private get closed(): Problem {
    return problem(
      401,
      'providerClosed',
      `La connexion avec ${this.label} n’est pas allée à son terme : recommencez, ou connectez-vous autrement.`,
      `Signing in with ${this.label} was not finished: try again, or sign in another way.`
    )
  }
  private get unsure(): Problem {
    return problem(
      401,
      'provider',
      `La réponse de ${this.label} n’a pas pu être vérifiée : recommencez, ou connectez-vous autrement.`,
      `The answer of ${this.label} could not be checked: try again, or sign in another way.`
    )
  }
  private get away(): Problem {
    return problem(
      502,
      'providerAway',
      `${this.label} ne répond pas comme il faut : réessayez dans un instant, ou connectez-vous autrement.`,
      `${this.label} does not answer as it should: try again in a moment, or sign in another way.`
    )
  }
}

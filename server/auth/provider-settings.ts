import { Unavailable } from '../postgres/unavailable.ts'

/**
 * A provider of identities (OpenID Connect): what it is called on the button, who it says it is, who we are to it. `back` is the one
 * address that it sends people back to; `inside` origins of it that may be inside, as this server sees them.
 */
export type ProviderSettings = {
  readonly label: string
  readonly issuer: string
  readonly client: string
  readonly secret: string
  readonly back: string
  readonly inside: readonly string[]
}

/** The page that a person comes back to. */
export const backPath = '/connexion'

/** From the environment; null without a provider. Half a setting is refused at the start, with words. */
export function providerSettings(from: NodeJS.ProcessEnv): ProviderSettings | null {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_LABEL, OIDC_INSIDE, ORIGIN } = from
  const together = { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_LABEL }
  if (![...Object.values(together), OIDC_INSIDE].some(Boolean)) return null
  const missing = Object.entries({ ...together, ORIGIN }).flatMap(([name, value]) => (value ? [] : [name]))
  if (missing.length)
    throw new Unavailable(
      `Pour se connecter par un fournisseur d’identité, donnez aussi ${missing.join(', ')}.`,
      `To sign in through an identity provider, give ${missing.join(', ')} too.`
    )
  const inside = (OIDC_INSIDE ?? '').split(/[\s,]+/).filter(Boolean)
  const wrong = inside.find(origin => URL.parse(origin)?.origin !== origin || !/^https?:/.test(origin))
  if (wrong)
    throw new Unavailable(
      `OIDC_INSIDE nomme des origines, comme https://identite.interne:8443 ; ${wrong} n’en est pas une.`,
      `OIDC_INSIDE names origins, such as https://identity.internal:8443; ${wrong} is none.`
    )
  const issuer = URL.parse(OIDC_ISSUER ?? '')
  if (!issuer || issuer.search || issuer.hash || issuer.username || (issuer.protocol !== 'https:' && !inside.includes(issuer.origin)))
    throw new Unavailable(
      'OIDC_ISSUER doit être l’adresse en https que le fournisseur donne de lui-même, sans « ? » ni « # ».',
      'OIDC_ISSUER should be the https address that the provider gives as its own, without “?” or “#”.'
    )
  const origin = URL.parse(ORIGIN ?? '')?.origin
  if (!origin?.startsWith('http'))
    throw new Unavailable(
      'ORIGIN doit être l’adresse à laquelle on ouvre Relais : le fournisseur y renvoie les personnes.',
      'ORIGIN should be the address at which Relais is opened: the provider sends people back to it.'
    )
  return {
    label: (OIDC_LABEL ?? '').trim(),
    issuer: OIDC_ISSUER ?? '',
    client: OIDC_CLIENT_ID ?? '',
    secret: OIDC_CLIENT_SECRET ?? '',
    back: `${origin}${backPath}`,
    inside,
  }
}

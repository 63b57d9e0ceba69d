import type { Pool } from 'pg'
import type { Clock } from '#kernel/base/clock.ts'
import { isProblem, problem, problems, textAt, type Problem } from '../http/answer.ts'
import { transaction } from '../postgres/transaction.ts'
import type { Who } from '../sync/who.ts'
import type { Entrance } from './entrance.ts'
import type { Identities } from './identities.ts'
import type { Invitations } from './invitations.ts'
import { Limits } from './limits.ts'
import type { Origin } from './origin.ts'
import type { Challenges } from './passkeys-challenge.ts'
import type { Identity, Provider, Question } from './provider.ts'
import type { Notes } from './sealed-note.ts'
import type { HalfEntries } from './second-factor-entry.ts'
import type { SecondFactor } from './second-factor.ts'
import type { Sessions } from './sessions.ts'

/** What somebody went to the provider for: to come in, to take an invitation, to link it to their account, to show again who they are. */
export type Purpose = { for: 'entry' } | { for: 'join'; invitation: string } | { for: 'link' | 'sure'; session: string }
type Gone = Question & { purpose: Purpose }
/** What the page goes on with; only the first two have a cookie. */
type Back =
  | { token: string; linked?: true; sure?: true }
  | { pending: string }
  | { unlinked: { identity: string } }
  | { joining: { invitation: string; identity: string; name: string; email: string; known: boolean } }
type Given = {
  pool: Pool
  clock: Clock
  provider: Provider | null
  identities: Identities
  notes: Notes
  challenges: Challenges
  entrance: Entrance
  invitations: Invitations
  sessions: Sessions
  secondFactor: SecondFactor
  halfEntries: HalfEntries
}

/** How long somebody may be at the provider, and how long what it said is good for. */
export const validity = 10 * 60_000
/** A browser that is sent to show who somebody is must come back with their having shown it since. */
const freshness = 5 * 60

/** In by a provider of identities: there with a question that this browser keeps, and back with its answer. */
export class ProviderEntry {
  private readonly given: Given
  private readonly limits: Limits
  constructor(given: Given) {
    this.given = given
    this.limits = new Limits(given.clock)
  }

  /** Where to go, and what the browser keeps meanwhile. */
  async ask(purpose: Purpose): Promise<{ address: string; kept: string } | Problem> {
    const { provider, notes } = this.given
    if (!provider) return problems.notHere
    const asked = await provider.ask({ anew: purpose.for === 'sure' })
    if (isProblem(asked)) return asked
    return { address: asked.address, kept: notes.write('question', { ...asked.question, purpose } satisfies Gone, validity) }
  }
  /** For somebody who is nobody yet: to come in, or to take the invitation that is named. */
  async askEntry(body: unknown): Promise<{ address: string; kept: string } | Problem> {
    const invitation = textAt(body, 'invitation')
    if (!invitation) return this.ask({ for: 'entry' })
    const found = await this.given.invitations.find(invitation)
    return isProblem(found) ? found : this.ask({ for: 'join', invitation })
  }

  /** A question is answered once, in the browser that asked it; the provider is not asked before that is known. */
  async come(kept: string, body: unknown, who: Who | null, from: Origin): Promise<Back | Problem> {
    const { pool, provider, notes, challenges } = this.given
    if (!provider) return problems.notHere
    const gone = notes.read<Gone>('question', kept)
    const answer = new URLSearchParams(textAt(body, 'answer').slice(0, 8_192))
    if (!gone || answer.get('state') !== gone.state) return elsewhere
    const { purpose } = gone
    // Signed out meanwhile, or as somebody else.
    if ('session' in purpose && who?.session !== purpose.session) return problems.signedOut
    const wait = this.limits.take(from.address)
    if (wait > 0) return { ...problems.busy, retryAfter: wait }
    if (!(await transaction(pool, client => challenges.answer(client, gone.state)))) return elsewhere
    const identity = await provider.hear(answer, gone, purpose.for === 'sure' ? freshness : undefined)
    if (isProblem(identity)) return identity
    this.limits.forgive(from.address)
    if (purpose.for === 'entry') return this.enter(identity, from)
    if (purpose.for === 'join') return this.join(purpose.invitation, identity)
    return purpose.for === 'link' ? this.link(who as Who, identity) : this.prove(who as Who, identity)
  }

  private async enter(identity: Identity, from: Origin): Promise<Back | Problem> {
    const { pool, identities, notes, entrance, secondFactor, halfEntries } = this.given
    const account = await identities.used(pool, identity)
    if (!account) return { unlinked: { identity: notes.write('identity', identity, validity) } }
    // Ours counts, unless the provider has just asked for two things itself.
    if (!identity.strong && (await secondFactor.on(account))) return { pending: await halfEntries.start(account) }
    return entrance.enter(pool, account, from)
  }

  /** What it says stands in for the password of whoever takes the invitation; they see it first. */
  private async join(invitation: string, identity: Identity): Promise<Back | Problem> {
    const { pool, notes, provider } = this.given
    const { rows } = await pool.query<{ email: string }>(
      'select a.email from identity i join account a on a.id = i.account where i.issuer = $1 and i.subject = $2',
      [identity.issuer, identity.subject]
    )
    const email = rows[0]?.email ?? identity.email
    if (!email) return unproven(provider?.label ?? '')
    const sealed = notes.write('joining', { ...identity, invitation }, validity)
    return { joining: { invitation, identity: sealed, name: identity.name, email, known: rows.length > 0 } }
  }

  private async link(who: Who, identity: Identity): Promise<Back | Problem> {
    const linked = await this.given.identities.link(who, identity)
    return isProblem(linked) ? linked : { ...linked, linked: true }
  }

  private async prove(who: Who, identity: Identity): Promise<Back | Problem> {
    const { pool, identities, sessions, secondFactor } = this.given
    const account = await identities.used(pool, identity)
    if (account !== who.account) return somebodyElse
    // Of two things, one is not enough.
    if (!identity.strong && (await secondFactor.on(account))) return somebodyElse
    return { token: await sessions.prove(who.session), sure: true }
  }

  /** Links what was shown just before and was nobody’s, once its person has come in by a password. */
  async claim({ account }: Who, body: unknown): Promise<boolean> {
    const identity = this.given.notes.read<Identity>('identity', textAt(body, 'identity'))
    return identity?.email ? this.given.identities.claim(account, identity) : false
  }
}

const elsewhere = problem(
  410,
  'elsewhere',
  'Cette connexion a été commencée ailleurs, a déjà servi, ou attend depuis trop longtemps : recommencez.',
  'This sign-in was begun elsewhere, has been used, or has waited too long: begin again.'
)
const unproven = (label: string) =>
  problem(
    422,
    'unproven',
    `${label} ne répond pas de votre adresse e-mail : rejoignez avec un mot de passe.`,
    `${label} does not answer for your e-mail address: join with a password.`
  )
const somebodyElse = problem(
  403,
  'somebodyElse',
  'Cette identité n’est pas celle de votre compte : donnez votre mot de passe, ou reconnectez-vous.',
  'This identity is not the one of your account: give your password, or sign in again.'
)

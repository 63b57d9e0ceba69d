import { demo } from '#domain/demo/demo.ts'
import { invitationEnded } from '#domain/people/withdraw-invitation.ts'
import { dayIn } from '#kernel/base/day.ts'
import { randomId } from '#kernel/base/id.ts'
import { minorUnits } from '#kernel/base/money.ts'
import type { Clock } from '#kernel/base/clock.ts'
import { atLeast, type FactDraft, type Role } from '#kernel/command/command.ts'
import type { Pool, PoolClient } from 'pg'
import { isProblem, problem, textAt, type Problem } from '../http/answer.ts'
import type { Book } from '../commands/book.ts'
import { transaction } from '../postgres/transaction.ts'
import type { Turns } from '../projector/turns.ts'
import { recordConsent } from '../rights/consent.ts'
import type { Who } from '../sync/who.ts'
import type { Access } from './access.ts'
import { wrong, type Credentials } from './credentials.ts'
import { foundingFacts, openWorkspace, readSettings, type Settings } from './founding.ts'
import { joiningIn, type Identities } from './identities.ts'
import { belongingOf, invitationOf, welcomeOf, type Invitations } from './invitations.ts'
import { emailOf, hueOf, readNewcomer, type Newcomer } from './newcomer.ts'
import type { Origin } from './origin.ts'
import type { Passkeys, Site } from './passkeys.ts'
import { hashPassword } from './passwords.ts'
import type { Notes } from './sealed-note.ts'
import type { HalfEntries } from './second-factor-entry.ts'
import type { SecondFactor } from './second-factor.ts'
import { refusedSeat, seatOf, type State } from './seats.ts'
import type { Sessions } from './sessions.ts'

type Entered = { token: string }
/** The password was right, and a code is still to come. */
type Half = { pending: string }
type Begun = Entered & { workspace: string; person: string }
type Given = {
  pool: Pool
  clock: Clock
  credentials: Credentials
  sessions: Sessions
  book: Book
  turns: Turns
  invitations: Invitations
  access: Access
  secondFactor: SecondFactor
  halfEntries: HalfEntries
  passkeys: Passkeys
  identities: Identities
  notes: Notes
}

/** The ways in: the first run, a password, an invitation; and the last step of those that prove otherwise who somebody is. */
export class Entrance {
  private readonly given: Given
  constructor(given: Given) {
    this.given = given
  }

  async workspace(): Promise<{ id: string; name: string } | null> {
    const { rows } = await this.given.pool.query<{ id: string; name: string }>('select id, name from workspace order by at limit 1')
    return rows[0] ?? null
  }

  /** The first workspace and its owner; once only. */
  async setup(body: unknown, from: Origin): Promise<Begun | Problem> {
    const settings = readSettings(body)
    if (isProblem(settings)) return settings
    const owner = readNewcomer(body, 'owner', settings.name)
    if (isProblem(owner)) return owner
    if (await this.workspace()) return exists
    const password = await hashPassword(owner.password)
    return this.given.turns.take('setup', async () => {
      if (await this.workspace()) return exists
      const [workspace, person, account] = [randomId(), randomId(), randomId()]
      let token = ''
      const facts = [...foundingFacts(workspace, person, settings), personFact(workspace, person, owner)]
      const begin = async (client: PoolClient) => {
        await openWorkspace(client, workspace, settings, this.given.clock.now())
        await this.seat(client, account, owner.email, password, workspace, person)
        await recordConsent(client, account, body, this.given.clock.now())
      }
      await this.given.book.write(
        workspace,
        person,
        { facts },
        async client => void (token = await this.given.sessions.start({ account, workspace, from }, client)),
        begin
      )
      if (settings.demo) await this.given.book.write(workspace, person, this.example(workspace, person, settings))
      return { token, workspace, person }
    })
  }

  private example(workspace: string, owner: string, { currency, timeZone }: Settings) {
    return demo({ workspace, owner, today: dayIn(timeZone, this.given.clock.now()), minor: minorUnits(currency) })
  }

  /** With a second factor, the right password opens nothing yet. */
  async signIn(body: unknown, from: Origin): Promise<Entered | Half | Problem> {
    const email = emailOf(textAt(body, 'email'))
    const checked = await this.given.credentials.check(email, textAt(body, 'password'), from.address)
    if (isProblem(checked)) return checked
    const { account } = checked
    if (await this.given.secondFactor.on(account)) return { pending: await this.given.halfEntries.start(account) }
    return this.enter(this.given.pool, account, from)
  }

  /** The rest of the way. The half entry and the code serve once, in the transaction that begins the session. */
  signInSecond(body: unknown, from: Origin): Promise<Entered | Problem> {
    const { pool, halfEntries, secondFactor } = this.given
    const pending = textAt(body, 'pending')
    return transaction(pool, async client => {
      const half = await halfEntries.find(client, pending)
      if (isProblem(half)) return half
      const refused = await secondFactor.check(client, half.account, body)
      if (refused) return refused
      await halfEntries.end(client, pending)
      return this.enter(client, half.account, from)
    })
  }

  /** By a key that its owner has unlocked: it stands for the password and for the code. */
  signInByPasskey(body: unknown, site: Site, from: Origin): Promise<Entered | Problem> {
    return transaction(this.given.pool, async client => {
      const owner = await this.given.passkeys.check(client, body, site)
      return isProblem(owner) ? owner : this.enter(client, owner.account, from)
    })
  }

  async enter(through: Pool | PoolClient, account: string, from: Origin): Promise<Entered | Problem> {
    const seat = await seatOf(through, account)
    if (!seat || isProblem(seat)) return seat ?? wrong
    return { token: await this.given.sessions.start({ account, workspace: seat.workspace, from }, through) }
  }

  /** Through an invitation: with an account of one's own already, or a new one, by password or by provider. The link serves once. */
  async join(link: string, body: unknown, from: Origin): Promise<Begun | Problem> {
    const found = await this.given.invitations.find(link)
    if (isProblem(found)) return found
    const { workspace } = found
    const shown = joiningIn(this.given.notes, link, body)
    if (isProblem(shown)) return shown
    const email = shown ? (shown.email ?? '') : emailOf(textAt(body, 'email'))
    const { rows } = await this.given.pool.query<Met>(
      `select a.id as account, a.email, s.person, s.state, i.account is not null as linked from account a
       left join identity i on i.account = a.id and i.issuer = $3 and i.subject = $4
       left join seat s on s.account = a.id and s.workspace = $2 where a.email = $1 or i.account is not null order by linked desc limit 1`,
      [email, workspace, shown?.issuer, shown?.subject]
    )
    const [known] = rows
    if (known) {
      // An address alone makes nobody the owner of an account, whoever answers for it.
      if (shown && !known.linked) return hasAccount
      const checked = shown ? null : await this.given.credentials.check(email, textAt(body, 'password'), from.address)
      if (isProblem(checked)) return checked
      const refused = shown?.strong ? null : await this.given.secondFactor.prove(known.account, body)
      if (refused) return refused
    }
    const out = refusedSeat(known?.state ?? null, found.space === workspace)
    if (out) return out
    const typed = shown ? { name: textAt(body, 'name'), email: known?.email ?? email, password: '' } : body
    const newcomer = readNewcomer(typed, '', await this.given.invitations.company(found), {
      account: !!known || !!shown,
      person: known?.person != null,
    })
    if (isProblem(newcomer)) return newcomer
    const password = known || shown ? '' : await hashPassword(newcomer.password)
    return this.given.turns.take(workspace, async () => {
      const person = known?.person ?? randomId()
      const account = known?.account ?? randomId()
      let token = ''
      // A link never takes away what one could do already.
      const has = await this.given.access.role(workspace, person, found.space)
      const invited = [
        ...(atLeast(has, found.role as Role) ? [] : invitationOf(found, person)),
        ...belongingOf(found, person, known?.person ? await this.given.access.roles(workspace, person) : null),
        invitationEnded(found.id, 'used', person, found.space, randomId()),
      ]
      const welcome = known?.person ? [] : welcomeOf(found, person)
      const facts = [...(known?.person ? [] : [personFact(workspace, person, newcomer)]), ...invited, ...welcome]
      const begin = async (client: PoolClient) => {
        await this.given.invitations.use(client, found, person)
        if (!known) {
          await this.seat(client, account, newcomer.email, password, workspace, person)
          await recordConsent(client, account, body, this.given.clock.now())
          if (shown) await this.given.identities.begin(client, account, shown)
        } else if (!known.person)
          await client.query('insert into seat (account, workspace, person) values ($1, $2, $3)', [account, workspace, person])
      }
      try {
        await this.given.book.write(
          workspace,
          found.by,
          { facts },
          async client => void (token = await this.given.sessions.start({ account, workspace, from }, client)),
          begin
        )
      } catch (fault) {
        if (isProblem(fault)) return fault
        throw fault
      }
      return { token, workspace, person }
    })
  }

  async signOut(who: Who): Promise<void> {
    await this.given.sessions.end(who.session)
  }

  private async seat(client: PoolClient, account: string, email: string, password: string, workspace: string, person: string) {
    await client.query('insert into account (id, email, password, at) values ($1, $2, $3, $4)', [
      account,
      email,
      password,
      this.given.clock.now(),
    ])
    await client.query('insert into seat (account, workspace, person) values ($1, $2, $3)', [account, workspace, person])
  }
}

/** An account that comes with an invitation: by its address, or `linked` to the identity that was shown. */
type Met = { account: string; email: string; person: string | null; state: State | null; linked: boolean }
const hasAccount = problem(
  409,
  'hasAccount',
  'Un compte existe déjà à cette adresse : choisissez « J’ai déjà un compte » et donnez son mot de passe.',
  'There is an account at this address already: choose “I have an account” and give its password.'
)
const exists = problem(409, 'exists', 'L’espace de l’entreprise existe déjà : connectez-vous.', 'The workspace exists already: sign in.')
export const personFact = (workspace: string, person: string, { name, email }: Pick<Newcomer, 'name' | 'email'>): FactDraft => ({
  kind: 'person',
  id: randomId(),
  body: { person, name, email, hue: hueOf(person) },
  spaces: [workspace],
})

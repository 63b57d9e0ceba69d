import type { Clock } from '#kernel/base/clock.ts'
import type { Pool } from 'pg'
import type { Audit } from '../audit/audit.ts'
import { isProblem, problem, type Problem } from '../http/answer.ts'
import { Attempts } from './attempts.ts'
import { Limits } from './limits.ts'
import { oneAtOnce, verifyPassword } from './passwords.ts'

export const wrong = problem(
  401,
  'wrong',
  'L’adresse ou le mot de passe ne correspondent pas : vérifiez-les.',
  'The address or the password do not match: check them.'
)

/** Whether a password is the one of an account, asked with patience for mistakes and none for guessing. */
export class Credentials {
  private readonly pool: Pool
  private readonly attempts: Attempts
  private readonly limits: Limits
  private readonly audit: Audit
  constructor(pool: Pool, clock: Clock, audit: Audit) {
    this.pool = pool
    this.audit = audit
    this.attempts = new Attempts(clock)
    this.limits = new Limits(clock)
  }

  /** By e-mail address or by short name, in small letters; `from` which address of the network, when whoever asks is nobody yet. */
  async check(login: string, password: string, from?: string): Promise<{ account: string } | Problem> {
    if (from === undefined) return oneAtOnce(() => this.compare(login, password, ''))
    const wait = this.limits.take(from)
    if (wait > 0) {
      await this.audit.tooMany(login, from)
      return { ...tooManyHere, retryAfter: wait }
    }
    const forgive = () => this.limits.forgive(from)
    const checked = await oneAtOnce(() => this.compare(login, password, from)).catch((fault: unknown) => {
      forgive()
      throw fault
    })
    if (!isProblem(checked)) forgive()
    return checked
  }

  private async compare(login: string, password: string, from: string): Promise<{ account: string } | Problem> {
    const { rows } = await this.pool.query<{ id: string; email: string; password: string }>(
      'select id, email, password from account where email = $1 or username = $1',
      [login]
    )
    const [known] = rows
    // Both names of an account are one to whoever guesses.
    const guessed = known?.email ?? login
    const wait = this.attempts.wait(guessed)
    if (wait > 0) {
      await this.audit.tooMany(login, from)
      return {
        ...problem(
          429,
          'attempts',
          'Trop d’essais avec cette adresse : réessayez dans un quart d’heure.',
          'Too many attempts with this address: try again in a quarter of an hour.'
        ),
        retryAfter: wait,
      }
    }
    const right = await verifyPassword(known?.password || null, password.slice(0, 1_000))
    if (!right || !known) {
      this.attempts.fail(guessed)
      if (known) await this.audit.refused(known.id, from)
      return wrong
    }
    this.attempts.succeed(guessed)
    return { account: known.id }
  }
}

const tooManyHere = problem(
  429,
  'attempts',
  'Trop d’essais depuis ce réseau : réessayez dans un quart d’heure.',
  'Too many attempts from this network: try again in a quarter of an hour.'
)

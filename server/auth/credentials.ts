import type { Clock } from '#kernel/base/clock.ts'
import type { Pool } from 'pg'
import { problem, type Problem } from '../http/answer.ts'
import { Attempts } from './attempts.ts'
import { verifyPassword } from './passwords.ts'

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
  constructor(pool: Pool, clock: Clock) {
    this.pool = pool
    this.attempts = new Attempts(clock)
  }

  /** By address or by short name, in small letters. */
  async check(login: string, password: string): Promise<{ account: string } | Problem> {
    const { rows } = await this.pool.query<{ id: string; email: string; password: string }>(
      'select id, email, password from account where email = $1 or username = $1',
      [login]
    )
    const [known] = rows
    // Both names of an account are one to whoever guesses.
    const guessed = known?.email ?? login
    const wait = this.attempts.wait(guessed)
    if (wait > 0)
      return {
        ...problem(
          429,
          'attempts',
          'Trop d’essais avec cette adresse : réessayez dans un quart d’heure.',
          'Too many attempts with this address: try again in a quarter of an hour.'
        ),
        retryAfter: wait,
      }
    const right = await verifyPassword(known?.password ?? null, password.slice(0, 1_000))
    if (!right || !known) {
      this.attempts.fail(guessed)
      return wrong
    }
    this.attempts.succeed(guessed)
    return { account: known.id }
  }
}

import { createHash } from 'node:crypto'
import type { PoolClient } from 'pg'
import type { Clock } from '#kernel/base/clock.ts'
import type { Seal } from './second-factor-seal.ts'

const validity = 15 * 60_000

/** What a passkey is asked to sign. Nothing is kept of a question until it is answered, so that asking again and again fills nothing. */
export class Challenges {
  private readonly clock: Clock
  private readonly seal: Seal
  constructor(clock: Clock, seal: Seal) {
    this.clock = clock
    this.seal = seal
  }

  /** `about` what: an answer to another question is none. */
  make(about: string): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.seal.close(String(this.clock.now() + validity), `passkey/${about}`))
  }
  good(challenge: string, about: string): boolean {
    const until = this.seal.open(Buffer.from(challenge, 'base64url'), `passkey/${about}`)
    return until !== null && Number(until) > this.clock.now()
  }
  /** Marks it as answered; of two who bring the same answer, the first is heard. */
  async answer(client: PoolClient, challenge: string): Promise<boolean> {
    const now = this.clock.now()
    await client.query('delete from passkey_answer where expires_at <= $1', [now])
    const { rowCount } = await client.query(
      'insert into passkey_answer (challenge_hash, expires_at) values ($1, $2) on conflict do nothing',
      [createHash('sha256').update(challenge).digest(), now + validity]
    )
    return rowCount === 1
  }
}

import type { Clock } from '#kernel/base/clock.ts'
import type { Seal } from './second-factor-seal.ts'

/** What a browser keeps for us for a while and cannot read or change. Nothing of it is kept here, so that asking again fills nothing. */
export class Notes {
  private readonly clock: Clock
  private readonly seal: Seal
  constructor(clock: Clock, seal: Seal) {
    this.clock = clock
    this.seal = seal
  }

  /** `about` what: read for no other. */
  write(about: string, said: object, validity: number): string {
    return this.seal.close(JSON.stringify({ said, until: this.clock.now() + validity }), `note/${about}`).toString('base64url')
  }
  /** Null for what we did not write, or too long ago. */
  read<T extends object>(about: string, note: string): T | null {
    const opened = this.seal.open(Buffer.from(note, 'base64url'), `note/${about}`)
    if (opened === null) return null
    const { said, until } = JSON.parse(opened) as { said: T; until: number }
    return until > this.clock.now() ? said : null
  }
}

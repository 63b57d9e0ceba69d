import type { Guard } from './guard.ts'

const test = 'server/auth/passkeys.pg.test.ts'

export const passkeyGuards: readonly Guard[] = [
  {
    promise: 'a passkey is unlocked by its owner each time',
    file: 'server/auth/passkeys.ts',
    line: `      expectedRPID: site.id,
      requireUserVerification: true,
      credential:`,
    lost: `      expectedRPID: site.id,
      requireUserVerification: false,
      credential:`,
    test,
    title: 'PLT-03 a passkey stands for both steps',
  },
  {
    promise: 'what a passkey has signed serves once',
    file: 'server/auth/passkeys.ts',
    line: 'if (!signed?.verified || !(await challenges.answer(client, challenge))) return refused',
    lost: 'if (!signed?.verified) return refused',
    test,
    title: 'PLT-03 a challenge serves once',
  },
  {
    promise: 'a question to a passkey grows old',
    file: 'server/auth/passkeys-challenge.ts',
    line: 'return until !== null && Number(until) > this.clock.now()',
    lost: 'return until !== null',
    test,
    title: 'PLT-03 a challenge serves once',
  },
  {
    promise: 'an answer to another question of ours is none',
    file: 'server/auth/passkeys-challenge.ts',
    line: "const until = this.seal.open(Buffer.from(challenge, 'base64url'), `passkey/${about}`)",
    lost: "const until = Buffer.from(challenge, 'base64url').length + about.length ? String(this.clock.now() + 1) : null",
    test,
    title: 'PLT-03 a challenge serves once',
  },
  {
    promise: 'a copy of a passkey that was used since is refused',
    file: 'server/auth/passkeys.ts',
    line: 'counter: row.counter, transports',
    lost: 'counter: 0 * row.counter, transports',
    test,
    title: 'PLT-03 a copy of a key, another key and another place are refused',
  },
  {
    promise: 'a passkey is its owner’s to rename',
    file: 'server/auth/passkeys.ts',
    line: `'update passkey set name = $3 where id = $1 and account = $2'`,
    lost: `'update passkey set name = $3 where id = $1 and ($2::text is not null)'`,
    test,
    title: 'PLT-03 a passkey is added under the name of its device',
  },
]

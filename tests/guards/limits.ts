import type { Guard } from './guard.ts'

export const limitGuards: readonly Guard[] = [
  {
    promise: 'wrong passwords from one address are counted, whatever the accounts',
    file: 'server/auth/credentials.ts',
    line: 'return { ...tooManyHere, retryAfter: wait }',
    lost: '',
    test: 'tests/attacks/address-spray.pg.test.ts',
    title: 'A29 a forged X-Forwarded-For',
  },
  {
    promise: 'a network of IPv6 is one bucket',
    file: 'server/auth/limits.ts',
    line: '.slice(0, 4)',
    lost: '',
    test: 'server/auth/limits.test.ts',
    title: 'A29 a network of IPv6 is one house',
  },
  {
    promise: 'passwords are compared one at a time',
    file: 'server/auth/credentials.ts',
    line: 'const checked = await oneAtOnce(() => this.compare(login, password, from)).catch(',
    lost: 'const checked = await this.compare(login, password, from).catch(',
    test: 'tests/attacks/password-queue.pg.test.ts',
    title: 'A30 of two hundred sign-ins at once',
  },
]

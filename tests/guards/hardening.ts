import type { Guard } from './guard.ts'

const chosen = 'server/auth/chosen-password.pg.test.ts'

export const hardeningGuards: readonly Guard[] = [
  {
    promise: 'a password that others use most is taken by nobody',
    file: 'server/auth/newcomer.ts',
    line: 'if (isUsual(password))',
    lost: 'if (isUsual(password) && !password)',
    test: chosen,
    title: 'PLT-02 wherever a password is chosen',
  },
  {
    promise: 'a password made of names is taken by nobody',
    file: 'server/auth/newcomer.ts',
    line: 'if (guessable(password, known))',
    lost: 'if (guessable(password, []))',
    test: chosen,
    title: 'PLT-02 wherever a password is chosen',
  },
  {
    promise: 'a browser that signs in again leaves its former session',
    file: 'server/auth/sessions.ts',
    line: "'delete from session where id = $1 and secret_hash = $2'",
    lost: "'update session set id = id where id = $1 and secret_hash = $2'",
    test: 'server/auth/account.pg.test.ts',
    title: 'PLT-02 whoever signs in over a living session',
  },
  {
    promise: 'a cookie that proves nothing ends nobody’s session',
    file: 'server/auth/sessions.ts',
    line: "'delete from session where id = $1 and secret_hash = $2'",
    lost: "'delete from session where id = $1 and $2::bytea is not null'",
    test: 'server/auth/account.pg.test.ts',
    title: 'PLT-02 whoever signs in over a living session',
  },
  {
    promise: 'a new password ends the tokens that were given to programs',
    file: 'server/auth/tokens-personal.ts',
    line: "'delete from personal_token where account = $1', [account]",
    lost: "'select from personal_token where account = $1', [account]",
    test: 'server/auth/account.pg.test.ts',
    title: 'PLT-02 a password that is changed or chosen anew',
  },
  {
    promise: 'where there is a second factor, the password alone shows nobody',
    file: 'server/auth/account.ts',
    line: "'password')) ?? (await this.given.secondFactor.prove(account, body))",
    lost: "'password')) ?? null",
    test: 'server/auth/second-factor.pg.test.ts',
    title: 'PLT-03 what protects the account is changed by whoever has shown lately',
  },
  {
    promise: 'the short name is changed by whoever has shown lately who they are',
    file: 'server/http/account-api.ts',
    line: 'sure(request, who, async who => (await account.name(',
    lost: 'known(request, who, async who => (await account.name(',
    test: 'server/auth/account.pg.test.ts',
    title: 'PLT-02 one signs in by a short name as well',
  },
]

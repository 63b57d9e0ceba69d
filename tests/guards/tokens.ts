import type { Guard } from './guard.ts'

const test = 'server/auth/tokens.pg.test.ts'

export const tokenGuards: readonly Guard[] = [
  {
    promise: 'a refresh token that comes twice ends its whole line',
    file: 'server/auth/tokens.ts',
    line: `await client.query('delete from session where id = $1', [row.session])`,
    lost: '',
    test,
    title: 'PLT-04 a refresh token serves once',
  },
  {
    promise: 'an access token is good for a quarter of an hour',
    file: 'server/auth/tokens.ts',
    line: `and kind = 'access' and expires_at > $2`,
    lost: `and kind = 'access' and $2::bigint > 0`,
    test,
    title: 'PLT-04 a program signs in with an access token',
  },
  {
    promise: 'a refresh token grows old',
    file: 'server/auth/tokens.ts',
    line: 'if (!row || row.expires_at <= now) return over',
    lost: 'if (!row) return over',
    test,
    title: 'PLT-04 a refresh token grows old',
  },
  {
    promise: 'a personal token allows what it was made for',
    file: 'server/http/answering.ts',
    line: 'return who.scope && !allows(who.scope, request) ? outOfScope : work(who)',
    lost: 'return who.scope && !allows(who.scope, request) && !who.person ? outOfScope : work(who)',
    test,
    title: 'PLT-04 a personal token does what it was made for',
  },
  {
    promise: 'a personal token ends on its day',
    file: 'server/auth/tokens-personal.ts',
    line: 'where t.token_hash = $1 and t.expires_at > $2',
    lost: 'where t.token_hash = $1 and $2::bigint > 0',
    test,
    title: 'PLT-04 a personal token does what it was made for',
  },
  {
    promise: 'a personal token is its owner’s to revoke',
    file: 'server/auth/tokens-personal.ts',
    line: 'delete from personal_token where id = $1 and account = $2',
    lost: 'delete from personal_token where id = $1 and ($2::text is not null)',
    test,
    title: 'PLT-04 a personal token is made by whoever has shown lately',
  },
]

import type { Scope } from '../auth/tokens-scope.ts'

/** Who is at the other end of a socket or a request: an account in one workspace; with a scope, by a token that allows no more. */
export type Who = {
  readonly account: string
  readonly person: string
  readonly workspace: string
  readonly session: string
  readonly scope?: Scope
  /** The company asks for a second factor that they do not have: they go no further than their own account. */
  readonly unprotected?: true
}

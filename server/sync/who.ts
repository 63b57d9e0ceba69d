/** Who is at the other end of a socket or a request: an account in one workspace. */
export type Who = { readonly account: string; readonly person: string; readonly workspace: string; readonly session: string }

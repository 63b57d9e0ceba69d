/** What a token that somebody made for a program allows: to read, or to write as well. */
export type Scope = 'read' | 'write'

const reading: readonly (readonly [string, RegExp])[] = [
  ['GET', /^\/api\/v1\/(session|feed)$/],
  ['GET', /^\/api\/v1\/(history|files|documents)\/[^?]+$/],
  ['POST', /^\/api\/v1\/(query|documents)$/],
]
const writing: readonly (readonly [string, RegExp])[] = [['POST', /^\/api\/v1\/commands\/[^/]+$/]]

/** What is not named here is for people: no token opens it, nor what will be added to the server one day. */
export function allows(scope: Scope, { method, url }: Pick<Request, 'method' | 'url'>): boolean {
  const { pathname } = new URL(url)
  const named = (list: typeof reading) => list.some(([verb, path]) => verb === method && path.test(pathname))
  return named(reading) || (scope === 'write' && named(writing))
}

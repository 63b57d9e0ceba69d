import type { IncomingHttpHeaders } from 'node:http'

/**
 * A browser always says where a page comes from: only pages of this very host may open the socket.
 * Other programs say nothing, and carry no cookie by accident.
 */
export function sameOrigin({ origin, host }: Pick<IncomingHttpHeaders, 'origin' | 'host'>): boolean {
  if (origin === undefined) return true
  try {
    return new URL(origin).host === host
  } catch {
    return false
  }
}

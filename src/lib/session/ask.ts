import type { Outcome } from '$lib/store/device.ts'

/** What the server says when it will not. */
type Refused = { code?: string; label?: { fr: string; en: string }; title?: string; detail?: string; field?: string }
type Question<T> = {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  body?: unknown
  as?: string
  /** How what comes is read, where it is not JSON. */
  read?: (answer: Response) => Promise<T>
}

/** Asks the server, `as` the person whose page this is. Throws when it cannot be reached; what it refuses is a value. */
export async function ask<T>(
  path: string,
  { method = 'GET', body, as, read = answer => answer.json() as Promise<T> }: Question<T> = {}
): Promise<Outcome<T>> {
  const answer = await fetch(path, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...(as && { 'relais-person': as }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  if (answer.ok) return { done: await read(answer) }
  const said = (await answer.json().catch(() => ({}))) as Refused
  const words = said.detail ?? said.title ?? String(answer.status)
  return {
    refused: {
      code: said.code ?? String(answer.status),
      label: said.label ?? { fr: words, en: words },
      ...(said.field && { field: said.field }),
    },
  }
}

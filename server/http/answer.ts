import type { Label } from '#kernel/schema/field.ts'

/** A problem of RFC 9457, in the user's language; `label` carries both, for what waits in an outbox. */
export type Problem = { status: number; code: string; label: Label; field?: string; retryAfter?: number }

export const problem = (status: number, code: string, fr: string, en: string, field?: string): Problem => ({
  status,
  code,
  label: { fr, en },
  ...(field ? { field } : {}),
})
export const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' && value !== null && 'status' in value && 'code' in value

/** Nothing that the API answers is kept by a cache, unless it says so. */
const plain = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

export const json = (body: unknown, headers: Record<string, string> = {}, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: { ...plain, 'content-type': 'application/json', ...headers } })

/** The code of a refusal, as the answer that was made of it. */
export const codeOf = (answer: unknown): string | undefined => (answer instanceof Response ? codes.get(answer) : undefined)
const codes = new WeakMap<Response, string>()

export function refusal(request: Request, { status, code, label, field, retryAfter }: Problem): Response {
  const language = languageOf(request)
  const body = { type: 'about:blank', title: label[language], status, code, detail: label[language], label, ...(field ? { field } : {}) }
  const headers = {
    ...plain,
    'content-type': 'application/problem+json',
    'content-language': language,
    ...(retryAfter ? { 'retry-after': String(retryAfter) } : {}),
  }
  const answer = new Response(JSON.stringify(body), { status, headers })
  codes.set(answer, code)
  return answer
}

/** French, unless English is asked for before it. */
export function languageOf(request: Request): 'fr' | 'en' {
  const asked = (request.headers.get('accept-language') ?? '').split(',').map(part => part.trim().slice(0, 2).toLowerCase())
  return asked.find(language => language === 'fr' || language === 'en') === 'en' ? 'en' : 'fr'
}

/** Whether it is the server that would not read on: there was more than there may be. */
export const tooLarge = (fault: unknown): boolean => (fault as { status?: unknown } | null)?.status === 413

/** The JSON that came, or nothing readable. More than may come is not nothing: that fault is thrown on. */
export async function bodyOf(request: Request): Promise<Record<string, unknown>> {
  const body: unknown = await request.json().catch((fault: unknown) => {
    if (tooLarge(fault)) throw fault
    return null
  })
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Record<string, unknown>) : {}
}
/** What stands at a path in it, as trimmed text. */
export function textAt(body: unknown, ...path: string[]): string {
  const found = path.reduce<unknown>(
    (at, name) => (typeof at === 'object' && at !== null && Object.hasOwn(at, name) ? (at as Record<string, unknown>)[name] : undefined),
    body
  )
  return typeof found === 'string' ? found : ''
}

export const problems = {
  signedOut: problem(401, 'signedOut', 'Connectez-vous pour continuer.', 'Sign in to go on.'),
  endedElsewhere: problem(
    401,
    'endedElsewhere',
    'Cet appareil a été déconnecté depuis un autre.',
    'This device was signed out from another one.'
  ),
  forbidden: problem(
    403,
    'forbidden',
    'Vous n’avez pas accès à cet espace : demandez-le à la personne qui le gère.',
    'This space is not shared with you: ask the person who manages it.'
  ),
  notHere: problem(404, 'notHere', 'Cet élément n’existe pas ou ne vous est pas visible.', 'This does not exist or you may not see it.'),
  tooLarge: problem(413, 'tooLarge', 'C’est trop pour un seul envoi : divisez-le.', 'This is too much to send at once: split it.'),
  busy: {
    ...problem(
      429,
      'busy',
      'Trop de demandes à la fois : réessayez dans quelques secondes.',
      'Too many requests at once: try again in a few seconds.'
    ),
    retryAfter: 5,
  },
  unavailable: {
    ...problem(
      503,
      'unavailable',
      'Le serveur ne peut pas répondre maintenant : réessayez dans un instant.',
      'The server cannot answer now: try again in a moment.'
    ),
    retryAfter: 5,
  },
} as const

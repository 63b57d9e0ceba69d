import { ask } from '$lib/session/ask.ts'

/** Whose password the link changes, or why it does not; null when the server does not answer. */
export async function load({ params }) {
  const outcome = await ask<{ email: string }>(`/api/v1/password/${encodeURIComponent(params.token)}`).catch(() => null)
  return { token: params.token, email: outcome?.done?.email ?? null, refused: outcome?.refused ?? null }
}

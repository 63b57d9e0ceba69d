import { ask } from '$lib/session/ask.ts'

/** Whose password the link changes, and with a code or not, or why it does not; nothing when the server does not answer. */
export async function load({ params }) {
  const outcome = await ask<{ email: string; secondFactor: boolean }>(`/api/v1/password/${encodeURIComponent(params.token)}`).catch(
    () => null
  )
  const { email = null, secondFactor = false } = outcome?.done ?? {}
  return { token: params.token, email, secondFactor, refused: outcome?.refused ?? null }
}

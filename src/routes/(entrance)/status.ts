import { endLeft } from '$lib/session/who.ts'

export type Status = {
  workspace?: { id: string; name: string } | null
  setup: boolean
  letters: boolean
  provider: string | null
  version: string
}

/** What the server says of itself to anybody; null when it does not answer. */
export async function status(ask: typeof fetch): Promise<Status | null> {
  try {
    await endLeft()
    const answer = await ask('/api/v1/status')
    return answer.ok ? ((await answer.json()) as Status) : null
  } catch {
    return null
  }
}

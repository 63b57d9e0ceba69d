import type { Label } from '#kernel/schema/field.ts'

/** What an invitation says to whoever holds its link. */
type Named = { name: string }
export type Invitation = {
  space?: Named
  workspace?: Named
  role?: string
  roles?: Label[]
  guest?: boolean
  by?: Named | string
  provider?: string | null
}

export async function load({ fetch, params }) {
  try {
    const answer = await fetch(`/api/v1/invitations/${encodeURIComponent(params.token)}`)
    if (answer.ok) return { token: params.token, invitation: (await answer.json()) as Invitation, gone: null }
    const { label, detail, title } = (await answer.json().catch(() => ({}))) as { label?: Label; detail?: string; title?: string }
    // The page says why a link is used up, and better than the refusal, which repeats its title.
    const said = answer.status === 410 ? undefined : label
    return { token: params.token, invitation: null, gone: { label: said, words: detail ?? title ?? '', unreachable: false } }
  } catch {
    return { token: params.token, invitation: null, gone: { label: undefined, words: '', unreachable: true } }
  }
}

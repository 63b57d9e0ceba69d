import { m } from '$lib/paraglide/messages.js'
import { decide } from '$lib/record/decide.ts'
import { choiceLabel, words } from '$lib/record/words.ts'
import type { Device } from '$lib/store/device.ts'
import { toast } from '$lib/ui/Toasts.svelte.ts'
import type { Option } from '$lib/ui/types.ts'

export type GivenRole = 'viewer' | 'commenter' | 'editor' | 'manager'
const explained = {
  viewer: m.members_role_viewer,
  commenter: m.members_role_commenter,
  editor: m.members_role_editor,
  manager: m.members_role_manager,
}

/** The roles to give in a space, each with what it allows. There is nothing to comment on yet: only who has that role keeps it. */
export const roleOptions = (held?: string): Option[] =>
  Object.entries(explained)
    .filter(([id]) => id !== 'commenter' || held === id)
    .map(([id, hint]) => ({ id, label: choiceLabel('membership', 'role', id), hint: hint() }))

/** The role that a decision not yet answered gives this person here, if one does. */
export function waitingRole(device: Device, space: string, person: string): string | null {
  const asked = device.waiting.findLast(({ name, input }) => {
    const wish = input as { space?: unknown; person?: unknown }
    return name === 'share' && wish.space === space && wish.person === person
  })
  return asked ? String((asked.input as { role: unknown }).role) : null
}

/** Asks for an access to be given, changed or (`none`) taken away, and says what became of it. */
export async function giveAccess(
  device: Device,
  space: string,
  person: { id: string; name: string },
  role: GivenRole | 'none'
): Promise<void> {
  const answer = await decide(device, 'share', { space, person: person.id, role })
  if (answer.refused) return void toast(words(answer.refused.label), { tone: 'bad', duration: 12_000 })
  toast(
    role === 'none'
      ? m.members_removed({ name: person.name })
      : m.members_shared({ name: person.name, role: choiceLabel('membership', 'role', role) }),
    { tone: 'good' }
  )
}

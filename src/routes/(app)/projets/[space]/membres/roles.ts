import { m } from '$lib/paraglide/messages.js'
import { decide } from '$lib/record/decide.ts'
import { choiceLabel, words } from '$lib/record/words.ts'
import type { Device } from '$lib/store/device.ts'
import { toast } from '$lib/ui/Toasts.svelte.ts'
import type { Option } from '$lib/ui/types.ts'

export type GivenRole = 'viewer' | 'commenter' | 'editor' | 'manager'
export const explained = {
  viewer: m.members_role_viewer,
  commenter: m.members_role_commenter,
  editor: m.members_role_editor,
  manager: m.members_role_manager,
}
/** What each role allows in a project, from left to right: see, edit, delete, validate, manage accesses. */
export const rights: Readonly<Record<GivenRole, readonly boolean[]>> = {
  viewer: [true, false, false, false, false],
  commenter: [true, false, false, false, false],
  editor: [true, true, true, true, false],
  manager: [true, true, true, true, true],
}

/**
 * The roles to give in a space, each with what it allows. There is nothing to comment on yet: only who has that role keeps it. A guest
 * manages no access.
 */
export const roleOptions = ({ held, guest = false }: { held?: string; guest?: boolean } = {}): Option[] =>
  Object.entries(explained)
    .filter(([id]) => held === id || (id !== 'commenter' && !(guest && id === 'manager')))
    .map(([id, hint]) => ({ id, label: choiceLabel('membership', 'role', id), hint: hint() }))

/** Who, or which service, is given an access. */
type Whom = { readonly id: string; readonly name: string; readonly service?: boolean }
const commandOf = ({ service }: Pick<Whom, 'service'>) => (service ? 'shareWithService' : 'share')
const fieldOf = ({ service }: Pick<Whom, 'service'>) => (service ? 'group' : 'person')

/** The role that a decision not yet answered gives here, if one does. */
export function waitingRole(device: Device, space: string, whom: Pick<Whom, 'id' | 'service'>): string | null {
  const asked = device.waiting.findLast(({ name, input }) => {
    const wish = input as Readonly<Record<string, unknown>>
    return name === commandOf(whom) && wish['space'] === space && wish[fieldOf(whom)] === whom.id
  })
  return asked ? String((asked.input as { role: unknown }).role) : null
}

/** Asks for an access to be given, changed or (`none`) taken away, and says what became of it. */
export async function giveAccess(device: Device, space: string, whom: Whom, role: GivenRole | 'none'): Promise<void> {
  const { name } = whom
  const answer = await decide(device, commandOf(whom), { space, [fieldOf(whom)]: whom.id, role })
  if (answer.refused) return void toast(words(answer.refused.label), { tone: 'bad', duration: 12_000 })
  toast(role === 'none' ? m.members_removed({ name }) : m.members_shared({ name, role: choiceLabel('membership', 'role', role) }), {
    tone: 'good',
  })
}

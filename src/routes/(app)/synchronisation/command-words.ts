import { commands } from '#domain/commands.ts'
import { words } from '$lib/record/words.ts'
import type { Device } from '$lib/store/device.ts'
import { titleOf } from '$lib/record/words.ts'

/** What a decision asks for, in words: its name, and what it is about. */
export function commandWords(device: Device, name: string, input: unknown): string {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  const about = aboutOf(device, input)
  const label = command ? words(command.label) : name
  return about ? `${label} · ${about}` : label
}
function aboutOf(device: Device, input: unknown): string | null {
  if (typeof input !== 'object' || input === null) return null
  const { name, space, id } = input as Record<string, unknown>
  if (typeof name === 'string' && name) return name
  const project = [space, id].flatMap(one => (typeof one === 'string' ? (device.row('project', one) ?? []) : []))[0]
  return project ? titleOf(project) : null
}

/** The screen where the same request can be made again, corrected. */
export function whereToEdit(name: string, input: unknown): string | null {
  const { space, id } = (typeof input === 'object' && input !== null ? input : {}) as Record<string, unknown>
  if ((name === 'invite' || name === 'share') && typeof space === 'string') return `/projets/${space}/membres`
  if (name === 'importPlan') return '/importer'
  if (name === 'createSpace' && typeof id === 'string') return `/projets/${id}`
  return null
}

import type { Reader } from '#kernel/command/command.ts'
import type { Label } from '#kernel/schema/field.ts'
import { codes, isCode, type Code } from './codes.ts'
import { employee, readyRole } from './ready-roles.ts'
import type { Category, Role } from './role.ts'
import type { Standing } from './standing.ts'

type Said<R> = Readonly<Partial<R>> | null
/** A role as it stands: a ready one, one that the company has changed, or one of its own. */
export type KnownRole = {
  readonly id: string
  readonly name: Label
  readonly category: Category
  readonly codes: readonly Code[]
  readonly retired: boolean
  readonly ready: boolean
}
/** What someone is in the company, and what they may do there. */
export type Place = {
  readonly owner: boolean
  readonly state: Standing['state']
  readonly roles: readonly string[]
  readonly may: ReadonlySet<string>
}

/** Null for a role that nobody has ever made. A code that this version does not know allows nothing. */
export function roleOf(id: string, said: Said<Role>): KnownRole | null {
  const ready = readyRole(id)
  if (!said) return ready ? { ...ready, retired: false, ready: true } : null
  return {
    id,
    name: said.name ? { fr: said.name, en: said.name } : (ready?.name ?? { fr: '', en: '' }),
    category: said.category ?? ready?.category ?? 'everyone',
    codes: (said.codes ?? '').split(' ').filter(isCode),
    retired: said.retired === true,
    ready: ready !== undefined,
  }
}

/** Of whom nothing was said, they are employees; the owner may do everything, whoever is out nothing. */
export function placeOf(owner: boolean, said: Said<Standing>, role: (id: string) => KnownRole | null): Place {
  const state = owner ? 'active' : (said?.state ?? 'active')
  const roles = said?.roles ?? [employee]
  const allowed = roles.map(role).flatMap(known => (known && !known.retired ? known.codes : []))
  return { owner, state, roles, may: new Set(state !== 'active' ? [] : owner ? codes : allowed) }
}
/** Whose company it is: who made it, until it was handed over. */
export const ownerOf = (company: { readonly by?: unknown } | null, handed: { readonly person?: unknown } | null): string | null =>
  (handed?.person ?? company?.by ?? null) as string | null

/** The same, from the rows that a decision reads. */
export async function readPlace(read: Reader, workspace: string, person: string): Promise<Place> {
  const [said, owner] = await Promise.all([read.row('standing', person) as Promise<Said<Standing>>, readOwner(read, workspace)])
  const roles = await Promise.all((said?.roles ?? [employee]).map(id => readRole(read, id)))
  return placeOf(owner === person, said, id => roles.find(role => role?.id === id) ?? null)
}
export const readOwner = async (read: Reader, workspace: string): Promise<string | null> =>
  ownerOf(...(await Promise.all([read.row('space', workspace), read.row('ownership', workspace)])))
export const readRole = async (read: Reader, id: string): Promise<KnownRole | null> =>
  roleOf(id, (await read.row('role', id)) as Said<Role>)
/** The first code of a role that someone may not do themselves. */
export const beyond = (place: Place, role: KnownRole): Code | undefined => role.codes.find(code => !place.may.has(code))

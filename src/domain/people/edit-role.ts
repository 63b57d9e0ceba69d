import { derivedId, isId } from '#kernel/base/id.ts'
import { command, refuse } from '#kernel/command/command.ts'
import { limits } from '#kernel/space/limits.ts'
import { fieldsOf } from '../input.ts'
import { tooMuch } from './give-roles.ts'
import { isCode, type Code } from './codes.ts'
import { readPlace, readRole, roleOf } from './place.ts'
import { employee, readyRole } from './ready-roles.ts'
import { role, type Category } from './role.ts'

export type EditRole = {
  readonly role: string
  /** Empty for a ready role that keeps its own name. */
  readonly name: string
  readonly category: Category
  readonly codes: readonly Code[]
  readonly retired: boolean
}

/** Makes a role, or changes what it allows to everyone who has it. Nobody touches what they may not do themselves. */
export const editRole = command<EditRole>({
  name: 'editRole',
  label: { fr: 'Changer un rôle', en: 'Change a role' },
  parse(input) {
    const { role: of, name, category, codes, retired } = fieldsOf(input)
    if (!isId(of)) return refuse('malformed', 'Choisissez un rôle.', 'Choose a role.', 'role')
    const title = typeof name === 'string' ? name.trim() : ''
    if (!title && !readyRole(of)) return refuse('missing', 'Donnez un nom au rôle.', 'Give the role a name.', 'name')
    if (title.length > limits.text) return refuse('long', 'Raccourcissez le nom du rôle.', 'Shorten the role’s name.', 'name')
    if (typeof category !== 'string' || !Object.hasOwn(role.fields.category.options.choices ?? {}, category))
      return refuse('malformed', 'Choisissez la famille du rôle.', 'Choose the role’s category.', 'category')
    if (!Array.isArray(codes) || !codes.every(isCode))
      return refuse('malformed', 'Une de ces autorisations n’existe pas.', 'One of these permissions does not exist.', 'codes')
    if (retired === true && of === employee)
      return refuse(
        'employee',
        'Ce rôle est celui de qui n’en a pas d’autre : changez ce qu’il permet plutôt que de le supprimer.',
        'This is the role of whoever has no other: change what it allows rather than ending it.',
        'role'
      )
    return { role: of, name: title, category: category as Category, codes: [...new Set(codes)].sort(), retired: retired === true }
  },
  in: () => null,
  may: 'roles:edit',
  async decide({ role: of, name, category, codes, retired }, read, env) {
    const mine = await readPlace(read, env.workspace, env.person)
    const body = { of, name: name || null, category, codes: codes.join(' '), retired }
    const was = await readRole(read, of)
    const will = roleOf(of, body)
    for (const one of [was, will]) {
      const refused = one && tooMuch(mine, one)
      if (refused) return { ...refused, field: 'codes' }
    }
    return { facts: [{ kind: 'role', id: derivedId('role', env.id), body, spaces: [env.workspace] }] }
  },
})

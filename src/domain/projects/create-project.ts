import { derivedId, isId } from '#kernel/base/id.ts'
import { command, refuse, type Env, type FactDraft, type Refusal } from '#kernel/command/command.ts'
import { limits } from '#kernel/space/limits.ts'
import { fieldsOf } from '../input.ts'

export type NewSpace = { readonly id: string; readonly kind: 'project'; readonly name: string }

/** A project's own space. The device has already written in its documents, which leave once this is accepted. */
export const createSpace = command<NewSpace>({
  name: 'createSpace',
  label: { fr: 'Créer un projet', en: 'Create a project' },
  parse: parseSpace,
  in: () => null,
  may: 'projects:create',
  async decide(input, read, env) {
    if (input.id === env.workspace || (await read.row('space', input.id)))
      return refuse(
        'taken',
        'Ce projet existe déjà : ouvrez-le, ou créez-en un autre.',
        'This project exists already: open it, or create another one.',
        'id'
      )
    return { facts: spaceFacts(input, env) }
  },
})

/** The space and the one who manages it, told to the space: what it is called is for those who are in it. */
export function spaceFacts({ id, kind, name }: NewSpace, env: Env): FactDraft[] {
  const spaces = [id]
  return [
    { kind: 'space', id: derivedId('space', env.id), body: { of: id, kind, name, by: env.person }, spaces },
    { kind: 'membership', id: derivedId('membership', env.id), body: { of: id, person: env.person, role: 'manager' }, spaces },
  ]
}

function parseSpace(input: unknown): NewSpace | Refusal {
  const { id, kind, name } = fieldsOf(input)
  if (!isId(id))
    return refuse(
      'malformed',
      'L’identifiant du projet n’est pas valable : recommencez.',
      'The project’s id is not valid: try again.',
      'id'
    )
  if (kind !== 'project')
    return refuse('malformed', 'Seul un projet peut être créé ainsi.', 'Only a project can be created this way.', 'kind')
  const title = typeof name === 'string' ? name.trim() : ''
  if (!title) return refuse('missing', 'Donnez un nom au projet.', 'Give the project a name.', 'name')
  if (title.length > limits.text)
    return refuse(
      'long',
      `Raccourcissez le nom : ${limits.text} caractères au plus.`,
      `Shorten the name: ${limits.text} characters at most.`,
      'name'
    )
  return { id, kind, name: title }
}

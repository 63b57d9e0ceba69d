import { isId } from '#kernel/base/id.ts'
import { rankBetween } from '#kernel/base/rank.ts'
import { atLeast, command, refuse, type Reader } from '#kernel/command/command.ts'
import type { Problem } from '#kernel/projector/problem.ts'
import { declarationOf } from '#kernel/schema/model.ts'
import { fieldsOf } from '../input.ts'
import { business } from '../model.ts'
import { moveTree } from './move-tree.ts'

export type MoveRecords = {
  readonly space: string
  readonly entity: string
  readonly record: string
  readonly to: string
  /** Where it is to stand there: a task needs a phase. */
  readonly under: Readonly<Record<string, string>>
}
type Row = Readonly<Record<string, unknown>> & { readonly id: string }
const movable = ['phase', 'task', 'document']
/** What the rows of these do not hold as it stands in the document: it would be lost on the way. */
const lossy: readonly Problem['code'][] = ['kind', 'long', 'range', 'missing', 'taken']

/** A record and all that is part of it change space, under the same ids; a stub with the new address stays behind for late edits. */
export const moveRecords = command<MoveRecords>({
  name: 'moveRecords',
  label: { fr: 'Déplacer vers un autre projet', en: 'Move to another project' },
  parse(input) {
    const { space, entity, record, to, under = {} } = fieldsOf(input)
    const places = Object.entries(fieldsOf(under)).filter(([, id]) => id !== null)
    if (!isId(space) || !isId(to) || !isId(record))
      return refuse('malformed', 'Choisissez ce qui se déplace, et vers quel projet.', 'Choose what moves, and to which project.')
    if (typeof entity !== 'string' || !movable.includes(entity))
      return refuse(
        'malformed',
        'Seuls une phase, une tâche ou un document se déplacent.',
        'Only a phase, a task or a document can move.',
        'entity'
      )
    if (places.some(([name, id]) => !['phase', 'task'].includes(name) || !isId(id)))
      return refuse('malformed', 'Choisissez sa place dans le projet d’arrivée.', 'Choose its place in the new project.', 'under')
    return { space, entity, record, to, under: Object.fromEntries(places) as Record<string, string> }
  },
  in: ({ space }) => ({ space, role: 'editor' }),
  async decide({ space, entity, record, to, under: asked }, read, env) {
    if (space === to) return refuse('same', 'Il est déjà dans ce projet.', 'It is in this project already.', 'to')
    if (!(await read.row('project', to)) || !atLeast(await read.role(to), 'editor'))
      return refuse(
        'forbidden',
        'Vous n’écrivez pas dans le projet d’arrivée : demandez-y un accès.',
        'You do not write in the new project: ask for access to it.',
        'to'
      )
    const root = await standing(read, entity, record, space)
    if (!root) return refuse('unknown', 'Cet élément n’est plus dans le projet.', 'This record is no longer in the project.', 'record')
    const places = await Promise.all(Object.entries(asked).map(([name, id]) => standing(read, name, id, to)))
    if (places.some(place => place === null))
      return refuse(
        'unknown',
        'La place choisie n’existe plus dans le projet d’arrivée.',
        'The chosen place is no longer in the new project.',
        'under'
      )
    const holder = asked['task'] ? await standing(read, 'task', asked['task'], to) : null
    const under = holder ? { ...asked, phase: String(holder['phase']) } : asked
    const home = declarationOf(business, entity)?.rest.home
    const entities = Object.values(business)
      .filter(one => one.by === 'people' && one.rest.home === home)
      .map(one => one.name)
    const rows = new Map(await Promise.all(entities.map(async name => [name, await present(read, name, space)] as const)))
    const { edits, moves, records, needs } = moveTree(business, rows, { entity, record, from: space, to, under, at: env.now })
    if (needs)
      return refuse(
        'place',
        `Choisissez d’abord : ${needs.label.fr.toLocaleLowerCase('fr')} dans le projet d’arrivée.`,
        `Choose first: ${needs.label.en.toLocaleLowerCase('en')} in the new project.`,
        'under'
      )
    const broken = records.find(({ row }) => ((row['problem'] ?? []) as readonly Problem[]).some(({ code }) => lossy.includes(code)))
    if (broken)
      return refuse(
        'problem',
        `Corrigez d’abord « ${String(broken.row['title'] ?? '')} » : une de ses valeurs se perdrait.`,
        `Correct “${String(broken.row['title'] ?? '')}” first: one of its values would be lost.`
      )
    const rank = rankBetween(await lastRank(read, entity, to, under), null)
    return {
      moves,
      edits: edits.map(edit => (edit.id === record && edit.space === to ? { ...edit, values: { ...edit.values, rank } } : edit)),
    }
  },
})

async function standing(read: Reader, entity: string, id: string, space: string) {
  const [row] = await read.rows(entity, { id, space })
  return row && !row['hidden'] ? row : null
}
/** The rows of a space, deleted ones included, without what only left its address there. */
async function present(read: Reader, entity: string, space: string): Promise<readonly Row[]> {
  const rows = (await read.rows(entity, { space })) as readonly Row[]
  const elsewhere = async (row: Row) => (await read.rows(entity, { id: row.id })).some(other => other['space'] !== space)
  const gone = await Promise.all(rows.map(row => (row['deleted'] === null ? false : elsewhere(row))))
  return rows.filter((_, i) => !gone[i])
}
/** The rank of the last of those beside which it will stand. */
async function lastRank(read: Reader, entity: string, space: string, under: Readonly<Record<string, string>>): Promise<string | null> {
  const beside = (row: Readonly<Record<string, unknown>>) =>
    entity !== 'task' || (row['phase'] === under['phase'] && row['parent'] === (under['task'] ?? null))
  const ranks = (await read.rows(entity, { space })).filter(beside).map(row => String(row['rank']))
  return ranks.sort().at(-1) ?? null
}

import { isDay } from '#kernel/base/day.ts'
import { isId } from '#kernel/base/id.ts'
import { atLeast, command, refuse, type FactDraft, type Refusal } from '#kernel/command/command.ts'
import { limits } from '#kernel/space/limits.ts'
import { fieldsOf } from '../../input.ts'
import { spaceFacts } from '../create-project.ts'
import { planEdits } from './plan-edits.ts'
import type { Plan, PlanLink, PlanTask } from './plan.ts'

export type ImportPlan = {
  readonly space: string
  readonly name: string
  /** The project is made for this plan. Asked twice at once, the second brings it up to date. */
  readonly fresh: boolean
  readonly file: { readonly name: string; readonly hash: string }
  readonly plan: Plan
}
type Row = Readonly<Record<string, unknown>>

/** A plan read from a file becomes the records of a project; importing it again brings them up to date. */
export const importPlan = command<ImportPlan>({
  name: 'importPlan',
  label: { fr: 'Importer un plan', en: 'Import a plan' },
  parse: parseImport,
  in: ({ space, fresh }) => (fresh ? null : { space, role: 'editor' }),
  may: 'projects:import',
  async decide({ space, name, fresh, plan }, read, env) {
    const standing = await read.row('space', space)
    if (!standing && !fresh)
      return refuse(
        'unknown',
        'Ce projet n’existe pas : choisissez-en un autre.',
        'This project does not exist: choose another one.',
        'space'
      )
    // Whoever asks for a new project may name one that stands already: then the import is only for those who may write in it.
    if (standing && fresh && !atLeast(await read.role(space), 'editor'))
      return refuse(
        'taken',
        'Ce projet existe déjà et vous n’y écrivez pas : importez dans un nouveau projet.',
        'This project exists already and you do not write in it: import into a new project.',
        'space'
      )
    const known: Record<string, readonly Row[]> = {}
    for (const entity of ['project', 'phase', 'task', 'dependency']) known[entity] = standing ? await read.rows(entity, { space }) : []
    known['service'] = await read.rows('service', {})
    const index = new Map(
      Object.entries(known).flatMap(([entity, rows]) => rows.map(row => [`${entity}/${String(row['id'])}`, row] as const))
    )
    const existing = { row: (entity: string, id: string) => index.get(`${entity}/${id}`), rows: (entity: string) => known[entity] ?? [] }
    const { edits, services } = planEdits(plan, { workspace: env.workspace, space, name, fresh }, existing)
    const facts: FactDraft[] = services
      .filter(service => !service.known)
      .map(({ id, name }) => ({ kind: 'service', id, body: { of: id, name, by: env.person }, spaces: [env.workspace] }))
    return { facts: [...(standing ? [] : spaceFacts({ id: space, kind: 'project', name }, env)), ...facts], edits }
  },
})

const wrong = (what: string): Refusal =>
  refuse(
    'malformed',
    `L’import est illisible (${what}) : relisez le fichier et recommencez.`,
    `The import cannot be read (${what}): read the file again and start over.`
  )
const isText = (value: unknown, max: number, least = 1): value is string =>
  typeof value === 'string' && value.length >= least && value.length <= max
const kinds = ['step', 'task', 'milestone']
const statuses = ['todo', 'doing', 'done', 'cancelled']
const links = ['finishToStart', 'startToStart', 'finishToFinish', 'startToFinish']
const absent = (value: unknown) => value === undefined || value === null
const day = (value: unknown) => absent(value) || isDay(value)

/** What the other fields of a task may be; anything else in it is dropped. */
const optional: Readonly<Record<string, (value: unknown) => boolean>> = {
  status: value => statuses.includes(value as string),
  blocked: value => typeof value === 'boolean',
  percent: value => absent(value) || (typeof value === 'number' && value >= 0 && value <= 100),
  start: day,
  due: day,
  assignees: value => Array.isArray(value) && value.length <= limits.refs && value.every(isId),
  service: value => absent(value) || isText(value, limits.text),
  deliverables: value => absent(value) || isText(value, limits.note),
  priority: value => ['low', 'normal', 'high', 'critical'].includes(value as string),
  estimate: value => absent(value) || (Number.isSafeInteger(value) && (value as number) >= 0),
}

function parseImport(input: unknown): ImportPlan | Refusal {
  const { space, name, fresh, file, plan } = fieldsOf(input)
  if (!isId(space)) return wrong('space')
  if (typeof fresh !== 'boolean') return wrong('fresh')
  const title = typeof name === 'string' ? name.trim() : ''
  if (fresh && !title) return refuse('missing', 'Donnez un nom au projet.', 'Give the project a name.', 'name')
  if (title.length > limits.text)
    return refuse(
      'long',
      `Raccourcissez le nom : ${limits.text} caractères au plus.`,
      `Shorten the name: ${limits.text} characters at most.`,
      'name'
    )
  const { name: fileName, hash } = fieldsOf(file)
  if (!isText(fileName, 255) || !isText(hash, 128)) return wrong('file')
  const checked = parsePlan(plan)
  return 'refused' in checked ? checked : { space, name: title, fresh, file: { name: fileName, hash }, plan: checked }
}

function parsePlan(input: unknown): Plan | Refusal {
  const { phases, tasks, links: found, services } = fieldsOf(input)
  const texts = (list: unknown): list is string[] => Array.isArray(list) && list.every(one => isText(one, limits.text))
  if (!texts(phases) || !texts(services) || !Array.isArray(tasks) || !Array.isArray(found)) return wrong('plan')
  if (!tasks.length)
    return refuse('empty', 'Ce plan n’a aucune tâche : il n’y a rien à importer.', 'This plan has no task: there is nothing to import.')
  const size = phases.length + tasks.length + found.length + 1
  if (size > limits.records)
    return refuse(
      'tooMany',
      `Ce plan fait ${size} éléments avec ses dépendances : divisez-le, un projet en tient ${limits.records}.`,
      `This plan makes ${size} records with its dependencies: split it, a project holds ${limits.records}.`
    )
  const sources = new Map<string, string | null>()
  const checked: PlanTask[] = []
  for (const task of tasks.map(fieldsOf)) {
    const { line, source, parent, phase, title, kind } = task
    const named = Number.isSafeInteger(line) && isText(source, 40) && isText(title, limits.text) && kinds.includes(kind as string)
    if (!named || sources.has(source) || !phases.includes(phase as string) || (parent !== null && !isText(parent, 40)))
      return wrong(`tasks, line ${String(line).slice(0, 9)}`)
    if (Object.entries(optional).some(([field, holds]) => task[field] !== undefined && !holds(task[field])))
      return wrong(`tasks, line ${String(line).slice(0, 9)}`)
    sources.set(source, parent)
    const rest = Object.fromEntries(Object.keys(optional).flatMap(field => (task[field] === undefined ? [] : [[field, task[field]]])))
    checked.push({ line: line as number, source, parent, phase: phase as string, title, kind: kind as PlanTask['kind'], ...rest })
  }
  if (checked.some(({ parent, service }) => (parent !== null && !sources.has(parent)) || (service && !services.includes(service))))
    return wrong('tasks')
  const linked = found.map(fieldsOf)
  const good = linked.every(
    ({ from, to, kind, lag }) =>
      sources.has(from as string) && sources.has(to as string) && links.includes(kind as string) && Number.isSafeInteger(lag)
  )
  if (!good) return wrong('links')
  return { phases, tasks: checked, services, links: linked.map(({ from, to, kind, lag }) => ({ from, to, kind, lag }) as PlanLink) }
}

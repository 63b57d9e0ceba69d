import { addDays, type Day } from '#kernel/base/day.ts'
import { derivedId } from '#kernel/base/id.ts'
import { ranksBetween } from '#kernel/base/rank.ts'
import type { Edit, FactDraft, TextDraft } from '#kernel/command/command.ts'
import { baobab } from './baobab.ts'
import { fibre } from './fibre.ts'
import { retrait } from './retrait.ts'
import type { Person, Piece, Service, Stage, Story } from './story.ts'

export type Demo = { readonly facts: readonly FactDraft[]; readonly edits: readonly Edit[]; readonly texts: readonly TextDraft[] }
/** `minor`: how many minor units make one of the workspace's currency (1 for XOF, 100 for EUR). */
export type Setting = { readonly workspace: string; readonly owner: string; readonly today: Day; readonly minor: number }

const people: Readonly<Record<Exclude<Person, 'owner'>, readonly [name: string, hue: number]>> = {
  fatou: ['Fatou Diop', 20],
  moussa: ['Moussa Sarr', 150],
  ibrahima: ['Ibrahima Ndiaye', 260],
  aicha: ['Aïcha Bâ', 330],
  cheikh: ['Cheikh Tidiane Fall', 85],
}
const services: Readonly<Record<Service, string>> = {
  marketing: 'Marketing',
  dsi: 'Systèmes d’information',
  finance: 'Finance',
  commercial: 'Commercial',
}
/** Who leads each, first, and who is in it. */
const staff: Readonly<Record<Service, readonly Person[]>> = {
  marketing: ['fatou', 'owner'],
  dsi: ['ibrahima'],
  finance: ['aicha'],
  commercial: ['moussa', 'cheikh'],
}
const stories: readonly Story[] = [retrait, baobab, fibre]

/** A realistic agency: three projects around `today`, their people, plans and texts. The same for the same workspace and day. */
export function demo(setting: Setting): Demo {
  const { workspace, owner } = setting
  const cards = Object.entries(people).map(([key, [name, hue]]): FactDraft => ({
    kind: 'person',
    id: derivedId(workspace, 'demo', 'card', key),
    body: { person: personId(setting, key as Person), name, email: `${key}@exemple.sn`, hue },
    spaces: [workspace],
  }))
  const departments = Object.entries(services).map(([key, name]): FactDraft => ({
    kind: 'service',
    id: serviceId(setting, key as Service),
    body: { of: serviceId(setting, key as Service), name, by: owner, ...peopleOf(setting, key as Service) },
    spaces: [workspace],
  }))
  const told = stories.map(story => tell(setting, story))
  return {
    facts: [...cards, ...departments, ...told.flatMap(({ facts }) => facts)],
    edits: told.flatMap(({ edits }) => edits),
    texts: told.flatMap(({ texts }) => texts),
  }
}

const personId = ({ workspace, owner }: Setting, person: Person) =>
  person === 'owner' ? owner : derivedId(workspace, 'demo', 'person', person)
const peopleOf = (setting: Setting, service: Service) => {
  const [manager = '', ...members] = staff[service].map(person => personId(setting, person))
  return { managers: [manager], members }
}
const serviceId = ({ workspace }: Setting, service: Service) => derivedId(workspace, 'demo', 'service', service)

function tell(setting: Setting, story: Story): Demo {
  const { workspace, owner, today, minor } = setting
  const space = derivedId(workspace, 'demo', story.key)
  const spaces = [space]
  const member = (person: Person, role: string): FactDraft => ({
    kind: 'membership',
    id: derivedId(space, 'membership', person),
    body: { of: space, person: personId(setting, person), role },
    spaces,
  })
  const edit = (entity: string, id: string, values: Record<string, unknown>): Edit => ({ space, entity, id, values: present(values) })
  const project = edit('project', space, {
    title: story.title,
    description: story.description,
    client: story.client,
    budget: story.budget * minor,
    priority: story.priority,
    service: serviceId(setting, story.service),
    owner: personId(setting, story.owner),
    start: addDays(today, story.from),
    due: addDays(today, story.to),
    status: 'doing',
  })
  const stageRanks = ranksBetween(null, null, story.stages.length)
  const plan = story.stages.flatMap((stage, i) => stageEdits(setting, space, stage, stageRanks[i] as string))
  const papers = story.papers.map((paper, i) => {
    const id = derivedId(space, 'document', paper.title)
    const phase = paper.stage ? phaseId(space, paper.stage) : undefined
    return { id, edit: edit('document', id, { title: paper.title, project: space, phase, rank: `a${i}` }), blocks: paper.blocks }
  })
  return {
    facts: [
      { kind: 'space', id: derivedId(space, 'space'), body: { of: space, kind: 'project', name: story.title, by: owner }, spaces },
      member('owner', 'manager'),
      ...(Object.keys(people) as Person[]).map(person => member(person, 'editor')),
    ],
    edits: [project, ...plan, ...papers.map(paper => paper.edit)],
    texts: papers.map(({ id, blocks }) => ({ space, entity: 'document', id, field: 'body', blocks })),
  }
}

const phaseId = (space: string, title: string) => derivedId(space, 'phase', title)
const taskId = (space: string, title: string) => derivedId(space, 'task', title)

function stageEdits(setting: Setting, space: string, stage: Stage, rank: string): Edit[] {
  const id = phaseId(space, stage.title)
  const day = (days?: number) => (days === undefined ? undefined : addDays(setting.today, days))
  const status = stage.skipped ? 'skipped' : undefined
  const values = present({ title: stage.title, project: space, goal: stage.goal, start: day(stage.from), due: day(stage.to), status, rank })
  return [{ space, entity: 'phase', id, values }, ...pieceEdits(setting, space, id, null, stage.holds ?? [])]
}

function pieceEdits(setting: Setting, space: string, phase: string, parent: string | null, pieces: readonly Piece[]): Edit[] {
  const ranks = ranksBetween(null, null, pieces.length)
  const day = (days?: number) => (days === undefined ? undefined : addDays(setting.today, days))
  return pieces.flatMap((piece, i) => {
    const id = taskId(space, piece.title)
    const values = present({
      title: piece.title,
      kind: piece.holds ? 'step' : piece.milestone ? 'milestone' : undefined,
      phase,
      parent,
      assignees: piece.who?.map(person => personId(setting, person)),
      service: piece.service && serviceId(setting, piece.service),
      status: piece.done ? 'done' : piece.cancelled ? 'cancelled' : piece.percent ? 'doing' : undefined,
      blocked: piece.blocked,
      priority: piece.priority,
      percent: piece.percent,
      start: day(piece.from),
      due: day(piece.to),
      estimate: piece.hours && piece.hours * 60,
      deliverables: piece.deliverables,
      rank: ranks[i],
    })
    const checks = (piece.checks ?? []).map(([done, title], n): Edit => ({
      space,
      entity: 'check',
      id: derivedId(id, 'check', title),
      values: { title, task: id, done, rank: `a${n}` },
    }))
    const links = (piece.after ?? []).map((title): Edit => ({
      space,
      entity: 'dependency',
      id: derivedId(id, 'after', title),
      values: { from: taskId(space, title), to: id },
    }))
    return [{ space, entity: 'task', id, values }, ...checks, ...pieceEdits(setting, space, phase, id, piece.holds ?? []), ...links]
  })
}

const present = (values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null))

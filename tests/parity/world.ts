import { derivedId } from '#kernel/base/id.ts'
import type { Entry } from '#kernel/projector/projection.ts'

export const workspace = derivedId('parity', 'workspace')
export const space = derivedId('parity', 'space')
export const idOf = (name: string) => derivedId('parity', name)

const titles = [
  'Éclairage',
  'eclairage',
  'ÉCLAIRAGE',
  'œuvre',
  'oeuvre',
  'Œuvre',
  'Zébu',
  'zèbre',
  '_',
  '"',
  '!',
  'a',
  '😀',
  '\uFFFD',
  'ﬁn',
  '',
]
const pick = <T>(from: readonly T[], n: number): T => from[n % from.length] as T
const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10)

/** A space with nulls, accents, ligatures, equal titles, deleted and hidden records, circles and wrong values. */
export function world(): Entry[] {
  const entry = (entity: string, name: string, values: Record<string, unknown>, text?: Record<string, string>): Entry => ({
    entity,
    id: idOf(name),
    values,
    ...(text ? { text } : {}),
  })
  const phases = [0, 1, 2].map(n =>
    entry('phase', `phase${n}`, {
      title: pick(titles, n * 3),
      project: space,
      rank: `a${n}`,
      status: pick(['planned', 'skipped', 'doing'], n),
      ...(n === 1 ? { deleted: 5 } : {}),
    })
  )
  const tasks = Array.from({ length: 48 }, (_, n) =>
    entry('task', `task${n}`, {
      title: pick(titles, n),
      phase: n % 11 === 0 ? idOf('nowhere') : idOf(`phase${n % 3}`),
      ...(n % 4 === 1 ? { parent: idOf(`task${(n * 7) % 48}`) } : {}),
      kind: pick(['task', 'step', 'milestone', 'unheard of'], n),
      status: pick(['todo', 'doing', 'done', 'cancelled'], n >> 1),
      percent: pick([0, 25, 50, 130, 99.5], n),
      blocked: n % 5 === 0,
      ...(n % 3 ? { start: day(n), due: n % 7 ? day(n + 4) : day(n - 4) } : {}),
      ...(n % 2 ? { estimate: n * 15 } : {}),
      ...(n % 9 === 0 ? { deleted: n + 1 } : {}),
      ...(n % 6 ? { [`assignees/${idOf(`person${n % 4}`)}`]: true } : {}),
      ...(n % 8 ? { deliverables: `Livrable n° ${n} — été` } : {}),
      rank: pick(['a0', 'a1', 'Zz', 'a0V'], n),
    })
  )
  const dependencies = Array.from({ length: 14 }, (_, n) =>
    entry('dependency', `dep${n}`, { from: idOf(`task${n}`), to: idOf(`task${(n * 3) % 14}`), lag: n - 6 })
  )
  const checks = Array.from({ length: 12 }, (_, n) =>
    entry('check', `check${n}`, { title: pick(titles, n), task: idOf(`task${n * 2}`), done: n % 2 === 0, rank: 'a0' })
  )
  const documents = [0, 1, 2].map(n =>
    entry('document', `doc${n}`, { title: pick(titles, n + 3), project: space, rank: 'a0' }, { body: `Œuvre ${n}\nété` })
  )
  const people = [0, 1, 2, 3].map(n =>
    entry('person', `person${n}`, { person: idOf(`person${n}`), name: pick(titles, n * 2), email: `p${n}@exemple.sn`, hue: n * 40 })
  )
  const services = [
    entry('service', 'service0', { name: 'Études' }),
    entry('service', 'service1', { of: idOf('service1'), name: 'Œuvres', members: [2, 0].map(n => idOf(`person${n}`)), retired: true }),
  ]
  const roles = [
    entry('role', 'role0', { of: idOf('role0'), name: 'Régie', category: 'media', codes: 'people:invite' }),
    entry('role', 'role1', { of: idOf('role1'), category: 'unheard of' }),
  ]
  const standings = [0, 1].map(n =>
    entry('standing', `person${n}`, { person: idOf(`person${n}`), roles: [idOf(`role${n}`)], state: 'active' })
  )
  return [
    { entity: 'project', id: space, values: { title: 'Œuvre', start: day(9), due: day(3) } },
    ...phases,
    ...tasks,
    ...dependencies,
    ...checks,
    ...documents,
    ...people,
    ...services,
    ...roles,
    ...standings,
  ]
}

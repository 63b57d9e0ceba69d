import fc from 'fast-check'
import type { Node, Scalar } from '#kernel/schema/expression.ts'
import type { AnyField } from '#kernel/schema/field.ts'
import { fieldOf, type AnyDeclaration, type Model } from '#kernel/schema/model.ts'
import type { Measure, Query } from '#kernel/query/query.ts'
import { columnsOf, folds, typeOf, type Type } from '#server/postgres/column.ts'
import { idOf } from './world.ts'

const constants: Record<Type, readonly Scalar[]> = {
  text: ['Éclairage', 'eclairage', 'œuvre', 'todo', 'done', '2026-01-15', '2026-02-01', 'a0', '', idOf('phase0'), idOf('task7')],
  number: [0, 1, 5, 25, 50, 60, 100, -3],
  boolean: [true, false],
  set: [null],
  none: [null],
}

/** Any question the algebra can put to an entity: its own columns, live ones, what it points to and what points to it. */
export function anyQuery(model: Model, entity: string): fc.Arbitrary<Query> {
  const declaration = model[entity] as AnyDeclaration
  const stored = (of: AnyDeclaration) =>
    columnsOf(model, of)
      .map(({ name }) => name)
      .filter(name => !['workspace', 'problem'].includes(name) && !name.endsWith('~'))
  const live = Object.keys(declaration.rest.derived).filter(name => !stored(declaration).includes(name))
  const names = [...stored(declaration), ...live]
  const type = (name: string) => typeOf(model, declaration, name)
  const sortable = names.filter(name => type(name) !== 'set' && type(name) !== 'boolean')
  const field = (name: string): Node => ({ op: 'field', name })
  const value = (of: Type): fc.Arbitrary<Node> => fc.constantFrom(...constants[of]).map(value => ({ op: 'value' as const, value }))
  const comparison = fc.constantFrom(...names.filter(name => type(name) !== 'set')).chain(name =>
    fc.record({
      op: fc.constantFrom('is' as const, 'less' as const, 'notMore' as const),
      left: fc.constant(field(name)),
      right: fc.oneof(
        value(type(name)),
        fc.constantFrom(...names.filter(other => type(other) === type(name))).map(field),
        fc.constant<Node>({ op: 'value', value: null })
      ),
    })
  )
  const searched = names.filter(name => folds(fieldOf(declaration, name)))
  const sets = names.filter(name => type(name) === 'set')
  const numbers = names.filter(name => type(name) === 'number')
  const refs = Object.entries(declaration.fields as Record<string, AnyField>).flatMap(([by, { kind, target }]) =>
    kind === 'ref' && model[target as string]?.rest.home === declaration.rest.home && model[target as string]?.by === declaration.by
      ? [[by, target as string] as const]
      : []
  )
  const leaves: fc.Arbitrary<Node>[] = [comparison, fc.constantFrom(...names).map((name): Node => ({ op: 'empty', of: field(name) }))]
  leaves.push(
    fc
      .constantFrom(...sortable)
      .chain(name => fc.subarray([...constants[type(name)], null]).map((values): Node => ({ op: 'in', left: field(name), values })))
  )
  if (searched.length)
    leaves.push(
      fc
        .record({ name: fc.constantFrom(...searched), part: fc.constantFrom('é', 'OE', 'z', '', '"', 'fin') })
        .map(({ name, part }): Node => ({ op: 'contains', of: field(name), part }))
    )
  if (sets.length) leaves.push(fc.constantFrom(...sets).map((name): Node => ({ op: 'has', name, id: idOf('person1') })))
  if (numbers.length > 1)
    leaves.push(
      fc
        .tuple(
          fc.constantFrom(...numbers),
          fc.constantFrom(...numbers),
          fc.constantFrom('plus' as const, 'minus' as const, 'times' as const, 'over' as const)
        )
        .map(([a, b, op]): Node => ({
          op: 'less',
          left: { op, left: field(a), right: field(b) },
          right: { op: 'either', of: [field(b), { op: 'value', value: 7 }] },
        }))
    )
  for (const [by, target] of refs)
    leaves.push(
      fc.constantFrom(...stored(model[target] as AnyDeclaration)).map((name): Node => ({ op: 'empty', of: { op: 'via', by, name } }))
    )
  for (const other of Object.values(model))
    for (const [by, { kind, target }] of Object.entries(other.fields as AnyDeclaration['fields']) as [
      string,
      { kind: string; target?: string },
    ][])
      if (kind === 'ref' && target === entity && other.rest.home === declaration.rest.home && other.by === declaration.by)
        leaves.push(
          fc.constant<Node>({
            op: 'exists',
            entity: other.name,
            by,
            where: { op: 'not', of: { op: 'is', left: { op: 'field', name: 'id' }, right: { op: 'value', value: '' } } },
          })
        )
  const where: fc.Arbitrary<Node> = fc.letrec<{ test: Node }>(tie => ({
    test: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      ...leaves,
      fc.record({ op: fc.constantFrom('all' as const, 'any' as const), of: fc.array(tie('test'), { maxLength: 3 }) }),
      fc.record({ op: fc.constant('not' as const), of: tie('test') })
    ),
  })).test
  const sort = fc.array(fc.record({ by: fc.constantFrom(...sortable), descending: fc.boolean() }), { maxLength: 2 })
  const base = { from: fc.constant(entity), where, hidden: fc.boolean(), limit: fc.constantFrom(3, 1000) }
  const listed = fc.record(
    {
      ...base,
      sort,
      with: fc.constant({
        extra: { op: 'when', test: field('hidden'), then: field('id'), otherwise: { op: 'value', value: null } } satisfies Node,
      }),
    },
    { requiredKeys: ['from'] }
  )
  const measure: fc.Arbitrary<Measure> = fc.oneof(
    fc.constant<Measure>({ count: true }),
    ...(numbers.length ? [fc.constantFrom(...numbers).chain(name => fc.constantFrom<Measure>({ sum: name }, { average: name }))] : []),
    fc.constantFrom(...sortable).chain(name => fc.constantFrom<Measure>({ min: name }, { max: name }))
  )
  const grouped = fc.record(
    { ...base, group: fc.uniqueArray(fc.constantFrom(...sortable), { maxLength: 2 }), measures: fc.record({ a: measure, b: measure }) },
    { requiredKeys: ['from', 'group', 'measures'] }
  )
  return fc.oneof(listed, grouped) as fc.Arbitrary<Query>
}

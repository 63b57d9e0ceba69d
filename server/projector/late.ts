import type { PoolClient } from 'pg'
import * as Y from 'yjs'
import { atLeast, type FactDraft, type Role } from '#kernel/command/command.ts'
import { derivedId } from '#kernel/base/id.ts'
import { planName } from '#kernel/space/name.ts'
import type { Write } from '#kernel/space/written.ts'
import { declarationOf, fieldOf, type Model } from '#kernel/schema/model.ts'
import { membershipsOf } from '../auth/access.ts'
import { addressOf, changePlan, type Carried } from '../commands/change-plan.ts'
import { inspect, speakers } from '../sync/inspect.ts'
import { appendText, appendValues } from '../sync/log.ts'
import { leaving, storable, type Carrier } from './lines.ts'
import type { Space } from './space.ts'

/** An edit made offline in a space that its record had left. */
export type Late = Carried & {
  readonly to: string
  readonly author: string
  readonly mover: string
  readonly sequence: number
  readonly at: number
}
export type Shown = { readonly name: string; readonly update: Uint8Array }

/** What an update wrote on records that stand elsewhere now; the stub says where. */
export function lateEdits(doc: Y.Doc, writes: readonly Write[], carrier: Carrier): Late[] {
  const gone = leaving(writes)
  let [last, stub, to]: [Write | null, unknown, string | null] = [null, null, null]
  return writes.flatMap(write => {
    const { entity, id, key, value, client } = write
    if (last?.entity !== entity || last.id !== id) {
      stub = gone.has(`${entity}/${id}`) ? null : doc.getMap(entity).get(id)
      to = stub instanceof Y.Map ? addressOf({ moved: stub.get('moved') }) : null
    }
    last = write
    if (to === null || key === 'moved' || key === 'deleted') return []
    const marked = (stub as Y.Map<unknown>)._map.get('moved')?.id.client
    const author = carrier.persons.get(client) ?? carrier.person
    const mover = (marked === undefined ? undefined : carrier.persons.get(marked)) ?? author
    return [{ entity, id, key, value, to, author, mover, sequence: carrier.sequence, at: carrier.at }]
  })
}

/**
 * Carries late edits to where their records stand now, in their author's name, if the author may write there. What cannot be carried
 * is handed back: its author is told which value was put aside. In the transaction that projects them; before the feed is locked.
 */
export async function carry(
  client: PoolClient,
  model: Model,
  workspace: string,
  from: string,
  late: readonly Late[],
  space: (id: string) => Promise<Space>
): Promise<{ shown: Shown[]; back: FactDraft[] }> {
  const shown: Shown[] = []
  const back: FactDraft[] = []
  for (const [, edits] of Map.groupBy(late, ({ to, author }) => `${to}/${author}`)) {
    const { to, author, at } = edits[0] as Late
    const name = planName(workspace, to)
    const { rows } = await client.query<{ id: number; projected: number }>(
      'select d.id, p.sequence as projected from document d join projection p on p.document = d.id where d.name = $1 for update of d',
      [name]
    )
    const { rows: roles } = await client.query<{ space: string; role: Role }>(membershipsOf, [workspace, author])
    const writer = atLeast(roles.find(row => row.space === to)?.role, 'editor')
    const [plan] = rows
    const home = await space(to)
    const carries = (edit: Late) =>
      writer && plan !== undefined && home.projection.raw(edit.entity, edit.id) !== null && standsAlone(model, edit)
    const carried = edits.filter(carries)
    for (const edit of edits) if (!carries(edit)) back.push(handedBack(edit, from, home.projection.raw(edit.entity, edit.id)?.[edit.key]))
    if (!plan || !carried.length) continue
    const { doc } = await home.shadow({ id: plan.id, name, space: to, sort: 'plan', sequence: 0, projected: plan.projected })
    const update = changePlan(model, doc, to, at, { carried })
    await client.query(
      appendText,
      appendValues([{ document: plan.id, update, person: author, clients: speakers(inspect(update, true)), deviceAt: null }], at)
    )
    shown.push({ name, update })
  }
  return { shown, back }
}

/** A reference into the former space means nothing in the new one. */
function standsAlone(model: Model, { entity, key }: Late) {
  const declaration = declarationOf(model, entity)
  const field = declaration && fieldOf(declaration, key.split('/', 1)[0] as string)
  const target = field?.kind === 'ref' ? declarationOf(model, String(field.target)) : undefined
  return field !== undefined && target?.by !== 'people'
}

const said = (value: unknown) => (value === null || value === undefined ? null : String(storable(value)).slice(0, 10_000).toWellFormed())
function handedBack({ entity, id, key, value, author, mover, sequence, at }: Late, from: string, kept: unknown): FactDraft {
  const body = { entity, record: id, field: key, lost: said(value), kept: said(kept), loser: author, winner: mover, at }
  return { kind: 'conflict', id: derivedId('late', from, entity, id, key, String(sequence)), body, spaces: [from] }
}

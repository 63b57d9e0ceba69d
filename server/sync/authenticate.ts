import { atLeast } from '#kernel/command/command.ts'
import { isId } from '#kernel/base/id.ts'
import { parseName, type DocumentName } from '#kernel/space/name.ts'
import { declarationOf, fieldOf, type Model } from '#kernel/schema/model.ts'
import type { Pool } from 'pg'
import type { Access } from '../auth/access.ts'
import type { Documents } from './documents.ts'
import { Refused } from './refused.ts'
import type { Who } from './who.ts'

export type Gate = { pool: Pool; model: Model; access: Access; documents: Documents }

/** May this person open this document, and write in it? A refusal concerns this document only. */
export async function authenticate({ access, documents, ...gate }: Gate, name: string, token: string, who: Who): Promise<'read' | 'write'> {
  const parsed = parseName(name)
  if (!parsed || parsed.workspace !== who.workspace) throw new Refused(4403, 'forbidden')
  if (parsed.sort === 'feed') return 'read'
  const known = parsed.sort === 'presence' ? null : await documents.find(name)
  const space = parsed.sort === 'presence' ? parsed.space : (known?.space ?? spaceIn(parsed, token))
  const role = space === null ? null : await access.role(who.workspace, who.person, space)
  if (space === null || role === null) throw new Refused(4403, 'forbidden')
  if (parsed.sort === 'presence') return 'read'
  if (!known && parsed.sort === 'plan') throw new Refused(4404, 'unknown')
  const writer = atLeast(role, 'editor')
  if (!known && parsed.sort === 'text') {
    if (fieldIn(gate.model, parsed)?.kind !== 'rich') throw new Refused(4404, 'unknown')
    if (!(await free(gate.pool, parsed, space))) throw new Refused(4403, 'forbidden')
    if (writer) await documents.open(name, space)
  }
  return writer ? 'write' : 'read'
}

/** The space that a plan is of, or that a text's opener says it stands in. */
function spaceIn(parsed: DocumentName, token: string): string | null {
  if (parsed.sort === 'plan') return parsed.space
  try {
    const { space } = JSON.parse(token) as { space?: unknown }
    return isId(space) ? space : null
  } catch {
    return null
  }
}
const fieldIn = (model: Model, { entity, field }: { entity: string; field: string }) => {
  const declaration = declarationOf(model, entity)
  return declaration && fieldOf(declaration, field)
}
/** Nobody makes the text of another space's record. */
async function free(pool: Pool, { workspace, entity, id }: { workspace: string; entity: string; id: string }, space: string) {
  const { rows } = await pool.query<{ holder: string }>(
    'select holder from claim where workspace = $1 and scope = $2 and key = $3 order by since limit 1',
    [workspace, `${entity}.id`, id]
  )
  return rows[0] === undefined || rows[0].holder === space
}

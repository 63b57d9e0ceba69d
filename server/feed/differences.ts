import type { Pool } from 'pg'
import * as Y from 'yjs'
import { writeDifferences, type Difference } from '#kernel/space/difference.ts'
import { parseName } from '#kernel/space/name.ts'
import type { Watch } from '../audit/watch.ts'
import type { Access } from '../auth/access.ts'
import { bodyOf, problem, type Problem } from '../http/answer.ts'
import type { Who } from '../sync/who.ts'
import type { Copies } from './copy.ts'
import { packed } from './packing.ts'

type Known = { id: number; name: string; space: string; sequence: number }
type Asked = { name: string; vector: Uint8Array }
/** Bytes in one answer, unless its first difference alone is larger; a whole document beyond `alone` is fetched by itself. */
const most = { documents: 500, bytes: 512 * 1024, alone: 64 * 1024 }
const nothing = new Uint8Array([0])

const malformed = problem(422, 'malformed', 'Cette demande de copies ne peut pas être lue.', 'This request for copies cannot be read.')

/**
 * What a device lacks of many documents, in one answer: of each, the device says what it holds (a Yjs state vector). In the order
 * asked, until the answer is full: what is not in it is asked for again. A document not shared with them is absent, as if it were none.
 */
export class Differences {
  private readonly pool: Pool
  private readonly access: Access
  private readonly copies: Copies
  private readonly watch: Pick<Watch, 'note'>
  constructor({ pool, access, copies, watch }: { pool: Pool; access: Access; copies: Copies; watch: Pick<Watch, 'note'> }) {
    this.pool = pool
    this.access = access
    this.copies = copies
    this.watch = watch
  }

  async answer(who: Who, request: Request): Promise<Response | Problem> {
    const asked = askedIn(await bodyOf(request))
    if (!asked) return malformed
    const known = await this.readable(who, asked)
    const differences: Difference[] = []
    let bytes = 0
    for (const { name, vector } of asked) {
      if (bytes > most.bytes) break
      const document = known.get(name)
      const difference: Difference = document ? await this.of(document, vector) : { name, is: 'absent' }
      const size = 'update' in difference ? difference.update.byteLength : 0
      if (bytes && bytes + size > most.bytes) break
      bytes += size
      differences.push(difference)
    }
    return packed(request, writeDifferences(differences), 'application/octet-stream')
  }

  private async readable(who: Who, asked: readonly Asked[]): Promise<Map<string, Known>> {
    const { workspace, person } = who
    const { rows } = await this.pool.query<Known>({
      name: 'differences',
      text: 'select id, name, space, sequence from document where workspace = $1 and name = any($2)',
      values: [workspace, asked.map(({ name }) => name)],
    })
    const spaces = new Set(await this.access.spaces(workspace, person))
    const known = new Map(rows.filter(({ space }) => spaces.has(space)).map(document => [document.name, document]))
    const foreign = asked.find(({ name }) => parseName(name)?.workspace !== workspace)
    const closed = rows.find(({ name }) => !known.has(name)) ?? foreign
    if (closed) this.watch.note(who, 'readRefused', closed.name)
    return known
  }

  private async of({ id, name, sequence }: Known, vector: Uint8Array): Promise<Difference> {
    const copy = await this.copies.copy(id, name, sequence)
    const whole = vector.byteLength <= nothing.byteLength
    if (whole && copy.state.byteLength > most.alone) return { name, is: 'large' }
    return { name, sequence: copy.sequence, update: whole ? copy.state : Y.diffUpdateV2(copy.state, vector) }
  }
}

/** Null when it is not a list of names, each once, with what is held of it. */
function askedIn({ documents }: Record<string, unknown>): Asked[] | null {
  if (!Array.isArray(documents) || documents.length > most.documents) return null
  const asked = documents.map((document: unknown): Asked | null => {
    const { name, vector } = (document ?? {}) as Record<string, unknown>
    if (typeof name !== 'string' || !parseName(name) || (vector !== undefined && typeof vector !== 'string')) return null
    const bytes = vector === undefined ? nothing : new Uint8Array(Buffer.from(vector, 'base64'))
    return readable(bytes) ? { name, vector: bytes } : null
  })
  const names = new Set(asked.map(each => each?.name))
  return asked.every(each => each !== null) && names.size === asked.length ? asked : null
}
function readable(vector: Uint8Array): boolean {
  try {
    Y.decodeStateVector(vector)
    return true
  } catch {
    return false
  }
}

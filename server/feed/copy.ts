import type { Pool } from 'pg'
import { crc32c } from '#kernel/base/crc32c.ts'
import type { Access } from '../auth/access.ts'
import { problems, type Problem } from '../http/answer.ts'
import { parseName } from '#kernel/space/name.ts'
import type { Documents } from '../sync/documents.ts'
import { stateOf, type Say } from '../sync/load.ts'
import type { Who } from '../sync/who.ts'
import { codingOf, pack, type Coding } from './packing.ts'

/** Packed in a way when that is first asked for. */
export type Copy = { state: Uint8Array; packed: Partial<Record<Coding, Promise<Buffer>>>; sequence: number; tag: string }
/** Bytes of one, and of all, beyond which the one longest unasked goes. */
const kept = { one: 4 * 1024 * 1024, all: 48 * 1024 * 1024 }

/** First copies of documents: the whole state in Yjs's V2 format, compressed, and resumable where a line breaks. */
export class Copies {
  private readonly held = new Map<string, Copy>()
  private bytes = 0
  private readonly given: { pool: Pool; access: Access; documents: Documents; say: Say }
  constructor(given: { pool: Pool; access: Access; documents: Documents; say: Say }) {
    this.given = given
  }

  async answer(who: Who, name: string, request: Request): Promise<Response | Problem> {
    const { pool, access, documents } = this.given
    if (parseName(name)?.workspace !== who.workspace) return problems.notHere
    const known = await documents.find(name)
    // What is not theirs is as if it were not there: that it exists is not told either.
    if (!known || !(await access.role(who.workspace, who.person, known.space))) return problems.notHere
    const { rows } = await pool.query<{ sequence: number }>('select sequence from document where id = $1', [known.id])
    const copy = await this.copy(known.id, name, rows[0]?.sequence ?? 0)
    const headers: Record<string, string> = {
      'content-type': 'application/octet-stream',
      // Kept by no browser beside its disk: whoever leaves a device leaves nothing of it.
      'cache-control': 'private, no-store',
      'accept-ranges': 'bytes',
      vary: 'accept-encoding',
      etag: copy.tag,
      'relais-sequence': String(copy.sequence),
    }
    if (request.headers.get('if-none-match') === copy.tag) return new Response(null, { status: 304, headers })
    return partOf(copy, request, headers) ?? (await wholeOf(copy, request, headers))
  }

  /** The whole state of a document that stands at that sequence, or further. */
  async copy(document: number, name: string, sequence: number): Promise<Copy> {
    const known = this.held.get(name)
    if (known?.sequence === sequence) {
      this.hold(name, known)
      return known
    }
    const { state, sequence: reached } = await stateOf(this.given.pool, document, this.given.say)
    const copy: Copy = { state, packed: {}, sequence: reached, tag: `"${reached}-${crc32c(state).toString(16)}"` }
    this.hold(name, copy)
    return copy
  }
  /** As the one last asked for. */
  private hold(name: string, copy: Copy): void {
    this.letGo(name)
    if (copy.state.byteLength > kept.one) return
    this.held.set(name, copy)
    this.bytes += copy.state.byteLength
    for (const oldest of this.held.keys()) {
      if (this.bytes <= kept.all) break
      this.letGo(oldest)
    }
  }
  private letGo(name: string): void {
    this.bytes -= this.held.get(name)?.state.byteLength ?? 0
    this.held.delete(name)
  }
}

/** What remains after the bytes that a device has already, if they are of this very state. */
function partOf({ state, tag }: Copy, request: Request, headers: Record<string, string>): Response | null {
  const from = /^bytes=(\d+)-$/.exec(request.headers.get('range') ?? '')?.[1]
  if (from === undefined || (request.headers.get('if-range') ?? tag) !== tag) return null
  const start = Number(from)
  const total = state.byteLength
  if (start >= total) return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${total}` } })
  const rest = state.subarray(start)
  return new Response(new Uint8Array(rest), {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${start}-${total - 1}/${total}`, 'content-length': String(rest.byteLength) },
  })
}

async function wholeOf(copy: Copy, request: Request, headers: Record<string, string>): Promise<Response> {
  const coding = codingOf(request)
  const bytes = coding ? await (copy.packed[coding] ??= pack[coding](copy.state)) : copy.state
  return new Response(new Uint8Array(bytes), {
    headers: { ...headers, ...(coding ? { 'content-encoding': coding } : {}), 'content-length': String(bytes.byteLength) },
  })
}

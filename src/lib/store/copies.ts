import { toBase64 } from 'lib0/buffer'
import { crc32c } from '#kernel/base/crc32c.ts'
import { readDifferences, type Difference } from '#kernel/space/difference.ts'
import type { Database } from './database.ts'
import type { Environment } from './environment.ts'
import { SignedOut } from './feed.ts'

/** Kept across an interruption from this size on; less is asked for again whole. */
const worthKeeping = 64 * 1024

/**
 * What this device lacks of documents, of each of which it says what it holds (a Yjs state vector), or nothing. One answer, in the
 * order asked, at least one of them; what did not fit in is asked for again.
 */
export async function fetchDifferences(
  fetch: Environment['fetch'],
  asked: readonly { name: string; vector: Uint8Array | null }[]
): Promise<Map<string, Difference>> {
  const documents = asked.map(({ name, vector }) => ({ name, ...(vector && { vector: toBase64(vector) }) }))
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch('/api/v1/documents', { method: 'POST', headers, body: JSON.stringify({ documents }) })
  if (answer.status === 401) throw new SignedOut()
  if (!answer.ok || !answer.body) throw new Error(`documents: ${answer.status}`)
  const differences = readDifferences(join(await chunksOf(answer.body)))
  if (!differences?.length) throw new Error('documents: the answer is damaged')
  return new Map(differences.map(difference => [difference.name, difference]))
}

/**
 * The state of a document over HTTP, in Yjs's V2 format, with the sequence it is true up to. Compressed on the way.
 * Interrupted, its first bytes are kept and the rest is asked for next time. Null: the server does not show it to us.
 */
export async function fetchCopy(
  database: Database,
  fetch: Environment['fetch'],
  name: string
): Promise<{ state: Uint8Array; sequence: number } | null> {
  const begun = await database.partials.get(name)
  const headers: Record<string, string> = begun ? { range: `bytes=${begun.bytes.length}-`, 'if-range': begun.tag } : {}
  const answer = await fetch(`/api/v1/documents/${encodeURIComponent(name)}`, { headers })
  if (answer.status === 401) throw new SignedOut()
  if (answer.status === 403 || answer.status === 404) return null
  if (answer.status === 416) {
    await database.partials.delete(name)
    return fetchCopy(database, fetch, name)
  }
  if (!answer.ok || !answer.body) throw new Error(`${name}: ${answer.status}`)
  const tag = answer.headers.get('etag') ?? ''
  const chunks: Uint8Array[] = answer.status === 206 && begun ? [begun.bytes] : []
  try {
    await chunksOf(answer.body, chunks)
  } catch (fault) {
    const bytes = join(chunks)
    // A weak tag cannot vouch that the bytes to come continue these.
    if (tag && !tag.startsWith('W/') && bytes.length >= worthKeeping) await database.partials.put({ document: name, tag, bytes })
    throw fault
  }
  if (begun) await database.partials.delete(name)
  const state = join(chunks)
  const sum = /-([\da-f]+)"$/.exec(tag)?.[1]
  if (sum !== undefined && parseInt(sum, 16) !== crc32c(state)) throw new Error(`${name}: the copy is damaged`)
  return { state, sequence: sequenceOf(answer.headers, tag) }
}

const sequenceOf = (headers: Headers, tag: string) => Number(headers.get('relais-sequence') ?? /\d+/.exec(tag)?.[0] ?? 0)
async function chunksOf(body: ReadableStream<Uint8Array>, chunks: Uint8Array[] = []): Promise<Uint8Array[]> {
  const reader = body.getReader()
  for (let part = await reader.read(); !part.done; part = await reader.read()) chunks.push(part.value)
  return chunks
}
function join(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

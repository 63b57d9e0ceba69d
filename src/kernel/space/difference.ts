import { createDecoder, readUint8, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeUint8, writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import { withoutSum, withSum } from '../base/summed.ts'

/** What a device lacks of a document, in Yjs's V2 format, and the sequence that it is then true up to. */
export type Difference =
  | { name: string; update: Uint8Array; sequence: number }
  /** Not shown to whoever asks; or so large that it is fetched by itself, where a broken line is taken up again. */
  | { name: string; is: 'absent' | 'large' }

const sorts = ['update', 'absent', 'large'] as const

/** Many of them as one message, with the sum of its bytes. */
export function writeDifferences(differences: readonly Difference[]): Uint8Array {
  const encoder = createEncoder()
  writeVarUint(encoder, differences.length)
  for (const difference of differences) {
    writeVarString(encoder, difference.name)
    writeUint8(encoder, sorts.indexOf('is' in difference ? difference.is : 'update'))
    if ('is' in difference) continue
    writeVarUint(encoder, difference.sequence)
    writeVarUint8Array(encoder, difference.update)
  }
  return withSum(toUint8Array(encoder))
}

/** Null when the message is not what was sent. */
export function readDifferences(message: Uint8Array): Difference[] | null {
  const bytes = withoutSum(message)
  if (!bytes) return null
  const decoder = createDecoder(bytes)
  return Array.from({ length: readVarUint(decoder) }, (): Difference => {
    const name = readVarString(decoder)
    const sort = sorts[readUint8(decoder)]
    if (sort === 'absent' || sort === 'large') return { name, is: sort }
    return { name, sequence: readVarUint(decoder), update: readVarUint8Array(decoder) }
  })
}

import { createDecoder, hasContent, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import * as Y from 'yjs'

/** Messages of the wire that carry edits, by themselves or as a reply; of their steps, the first is a question. */
const edits = new Set([0, 4])
const question = 0

/** Said before a message that comes light and deflated: no document has an empty name. */
export const lightMark = 0

/** The message with its edits in Yjs's V2 format, which deflates ten times as well; null when it carries none. */
export function lighten(message: Uint8Array): Uint8Array | null {
  const decoder = createDecoder(message)
  const name = readVarString(decoder)
  const type = readVarUint(decoder)
  const step = edits.has(type) ? readVarUint(decoder) : question
  if (step === question) return null
  const update = readVarUint8Array(decoder)
  return hasContent(decoder) ? null : write(name, type, step, Y.convertUpdateFormatV1ToV2(update))
}
/** The message as it was. */
export function restore(light: Uint8Array): Uint8Array<ArrayBuffer> {
  const decoder = createDecoder(light)
  const [name, type, step] = [readVarString(decoder), readVarUint(decoder), readVarUint(decoder)]
  return write(name, type, step, Y.convertUpdateFormatV2ToV1(readVarUint8Array(decoder)))
}

function write(name: string, type: number, step: number, update: Uint8Array): Uint8Array<ArrayBuffer> {
  const encoder = createEncoder()
  writeVarString(encoder, name)
  writeVarUint(encoder, type)
  writeVarUint(encoder, step)
  writeVarUint8Array(encoder, update)
  return toUint8Array(encoder)
}

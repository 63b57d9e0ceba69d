import { deflateRawSync } from 'node:zlib'
import { lighten, lightMark } from '#kernel/space/light.ts'

/** Less is not worth it, and more would keep the others waiting. */
const worth = { least: 4 * 1024, most: 256 * 1024 }

/** For a device that says it can unpack. A comparison repeats every deletion of a document: of many, this leaves a hundredth. */
export function pack(message: Uint8Array): Uint8Array {
  if (message.length < worth.least || message.length > worth.most) return message
  const light = lighten(message)
  return light ? Buffer.concat([Buffer.from([lightMark]), deflateRawSync(light)]) : message
}

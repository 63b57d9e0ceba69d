import { drawPicture } from '../draw-picture.ts'
import { fitInside, pictureLimits } from './picture-limits.ts'

export type Shrunk = { src: string; refused?: undefined } | { src?: undefined; refused: 'unreadable' | 'heavy' }

const asIs = new Set(['image/png', 'image/webp', 'image/gif', 'image/avif'])
const types = new Set([...asIs, 'image/jpeg', 'image/bmp', 'image/heic', 'image/heif'])
export const isPictureFile = (file: File) => file.type.startsWith('image/')

/**
 * A picture light enough to travel in the text. A JPEG is always drawn again: it may carry the place where it was taken.
 * What is already small is kept as it is, so that a GIF still moves.
 */
export async function shrinkPicture(file: File): Promise<Shrunk> {
  if (!types.has(file.type)) return { refused: 'unreadable' }
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => null)
  if (!bitmap) return { refused: 'unreadable' }
  try {
    const { width, height } = bitmap
    const small = Math.max(width, height) <= pictureLimits.side && file.size <= pictureLimits.bytes
    if (small && asIs.has(file.type)) return { src: await dataUrl(file) }
    for (const [side, quality] of [
      [1, 0.85],
      [1, 0.72],
      [0.8, 0.72],
      [0.6, 0.7],
      [0.45, 0.6],
    ] as const) {
      const smaller = fitInside(width, height, Math.round(pictureLimits.side * side))
      const drawn = await drawPicture(bitmap, { x: 0, y: 0, width, height }, smaller, quality)
      if (drawn && drawn.size <= pictureLimits.bytes) return { src: await dataUrl(drawn) }
    }
    return { refused: 'heavy' }
  } finally {
    bitmap.close()
  }
}

const dataUrl = (blob: Blob) =>
  new Promise<string>((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(reader.result as string)
    reader.onerror = () => reject(reader.error ?? new Error('a picture could not be read'))
    reader.readAsDataURL(blob)
  })

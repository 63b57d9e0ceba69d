import { bare, portraitLimits } from '#domain/people/portrait.ts'
import { type Crop, partOf } from '$lib/ui/crop.ts'
import { drawPicture } from '$lib/ui/draw-picture.ts'
import { fitInside } from '$lib/ui/editor/picture-limits.ts'

export type Opened = { bitmap: ImageBitmap; refused?: undefined } | { refused: 'heavy' | 'drawing' | 'unreadable'; bitmap?: undefined }

/** Bytes of a file from which a picture is made: more than any telephone takes. */
export const heaviest = 25_000_000
/** Pixels of the longer side while it is cropped. */
const workable = 2_000

/** The picture in a file, upright, or why it cannot be one. What the file is called counts for nothing. */
export async function openPicture(file: File): Promise<Opened> {
  if (/svg/i.test(file.type) || /\.svgz?$/i.test(file.name)) return { refused: 'drawing' }
  if (file.size > heaviest) return { refused: 'heavy' }
  const whole = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => null)
  if (!whole) return { refused: 'unreadable' }
  const { width, height } = fitInside(whole.width, whole.height, workable)
  if (width === whole.width && height === whole.height) return { bitmap: whole }
  const smaller = await createImageBitmap(whole, { resizeWidth: width, resizeHeight: height, resizeQuality: 'high' }).catch(() => null)
  if (!smaller) return { bitmap: whole }
  whole.close()
  return { bitmap: smaller }
}

/** The square as it is kept and sent, in base64; null where this browser cannot draw it. */
export async function makePortrait(bitmap: ImageBitmap, crop: Crop): Promise<string | null> {
  const { side, bytes: most } = portraitLimits
  for (const quality of [0.9, 0.8, 0.6, 0.4]) {
    const blob = await drawPicture(bitmap, partOf(bitmap, crop), { width: side, height: side }, quality)
    const bytes = blob && bare(new Uint8Array(await blob.arrayBuffer()))
    if (bytes && bytes.length <= most) return btoa(String.fromCharCode(...bytes))
  }
  return null
}

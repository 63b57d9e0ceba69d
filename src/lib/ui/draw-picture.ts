type Part = { x: number; y: number; width: number; height: number }

/** A part of a picture drawn anew at this size: what the file said besides (where it was taken, by what) is not in it. */
export async function drawPicture(
  from: ImageBitmap,
  part: Part,
  { width, height }: { width: number; height: number },
  quality: number
): Promise<Blob | null> {
  const canvas = document.createElement('canvas')
  Object.assign(canvas, { width, height })
  const context = canvas.getContext('2d')
  if (!context) return null
  context.imageSmoothingQuality = 'high'
  context.drawImage(from, part.x, part.y, part.width, part.height, 0, 0, width, height)
  const webp = await encode(canvas, 'image/webp', quality)
  if (webp?.type === 'image/webp') return webp
  // Safari answers a PNG when asked for WebP; a JPEG has no transparency, so paper goes behind.
  context.globalCompositeOperation = 'destination-over'
  context.fillStyle = '#fff'
  context.fillRect(0, 0, width, height)
  return encode(canvas, 'image/jpeg', quality)
}
const encode = (canvas: HTMLCanvasElement, type: string, quality: number) =>
  new Promise<Blob | null>(resolve => canvas.toBlob(resolve, type, quality))

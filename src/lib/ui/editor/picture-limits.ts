/** What pictures may weigh while they live inside the text itself. */
export const pictureLimits = {
  /** Pixels of the longer side once reduced. */
  side: 1600,
  /** Bytes of one picture once reduced. */
  bytes: 300 * 1024,
  /** Characters of all the pictures of one text, as they are stored. */
  text: 12 * 1024 * 1024,
} as const

/** The size of a picture brought inside a square, never enlarged, never without a pixel. */
export function fitInside(width: number, height: number, side: number): { width: number; height: number } {
  const scale = Math.min(1, side / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

const stored = /^data:image\/(?:png|jpeg|webp|gif|avif);base64,[A-Za-z0-9+/]+=*$/

/** Whether this is a picture the text carries itself: nothing is ever fetched from elsewhere, and no SVG is run. */
export function isPicture(src: unknown): src is string {
  return typeof src === 'string' && src.length <= (pictureLimits.bytes * 4) / 3 + 64 && stored.test(src)
}

/** A square of a picture: its centre in pixels of the picture, and how many times closer than the largest square that fits. */
export type Crop = { readonly x: number; readonly y: number; readonly zoom: number }
export type Size = { readonly width: number; readonly height: number }

/** So close that this many pixels of the picture are left; never closer than eight times. */
const least = 96
export const closest = ({ width, height }: Size): number => Math.max(1, Math.min(8, Math.min(width, height) / least))
export const sideOf = ({ width, height }: Size, { zoom }: Crop): number => Math.min(width, height) / zoom

/** The largest square. Of a picture that stands, the upper part: a face is seldom at the bottom. */
export const begun = ({ width, height }: Size): Crop =>
  inside({ width, height }, { x: width / 2, y: Math.min(height / 2, width * 0.6), zoom: 1 })

/** The nearest that stays within the picture. */
export function inside(size: Size, { x, y, zoom }: Crop): Crop {
  const near = Math.min(closest(size), Math.max(1, zoom))
  const half = Math.min(size.width, size.height) / near / 2
  const held = (at: number, most: number) => Math.min(most - half, Math.max(half, at))
  return { x: held(x, size.width), y: held(y, size.height), zoom: near }
}
/** Moved by parts of the side of the square: what is under the finger follows it. */
export function moved(size: Size, crop: Crop, right: number, down: number): Crop {
  const side = sideOf(size, crop)
  return inside(size, { ...crop, x: crop.x - right * side, y: crop.y - down * side })
}
/** Closer by so many times around a point of the square, from (-0.5, -0.5) to (0.5, 0.5): what is there stays there. */
export function zoomed(size: Size, crop: Crop, times: number, at = { x: 0, y: 0 }): Crop {
  const zoom = Math.min(closest(size), Math.max(1, crop.zoom * times))
  const [before, after] = [sideOf(size, crop), sideOf(size, { ...crop, zoom })]
  return inside(size, { x: crop.x + at.x * (before - after), y: crop.y + at.y * (before - after), zoom })
}
/** The square in pixels of the picture. */
export function partOf(size: Size, crop: Crop): { x: number; y: number; width: number; height: number } {
  const side = sideOf(size, crop)
  return { x: crop.x - side / 2, y: crop.y - side / 2, width: side, height: side }
}

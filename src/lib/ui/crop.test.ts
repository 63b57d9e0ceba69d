import { expect, test } from 'vitest'
import fc from 'fast-check'
import { begun, closest, inside, moved, partOf, zoomed, type Crop } from './crop.ts'

const size = fc.record({ width: fc.integer({ min: 1, max: 9_000 }), height: fc.integer({ min: 1, max: 9_000 }) })
const any = fc.record({
  x: fc.integer({ min: -9_000, max: 9_000 }),
  y: fc.integer({ min: -9_000, max: 9_000 }),
  zoom: fc.double({ min: 0, max: 99, noNaN: true }),
})
const step = fc.double({ min: -3, max: 3, noNaN: true })

test('PLT-10 whatever one does, the square stays within the picture', () => {
  fc.assert(
    fc.property(size, any, fc.array(fc.tuple(step, step, fc.double({ min: 0.1, max: 9, noNaN: true }))), (size, from, steps) => {
      let crop: Crop = inside(size, from)
      for (const [right, down, times] of steps) crop = zoomed(size, moved(size, crop, right, down), times, { x: right / 6, y: down / 6 })
      const { x, y, width } = partOf(size, crop)
      expect(Math.min(x, y)).toBeGreaterThan(-0.001)
      expect(x + width).toBeLessThan(size.width + 0.001)
      expect(y + width).toBeLessThan(size.height + 0.001)
      expect(crop.zoom).toBeGreaterThanOrEqual(1)
      expect(crop.zoom).toBeLessThanOrEqual(closest(size))
    })
  )
})
test('PLT-10 what is under the finger follows it, and stays under it while one comes closer', () => {
  const size = { width: 2_000, height: 1_000 }
  const crop = { x: 1_000, y: 500, zoom: 2 }
  expect(moved(size, crop, 0.5, -0.2)).toEqual({ x: 750, y: 600, zoom: 2 })
  const at = { x: 0.25, y: -0.25 }
  const under = ({ x, y, zoom }: Crop) => [x + (at.x * 1_000) / zoom, y + (at.y * 1_000) / zoom]
  expect(under(zoomed(size, crop, 1.6, at))).toEqual(under(crop))
  expect(begun({ width: 600, height: 1_200 })).toEqual({ x: 300, y: 360, zoom: 1 })
})

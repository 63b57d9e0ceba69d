import { describe, expect, it } from 'vitest'
import { solidPicture, webp } from '../../../tests/solid-picture.ts'
import { bare, readPortrait } from './portrait.ts'

const part = (mark: number, ...body: number[]) => [0xff, mark, 0, body.length + 2, ...body]
const size = (width: number, height: number) => [8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0]
const scan = [...part(0xda, 1, 1, 0, 0, 63, 0), 0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56]
const jpeg = (...parts: number[][]) => Uint8Array.from([0xff, 0xd8, ...parts.flat(), ...scan, 0xff, 0xd9])
const text = (words: string) => [...new TextEncoder().encode(words)]

describe('PLT-10 what a picture is, whatever it was called', () => {
  it('a JPEG and a WebP say their size', () => {
    expect(readPortrait(jpeg(part(0xe0, ...text('JFIF\0')), part(0xc0, ...size(300, 200))))).toEqual({
      type: 'image/jpeg',
      width: 300,
      height: 200,
    })
    expect(readPortrait(solidPicture([10, 20, 30]))).toEqual({ type: 'image/webp', width: 300, height: 300 })
    const lossy = Uint8Array.of(0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x2c, 0x01, 0x2c, 0x41, 0, 0)
    expect(readPortrait(webp([['VP8 ', lossy]]))).toEqual({ type: 'image/webp', width: 300, height: 300 })
  })
  it('what says where it was taken, who took it, or anything else, is none', () => {
    expect(readPortrait(jpeg(part(0xe1, ...text('Exif\0\0GPS')), part(0xc0, ...size(300, 300))))).toBeNull()
    expect(readPortrait(jpeg(part(0xfe, ...text('<script>')), part(0xc0, ...size(300, 300))))).toBeNull()
    const [, body] = [0, solidPicture([1, 2, 3]).subarray(20)]
    for (const more of ['EXIF', 'XMP ', 'ANIM', 'ANMF', 'html'])
      expect(
        readPortrait(
          webp([
            ['VP8L', body],
            [more, Uint8Array.of(1, 2)],
          ])
        )
      ).toBeNull()
  })
  it('what a browser writes around a JPEG that it drew is taken off on the device', () => {
    const drawn = jpeg(part(0xe1, ...text('Exif\0\0')), part(0xed, ...text('Photoshop')), part(0xc0, ...size(300, 300)))
    expect(readPortrait(drawn)).toBeNull()
    expect(bare(drawn)).toEqual(jpeg(part(0xc0, ...size(300, 300))))
    for (const other of [solidPicture([1, 2, 3]), Uint8Array.of(0xff, 0xd8, 0xff), Uint8Array.of()]) expect(bare(other)).toEqual(other)
  })
  it('what is cut short, or followed by something, or holds two pictures, is none', () => {
    const whole = jpeg(part(0xc0, ...size(300, 300)))
    const square = solidPicture([9, 9, 9])
    for (const bytes of [whole, square]) {
      expect(readPortrait(bytes)).not.toBeNull()
      for (let cut = 0; cut < bytes.length; cut++) expect(readPortrait(bytes.subarray(0, cut)), String(cut)).toBeNull()
      expect(readPortrait(Uint8Array.from([...bytes, ...text('<html>')]))).toBeNull()
    }
    expect(readPortrait(jpeg(part(0xc0, ...size(300, 300)), part(0xc0, ...size(9_000, 9_000))))).toBeNull()
  })
  it('a canvas that is not its picture is none: what a browser would make room for is what is checked', () => {
    const canvas = (side: number) => Uint8Array.of(0, 0, 0, 0, (side - 1) & 255, (side - 1) >> 8, 0, (side - 1) & 255, (side - 1) >> 8, 0)
    const body = solidPicture([1, 2, 3]).subarray(20)
    const of = (side: number) =>
      readPortrait(
        webp([
          ['VP8X', canvas(side)],
          ['VP8L', body],
        ])
      )
    expect(of(300)).toEqual({ type: 'image/webp', width: 300, height: 300 })
    expect(of(16_000)).toBeNull()
  })
  it('words, a drawing, a page and a picture of another kind are none', () => {
    for (const words of ['', 'GIF89a', '\x89PNG\r\n\x1a\n', '<svg xmlns="http://www.w3.org/2000/svg"/>', '<!doctype html><script>'])
      expect(readPortrait(Uint8Array.from(text(words)))).toBeNull()
  })
})

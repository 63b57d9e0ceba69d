import { promisify } from 'node:util'
import { crc32, deflateRaw } from 'node:zlib'

const deflated = promisify(deflateRaw)
/** Names are UTF-8; what the archive holds is deflated; what takes it apart knows the format of 1993. */
const [utf8, deflate, needed] = [0x0800, 8, 20]

export type Entry = { readonly name: string; readonly bytes: Buffer }

/** An archive that any system opens (PKWARE APPNOTE), for files that together stay well below 4 GB. */
export async function zip(files: readonly Entry[], at: Date): Promise<Buffer> {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, bytes } of files) {
    const called = Buffer.from(name)
    const packed = await deflated(bytes)
    const about = Buffer.alloc(26)
    about.writeUInt16LE(needed, 0)
    about.writeUInt16LE(utf8, 2)
    about.writeUInt16LE(deflate, 4)
    about.writeUInt32LE(stamp(at), 6)
    about.writeUInt32LE(crc32(bytes), 10)
    about.writeUInt32LE(packed.length, 14)
    about.writeUInt32LE(bytes.length, 18)
    about.writeUInt16LE(called.length, 22)
    const where = Buffer.alloc(14)
    where.writeUInt32LE(offset, 10)
    const entry = [signed(0x04034b50), about, called, packed]
    parts.push(...entry)
    directory.push(signed(0x02014b50), version, about, where, called)
    offset += entry.reduce((sum, part) => sum + part.length, 0)
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(files.length, 4)
  end.writeUInt16LE(files.length, 6)
  end.writeUInt32LE(size, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...parts, ...directory, signed(0x06054b50), end])
}

const version = Buffer.from([needed, 0])
function signed(signature: number): Buffer {
  const four = Buffer.alloc(4)
  four.writeUInt32LE(signature)
  return four
}
/** Two seconds at a time since 1980, as MS-DOS had it. */
const stamp = (at: Date): number =>
  (((at.getUTCFullYear() - 1980) << 25) |
    ((at.getUTCMonth() + 1) << 21) |
    (at.getUTCDate() << 16) |
    (at.getUTCHours() << 11) |
    (at.getUTCMinutes() << 5) |
    (at.getUTCSeconds() >> 1)) >>>
  0

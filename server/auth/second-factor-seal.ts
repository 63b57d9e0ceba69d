import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

const [nonceLength, tagLength] = [12, 16]
const derive = (key: Buffer, use: string) => Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `relais/${use}`, 32))

/** Secrets under the server's own key: a copy of the database without the key tells nothing of them. */
export class Seal {
  private readonly sealing: Buffer
  private readonly hashing: Buffer
  constructor(key: Buffer) {
    this.sealing = derive(key, 'seal')
    this.hashing = derive(key, 'hash')
  }

  /** What was closed `about` one thing opens for no other. */
  close(text: string, about: string): Buffer {
    const nonce = randomBytes(nonceLength)
    const cipher = createCipheriv('aes-256-gcm', this.sealing, nonce, { authTagLength: tagLength }).setAAD(Buffer.from(about))
    const closed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([nonce, cipher.getAuthTag(), closed])
  }
  /** Null for what we did not close, or not about this. */
  open(closed: Buffer, about: string): string | null {
    if (closed.length < nonceLength + tagLength) return null
    const [nonce, tag] = [closed.subarray(0, nonceLength), closed.subarray(nonceLength, nonceLength + tagLength)]
    const cipher = createDecipheriv('aes-256-gcm', this.sealing, nonce, { authTagLength: tagLength }).setAAD(Buffer.from(about))
    try {
      cipher.setAuthTag(tag)
      return Buffer.concat([cipher.update(closed.subarray(nonceLength + tagLength)), cipher.final()]).toString()
    } catch {
      return null
    }
  }
  /** For secrets short enough to be typed: their hash cannot be searched without the key. */
  hash(text: string, about: string): Buffer {
    return createHmac('sha256', this.hashing).update(`${about}\0${text}`).digest()
  }
}

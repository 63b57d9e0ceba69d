// A device that keeps passkeys, as the standard describes it: what a telephone would answer to the questions of the server.
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'

type Asked = { challenge: string }
const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest()
const encoded = (data: Uint8Array) => Buffer.from(data).toString('base64url')
const [present, verified, attested] = [1, 4, 64]

export class Authenticator {
  readonly id = randomBytes(16)
  /** How often it has signed; a copy of it would not know. */
  counter = 0
  /** Whether its owner has shown their finger, face or PIN. */
  unlocked = true
  private readonly site: URL
  private readonly key: { publicKey: KeyObject; privateKey: KeyObject }
  private user = ''
  constructor(origin: string) {
    this.site = new URL(origin)
    this.key = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  }

  make({ challenge, user }: Asked & { user: { id: string } }) {
    this.user = user.id
    const { x = '', y = '' } = this.key.publicKey.export({ format: 'jwk' })
    const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'))
    const cose = isoCBOR.encode(
      new Map<number, number | Uint8Array<ArrayBuffer>>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, bytes(x)],
        [-3, bytes(y)],
      ])
    )
    const length = Buffer.from([0, this.id.length])
    const authData = new Uint8Array(Buffer.concat([this.about(attested), Buffer.alloc(16), length, this.id, cose]))
    const attestation = isoCBOR.encode(
      new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', authData],
      ]) as Parameters<typeof isoCBOR.encode>[0]
    )
    const response = {
      clientDataJSON: this.said('webauthn.create', challenge),
      attestationObject: encoded(attestation),
      transports: ['internal'],
    }
    return this.answer(response)
  }

  sign({ challenge }: Asked) {
    this.counter++
    const authData = this.about(0)
    const clientDataJSON = this.said('webauthn.get', challenge)
    const signature = sign('sha256', Buffer.concat([authData, sha256(Buffer.from(clientDataJSON, 'base64url'))]), this.key.privateKey)
    return this.answer({ clientDataJSON, authenticatorData: encoded(authData), signature: encoded(signature), userHandle: this.user })
  }

  private answer(response: object) {
    return { id: encoded(this.id), rawId: encoded(this.id), type: 'public-key', clientExtensionResults: {}, response }
  }
  private said(type: string, challenge: string) {
    return encoded(Buffer.from(JSON.stringify({ type, challenge, origin: this.site.origin, crossOrigin: false })))
  }
  private about(flags: number) {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(this.counter)
    return Buffer.concat([sha256(this.site.hostname), Buffer.from([present | (this.unlocked ? verified : 0) | flags]), counter])
  }
}

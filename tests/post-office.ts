// The outside world of letters: a server that speaks SMTP on this machine and keeps what it is handed.
import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'

export class PostOffice {
  readonly letters: Email[] = []
  /** Says that it cannot take a letter now. */
  closed = false
  private readonly server: SMTPServer
  constructor() {
    this.server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onMailFrom: (_, __, done) => done(this.closed ? Object.assign(new Error('come back later'), { responseCode: 451 }) : null),
      onData: (stream, _, done) => {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.on('end', () => {
          void PostalMime.parse(Buffer.concat(chunks)).then(letter => {
            this.letters.push(letter)
            done()
          })
        })
      },
    })
  }
  async open(): Promise<this> {
    await new Promise<void>(done => this.server.listen(0, '127.0.0.1', done))
    return this
  }
  get url(): string {
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`
  }
  close(): Promise<void> {
    return new Promise(done => this.server.close(done))
  }
  /** The letter of that number, once it is there. */
  async letter(number: number): Promise<Email> {
    const end = Date.now() + 30_000
    while (this.letters.length <= number) {
      if (Date.now() > end) throw new Error(`waited in vain for letter ${number}`)
      await new Promise(next => setTimeout(next, 20))
    }
    return this.letters[number] as Email
  }
}
/** Where it leads, as a reader of letters would follow it. */
export const linkIn = ({ text }: Email): string => /https?:\/\/\S+/.exec(text ?? '')?.[0] ?? ''

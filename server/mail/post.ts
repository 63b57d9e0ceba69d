import { createTransport } from 'nodemailer'
import type { Letter } from './letter.ts'
import { Unavailable } from '../postgres/unavailable.ts'

/** Where letters leave from: `url` of an SMTP server, `from` whom they come, `origin` the address that links in them begin with. */
export type PostSettings = { readonly url: string; readonly from: string; readonly origin: string }
/** In development letters leave nowhere: they are handed to `keep`. */
export type Drawer = { readonly keep: (letter: Letter) => void; readonly origin: string }

/** Sends letters, or says that this server does not. */
export class Post {
  readonly origin: string
  private readonly transport: ReturnType<typeof createTransport> | null
  private readonly from: string
  private readonly keep: Drawer['keep'] | null
  constructor(settings: PostSettings | Drawer | null) {
    this.origin = settings?.origin ?? ''
    const leaving = settings && 'url' in settings ? settings : null
    this.keep = settings && 'keep' in settings ? settings.keep : null
    this.from = leaving?.from ?? ''
    this.transport = leaving ? createTransport({ url: leaving.url, connectionTimeout: patience, socketTimeout: patience }) : null
  }
  get open(): boolean {
    return this.transport !== null || this.keep !== null
  }
  /** The same `id` is the same letter: a server that got it twice may tell. Throws when it could not be handed over. */
  async send(letter: Letter, id: string): Promise<void> {
    this.keep?.(letter)
    if (!this.transport) return
    const { to, subject, text, html } = letter
    const host = URL.parse(this.origin)?.hostname ?? 'relais'
    // A list of addresses would be several people: the one address is given as such.
    await this.transport.sendMail({ from: this.from, to: { name: '', address: to }, subject, text, html, messageId: `<${id}@${host}>` })
  }
  stop(): void {
    this.transport?.close()
  }
}
const patience = 20_000

/** From the environment; null without an SMTP server. Half a setting is refused at the start, with words. */
export function postSettings({ SMTP_URL, MAIL_FROM, ORIGIN }: NodeJS.ProcessEnv): PostSettings | null {
  if (!SMTP_URL) return null
  if (!['smtp:', 'smtps:'].includes(URL.parse(SMTP_URL)?.protocol ?? ''))
    throw new Unavailable(
      'SMTP_URL doit être de la forme smtp://serveur:port ou smtps://nom:secret@serveur:port.',
      'SMTP_URL should look like smtp://server:port or smtps://name:secret@server:port.'
    )
  const origin = URL.parse(ORIGIN ?? '')?.origin
  if (!origin?.startsWith('http'))
    throw new Unavailable(
      'Pour envoyer des lettres, donnez aussi ORIGIN, l’adresse à laquelle on ouvre Relais : les liens commencent par elle.',
      'To send letters, give ORIGIN too, the address at which Relais is opened: links begin with it.'
    )
  if (!MAIL_FROM?.includes('@'))
    throw new Unavailable(
      'Pour envoyer des lettres, donnez aussi MAIL_FROM, l’adresse dont elles viennent.',
      'To send letters, give MAIL_FROM too, the address they come from.'
    )
  return { url: SMTP_URL, from: MAIL_FROM, origin }
}

import type { IncomingMessage, ServerResponse } from 'node:http'
import { inert, type Letter } from './letter.ts'

type Kept = Letter & { readonly at: Date }
const most = 100

/** Where the letters of a development server are read, since none leaves: the last first. Nothing of it stands in a built Relais. */
export class LetterDrawer {
  readonly origin: string
  private readonly letters: Kept[] = []
  constructor(origin: string) {
    this.origin = origin
  }

  readonly keep = (letter: Letter): void => {
    this.letters.unshift({ ...letter, at: new Date() })
    this.letters.length = Math.min(this.letters.length, most)
  }

  readonly show = (_: IncomingMessage, response: ServerResponse): void => {
    const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'content-security-policy': policy }
    response.writeHead(200, headers).end(page(this.letters))
  }
}
const policy = `default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`

const page = (letters: readonly Kept[]) => `<!doctype html><html lang="fr"><meta charset="utf-8"><title>Lettres · Letters</title>
<body style="font:15px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem">
<h1 style="font-size:1.3rem">Lettres de ce serveur de développement / Letters of this development server</h1>
${letters.map(shown).join('') || '<p>Aucune encore. Rechargez la page. / None yet. Reload the page.</p>'}</body></html>`

const shown = ({ to, subject, text, at }: Kept) => `<article style="border:1px solid #ccc;border-radius:8px;padding:1rem;margin:1rem 0">
<h2 style="font-size:1rem;margin:0">${inert(subject)}</h2><p style="margin:.25rem 0;color:#555">${inert(to)} · ${at.toISOString()}</p>
<pre style="white-space:pre-wrap;font:inherit">${inert(text).replace(/https?:\/\/[^\s<]+/g, link => `<a href="${link}">${link}</a>`)}</pre></article>`

import type { IncomingMessage, ServerResponse } from 'node:http'

/** Plain http from another machine: no cookie would be kept there, so nobody could sign in. */
export function insecure({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const name = URL.parse(`http://${headers.host ?? ''}`)?.hostname ?? ''
  const secure =
    String(headers['x-forwarded-proto'] ?? '')
      .split(',', 1)[0]
      ?.trim() === 'https'
  return !secure && !(name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(name))
}

/** One page, in both languages, that says what to do. */
export function refuseInsecure(request: IncomingMessage, response: ServerResponse): void {
  const host = (request.headers.host ?? 'relais.exemple.com').replace(/:\d+$/, '').replace(/[^\w.-]/g, '')
  const port = request.socket.localPort ?? 3000
  response.writeHead(403, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(`<!doctype html>
<html lang="fr"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Relais</title>
<body style="font: 1rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1.5rem">
<h1 style="font-size: 1.4rem">Il faut une adresse en https</h1>
<p>Depuis une autre machine, les navigateurs ne gardent une connexion que sur une adresse sécurisée. Avec Caddy, une ligne suffit&nbsp;:</p>
<pre style="padding: 1rem; background: #8881; border-radius: .5rem">caddy reverse-proxy --from ${host} --to localhost:${port}</pre>
<p>Puis ouvrez <b>https://${host}</b>.</p>
<div lang="en"><h2 style="font-size: 1.1rem">An https address is needed</h2>
<p>From another machine, browsers keep a session on a secure address only.
With Caddy, the line above is enough; then open <b>https://${host}</b>.</p></div>
</body></html>`)
}

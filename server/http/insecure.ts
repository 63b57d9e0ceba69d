import type { IncomingMessage, ServerResponse } from 'node:http'

type Asked = Pick<IncomingMessage, 'headers'> & { readonly socket: Pick<IncomingMessage['socket'], 'remoteAddress'> }

/**
 * What a proxy says of how it was asked is believed from this machine, and from anywhere once a setting says that a proxy stands in
 * front. What anybody else says of it goes no further.
 */
export function believe({ headers, socket }: Asked, named = process.env.ADDRESS_HEADER): void {
  if (!named && !/^(?:::ffff:)?127\.|^::1$/.test(socket.remoteAddress ?? '')) delete headers['x-forwarded-proto']
}

/** Whether it came over https, as far as the proxy says. */
export const encrypted = ({ headers }: Pick<IncomingMessage, 'headers'>): boolean =>
  String(headers['x-forwarded-proto'] ?? '')
    .split(',', 1)[0]
    ?.trim() === 'https'

/** Plain http from another machine: no cookie would be kept there, so nobody could sign in. */
export function insecure(request: Pick<IncomingMessage, 'headers'>): boolean {
  const name = URL.parse(`http://${request.headers.host ?? ''}`)?.hostname ?? ''
  const here = name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(name)
  return !here && !encrypted(request)
}
/** A line carries what a company writes: where the server is opened in https, none is taken on plain http, not even from here. */
export const insecureLine = (request: Pick<IncomingMessage, 'headers'>, origin = process.env.ORIGIN): boolean =>
  insecure(request) || (URL.parse(origin ?? '')?.protocol === 'https:' && !encrypted(request))

/** One page, in both languages, that says what to do. */
export function refuseInsecure(request: IncomingMessage, response: ServerResponse): void {
  const host = (request.headers.host ?? 'relais.exemple.com').replace(/:\d+$/, '').replace(/[^\w.-]/g, '')
  const port = request.socket.localPort ?? 3000
  response.writeHead(403, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'cache-control': 'no-store',
  }).end(`<!doctype html>
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

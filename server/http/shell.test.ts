import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { policyOf, secure, Shell } from './shell.ts'

const html = '<!doctype html><script>one()</script><script src="/two.js"></script><body><script>\n three()\n</script></body>'
const folder = mkdtempSync(join(tmpdir(), 'relais-shell-'))
let server: Server
let base = ''
beforeAll(async () => {
  const path = join(folder, 'shell.html')
  writeFileSync(path, html)
  const shell = new Shell(path)
  server = createServer((request, response) => {
    secure(request, response)
    if (!shell.answer(request, response)) response.writeHead(418).end()
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

test('PLT-86 the policy names each script that is written in the page, and no other', () => {
  const hash = (code: string) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`
  const scripts = policyOf(html).split('; ')[1]
  expect(scripts).toBe(`script-src 'self' ${hash('one()')} ${hash('\n three()\n')}`)
  expect(policyOf(html)).not.toMatch(/script-src[^;]*unsafe/)
})

test('every address that is a page opens with the shell, packed as the browser likes it', async () => {
  for (const path of ['/', '/projets/abc/plan', '/mot-de-passe/abc.def-ghi_jkl', '/nulle/part?vers=/x.y'])
    for (const encoding of ['br', 'gzip', 'identity']) {
      const answer = await fetch(base + path, { headers: { 'accept-encoding': encoding } })
      expect([answer.status, await answer.text()]).toEqual([200, html])
      expect(answer.headers.get('content-security-policy')).toContain(`frame-ancestors 'none'`)
    }
  const etag = (await fetch(base)).headers.get('etag') as string
  expect((await fetch(base, { headers: { 'if-none-match': etag } })).status).toBe(304)
})

test('what is no page is somebody else’s, and says as little as the rest', async () => {
  for (const path of ['/api/v1/session', '/_app/immutable/x.js', '/favicon.svg', '/service-worker.js'])
    expect([path, (await fetch(base + path)).status]).toEqual([path, 418])
  const answer = await fetch(base, { method: 'POST' })
  expect(answer.status).toBe(418)
  for (const [name, value] of [
    ['x-content-type-options', 'nosniff'],
    ['referrer-policy', 'same-origin'],
    ['cross-origin-opener-policy', 'same-origin'],
  ])
    expect(answer.headers.get(name as string)).toBe(value)
  expect(answer.headers.get('strict-transport-security')).toBeNull()
  expect((await fetch(base, { headers: { 'x-forwarded-proto': 'https' } })).headers.get('strict-transport-security')).toContain('max-age=')
})

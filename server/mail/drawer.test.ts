import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { LetterDrawer } from './drawer.ts'
import { invitationLetter } from './letter.ts'
import { Post } from './post.ts'

test('PLT-02 in development letters are read at a page of the server, whatever people wrote in them', async () => {
  const drawer = new LetterDrawer('http://localhost:5173')
  const post = new Post(drawer)
  expect([post.open, post.origin]).toEqual([true, 'http://localhost:5173'])
  const said = { to: 'moussa@teranga.sn', by: '<b>Awa</b>', space: 'Fibre', workspace: 'Teranga', until: '5 décembre' }
  await post.send(invitationLetter({ ...said, link: 'http://localhost:5173/invitation/abc', language: 'fr' }), '1')
  const server = createServer(drawer.show)
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  const html = await answer.text()
  server.close()
  expect(html).toContain('<a href="http://localhost:5173/invitation/abc">')
  expect(html).toContain('&lt;b&gt;Awa')
  expect(html).not.toContain('<b>Awa')
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
})

test('PLT-02 nothing of it stands in a server that is not for development', () => {
  const { pathname } = new URL('../relais.ts', import.meta.url)
  for (const path of [pathname, pathname.replace('relais.ts', 'main.ts')]) expect(readFileSync(path, 'utf8')).not.toContain('drawer.ts')
  expect(new Post(null).open).toBe(false)
})

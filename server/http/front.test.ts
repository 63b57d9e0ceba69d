import { createServer, request as ask, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { front } from './front.ts'
import { believe, insecureLine } from './insecure.ts'

let server: Server
let stopping = false
const opened: string[] = []
beforeAll(async () => {
  const { request, upgrade } = front({
    handler: (_, response) => response.writeHead(418).end(),
    upgrade: ({ url = '' }, socket) => {
      opened.push(url)
      socket.end('HTTP/1.1 418 Here\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    },
    stopping: () => stopping,
  })
  server = createServer(request).on('upgrade', upgrade)
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
})
afterAll(() => void server.close())
beforeEach(() => {
  vi.stubEnv('ORIGIN', undefined)
  vi.stubEnv('ADDRESS_HEADER', undefined)
  opened.length = 0
})
afterEach(() => void vi.unstubAllEnvs())

const asked = (path: string, headers: Record<string, string>) =>
  new Promise<IncomingMessage>((done, failed) => {
    const { port } = server.address() as AddressInfo
    const made = ask({ host: '127.0.0.1', port, path, headers, agent: false }, answer => done(answer.resume()))
    made.on('error', failed).end()
  })
const line = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-version': '13' }
const secure = { host: 'relais.example', 'x-forwarded-proto': 'https' }

test('PLT-86 a line is refused on plain http as a page is', async () => {
  expect((await asked('/sync', { ...line, host: 'relais.example' })).statusCode).toBe(403)
  expect((await asked('/sync', { ...line, host: 'relais.example', 'x-forwarded-proto': 'http, https' })).statusCode).toBe(403)
  expect(opened).toEqual([])
  expect((await asked('/sync?person=a', { ...line, ...secure })).statusCode).toBe(418)
  expect((await asked('/sync', { ...line, host: 'localhost' })).statusCode).toBe(418)
  expect((await asked('/autre', { ...line, host: 'localhost' })).statusCode).toBe(404)
  expect(opened).toEqual(['/sync?person=a', '/sync'])
})

test('PLT-86 a server that is opened in https takes no line on plain http, not even from its own machine', async () => {
  vi.stubEnv('ORIGIN', 'https://relais.example')
  expect((await asked('/sync', { ...line, host: 'localhost' })).statusCode).toBe(403)
  expect((await asked('/sync', { ...line, ...secure })).statusCode).toBe(418)
  expect((await asked('/', { host: 'localhost' })).statusCode).toBe(418)
  expect(insecureLine({ headers: { host: 'localhost' } }, 'http://localhost:3000')).toBe(false)
})

test('PLT-86 who says https for themselves, from elsewhere and before no proxy, is not believed', () => {
  const said = (remoteAddress: string, named?: string) => {
    const headers: Record<string, string> = { 'x-forwarded-proto': 'https' }
    believe({ headers, socket: { remoteAddress } }, named)
    return headers['x-forwarded-proto']
  }
  for (const address of ['203.0.113.7', '::ffff:203.0.113.7', '10.0.0.4', '2001:db8::1', '']) expect(said(address)).toBeUndefined()
  for (const address of ['127.0.0.1', '::ffff:127.0.0.1', '127.8.0.1', '::1']) expect(said(address)).toBe('https')
  expect(said('10.0.0.4', 'x-forwarded-for')).toBe('https')
})

test('PLT-86 every answer says its type, its policy and that it stands in no frame', async () => {
  const answers = [
    await asked('/', secure),
    await asked('/', { host: 'relais.example' }),
    await asked('/api/v1/session', { host: 'localhost' }),
  ]
  stopping = true
  answers.push(await asked('/', secure))
  stopping = false
  expect(answers.map(answer => answer.statusCode)).toEqual([418, 403, 418, 503])
  for (const { headers } of answers) {
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'.*frame-ancestors 'none'/)
    expect(headers['content-security-policy']).not.toMatch(/script-src[^;]*(unsafe|\*)/)
  }
  expect([answers[0]?.headers['strict-transport-security'], answers[2]?.headers['strict-transport-security']]).toEqual([
    'max-age=31536000',
    undefined,
  ])
})

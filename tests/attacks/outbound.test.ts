// What the server asks of an address that somebody else wrote: of a provider, say, whose discovery names others.
import type { LookupAddress } from 'node:dns'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Outbound } from '#server/http/outbound.ts'

/** Something inside, that nobody outside may reach, and how often it was called. */
let within: Server
let called = 0
let answering: RequestListener = (_, response) => response.end('secret')
const at = () => (within.address() as AddressInfo).port
beforeEach(async () => {
  called = 0
  within = createServer((request, response) => answering(request, response)).on('connection', () => called++)
  await new Promise<void>(done => within.listen(0, '127.0.0.1', done))
})
afterEach(() => {
  within.closeAllConnections()
  within.close()
})

const v4 = (...addresses: string[]): LookupAddress[] => addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 }))
const why = (asked: Promise<Response>) =>
  asked.then(
    ({ status }) => `answered ${status}`,
    (fault: { code?: string }) => fault.code ?? 'fault'
  )
/** Of a name that is said to be at these addresses. */
const named = (addresses: LookupAddress[]) =>
  why(new Outbound({ resolve: (_, __, done) => done(null, addresses), patience: 5_000 }).ask(`https://id.example:${at()}/`))

test('A24 an address inside is asked nothing, however it is written', async () => {
  const outbound = new Outbound()
  const here = ['127.0.0.1', '127.1', '2130706433', '0x7f.1', '0177.0.0.1', '0.0.0.0', '[::1]', '[::]', '[::ffff:127.0.0.1]', '127.0.0.1.']
  const elsewhere = [
    ...['10.1.2.3', '172.16.0.1', '172.31.255.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '100.100.100.200', '198.18.0.1'],
    ...['192.0.0.192', '224.0.0.1', '255.255.255.255', '[fe80::1]', '[fc00::1]', '[fd00:ec2::254]', '[::ffff:a00:1]', '[::10.0.0.1]'],
    ...['[64:ff9b::7f00:1]', '[64:ff9b:1::a00:1]', '[2002:7f00:1::]', '[2001:0:7f00:1::]', '[2001:db8::1]', '[ff02::1]', '[100::1]'],
  ]
  for (const host of [...here, ...elsewhere]) expect([host, await why(outbound.ask(`https://${host}:${at()}/`))]).toEqual([host, 'address'])
  for (const address of [
    `http://localhost:${at()}/`,
    'http://example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'x',
    'https://a:b@example.com/',
  ])
    expect([address, await why(outbound.ask(address))]).toEqual([address, 'address'])
  expect(outbound.good('https://id.example.com/.well-known/openid-configuration')).toBe(true)
  expect(called).toBe(0)
})

test('A24 a name that is inside is asked nothing, nor one that is inside and outside at once', async () => {
  for (const addresses of [
    v4('127.0.0.1'),
    v4('10.0.0.8'),
    v4('169.254.169.254'),
    v4('::1'),
    v4('::ffff:127.0.0.1'),
    v4('fd00::1'),
    v4('fe80::1%lo'),
    v4('2d00::1', '127.0.0.1'),
    v4('127.0.0.1', '2d00::1'),
  ])
    expect([addresses, await named(addresses)]).toEqual([addresses, 'inside'])
  expect(await why(new Outbound().ask(`https://localhost:${at()}/`))).toBe('inside')
  expect(called).toBe(0)
})

test('A24 a name that changes between the question and the line leads nowhere else: it is looked up once', async () => {
  // Nobody has been given 2d00::/8.
  const answers = [v4('2d00::1'), v4('127.0.0.1'), v4('127.0.0.1')]
  let lookedUp = 0
  const outbound = new Outbound({ resolve: (_, __, done) => done(null, answers[lookedUp++] ?? []), patience: 500 })
  expect(await why(outbound.ask(`https://id.example:${at()}/`))).not.toMatch(/answered/)
  expect([lookedUp, called]).toEqual([1, 0])
  // Asked again, it is looked up and judged again.
  expect(await why(outbound.ask(`https://id.example:${at()}/`))).toBe('inside')
  expect([lookedUp, called]).toEqual([2, 0])
})

test('A24 a redirect is an answer, and is not followed', async () => {
  const door = createServer((_, response) => response.writeHead(302, { location: `http://127.0.0.1:${at()}/` }).end())
  await new Promise<void>(done => door.listen(0, '127.0.0.1', done))
  const origin = `http://127.0.0.1:${(door.address() as AddressInfo).port}`
  const outbound = new Outbound({ inside: [origin] })
  const answer = await outbound.ask(`${origin}/`)
  expect([answer.status, answer.headers.get('location'), called]).toEqual([302, `http://127.0.0.1:${at()}/`, 0])
  // Neither what it leads to, nor another door of the same machine, is named in the settings.
  expect(await why(outbound.ask(answer.headers.get('location') as string))).toBe('address')
  expect(called).toBe(0)
  door.close()
})

test('A24 more than there may be is not read to its end', async () => {
  let closed = () => {}
  const over = new Promise<void>(done => (closed = done))
  answering = (_, response) => {
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
    }
    response.on('drain', more).on('close', closed)
    more()
  }
  const outbound = new Outbound({ inside: [`http://127.0.0.1:${at()}`] })
  expect(await why(outbound.ask(`http://127.0.0.1:${at()}/`))).toBe('large')
  await over
})

test('A24 an answer that drips, or never begins, is given up', async () => {
  const outbound = new Outbound({ inside: [`http://127.0.0.1:${at()}`], patience: 400 })
  const closed: Promise<void>[] = []
  for (const begun of [true, false]) {
    answering = (_, response) => {
      const drip = begun ? setInterval(() => response.write(' '), 20) : undefined
      closed.push(new Promise(done => response.on('close', () => (clearInterval(drip), done()))))
    }
    expect([begun, await why(outbound.ask(`http://127.0.0.1:${at()}/`))]).toEqual([begun, 'slow'])
  }
  await Promise.all(closed)
  expect(closed).toHaveLength(2)
})

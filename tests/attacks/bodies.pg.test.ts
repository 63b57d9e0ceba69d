// Bodies of requests that are too large, or whose keys are those of every object.
import { getRequest, setResponse } from '@sveltejs/kit/node'
import { createServer, request as ask } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { randomId } from '#kernel/base/id.ts'
import { commands } from '#domain/commands.ts'
import { post, read, RelaisStage } from '../relais-stage.ts'

const stage = new RelaisStage()

test('A36 a body beyond the limit is refused as too large, said at once or dripped, and nothing is made of it', async () => {
  const who = await stage.begin()
  const limit = 64 * 1024
  // As the built application stands before the endpoints.
  const server = createServer(async (incoming, outgoing) => {
    const request = await getRequest({ request: incoming, base: 'http://localhost', bodySizeLimit: limit })
    await setResponse(outgoing, await stage.relais.command(request, who, 'introduce'))
  }).listen(0, '127.0.0.1')
  await new Promise(done => server.once('listening', done))
  const { port } = server.address() as AddressInfo
  const send = (size: number, headers: Record<string, string | number> = {}) =>
    new Promise<number>((resolve, reject) => {
      const outgoing = ask(
        { port, host: '127.0.0.1', method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
        answer => (answer.resume(), resolve(answer.statusCode ?? 0))
      )
      outgoing.on('error', reject)
      const body = JSON.stringify({ id: randomId(), input: { job: 'Directrice' } })
      for (let sent = 0; sent < size - body.length; sent += 1_024) outgoing.write(' '.repeat(1_024))
      outgoing.end(body)
    })
  const before = (await stage.connection.pool.query('select count(*)::int as n from fact')).rows[0].n
  expect(await send(limit * 2)).toBe(413)
  expect(await send(limit * 2, { 'transfer-encoding': 'chunked' })).toBe(413)
  expect((await stage.connection.pool.query('select count(*)::int as n from fact')).rows[0].n).toBe(before)
  expect(await send(1_000)).toBe(200)
  await new Promise(done => (server.closeAllConnections(), server.close(done)))
})

test('A35 keys that every object has are values or nothing, in every command and question', async () => {
  const who = await stage.begin()
  const inherited = Object.getOwnPropertyNames(Object.prototype).sort()
  const space = randomId()
  await stage.act(who, 'createSpace', { id: space, kind: 'project', name: 'Noflaye' })
  const keys = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']
  const inputs = keys.flatMap(key => [
    `{"${key}":{"role":"manager","polluted":true},"space":"${space}","id":"${randomId()}"}`,
    `{"space":"${space}","role":"${key}","entity":"${key}","record":"${key}","under":{"${key}":"${randomId()}"},"language":"${key}"}`,
    `{"space":{"${key}":{"polluted":true}},"person":"${key}","plan":{"${key}":[]},"fresh":"${key}"}`,
    `{"${key}":{"${key}":{"polluted":true}}}`,
  ])
  for (const name of [...Object.keys(commands), ...keys])
    for (const input of inputs) {
      const request = new Request('http://localhost/', { method: 'POST', body: `{"id":"${randomId()}","input":${input},"seen":${input}}` })
      const answer = await stage.relais.command(request, who, name)
      expect([200, 403, 404, 409, 422], `${name} ${input}`).toContain(answer.status)
      if (answer.status === 200) expect((await read(answer)).facts).toEqual(expect.any(Array))
    }
  for (const key of keys)
    for (const body of [
      { from: key },
      { from: 'task', group: [key], measures: {} },
      { from: 'task', measures: JSON.parse(`{"${key}":{"count":true}}`) },
    ])
      expect([200, 422]).toContain((await stage.relais.query(post(body), who)).status)
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(inherited)
  const { rows } = await read(await stage.relais.query(post({ from: 'membership' }), who))
  expect(rows.map((row: { role: string }) => row.role)).toEqual(['manager', 'manager'])
})

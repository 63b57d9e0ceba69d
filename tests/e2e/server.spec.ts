import { existsSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { accepts, startServer } from './harness/server.ts'

test('PLT-83 the server and its own database start, die, come back and stop, leaving nothing behind', async ({ request }) => {
  const server = await startServer()
  const first = server.pid
  const status = async () => (await request.get(`${server.url}/api/v1/status`)).json()
  try {
    expect(await status()).toMatchObject({ setup: true })

    await server.kill()
    expect(await accepts(server.port)).toBe(false)
    await server.restart()
    expect(server.pid).not.toBe(first)
    expect(await status()).toMatchObject({ setup: true })

    await server.kill({ postgres: true })
    await server.restart()
    expect(await status()).toMatchObject({ setup: true })
  } finally {
    await server.stop()
  }
  expect(await accepts(server.port)).toBe(false)
  expect(existsSync(server.dataDir)).toBe(false)
})

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

test('PLT-86 a page runs our own scripts only, sits in nobody’s frame, and is the same one for every address', async ({ page }) => {
  const server = await startServer()
  try {
    const broken: string[] = []
    page.on('console', said => said.text().includes('Content Security Policy') && broken.push(said.text()))
    const answer = await page.goto(`${server.url}/projets/nulle-part`)
    expect(answer?.headers()['content-security-policy']).toContain(`frame-ancestors 'none'`)
    await expect(page.getByRole('heading', { name: 'Bienvenue dans Relais' })).toBeVisible()
    expect(broken).toEqual([])
    const ran = await page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'window.ran = "inline"'
      document.body.append(script)
      document.body.insertAdjacentHTML(
        'beforeend',
        '<img src="x:" onerror="window.ran = 1"><a href="javascript:window.ran=2" id="link">x</a>'
      )
      document.getElementById('link')?.click()
      return new Promise(done => setTimeout(() => done('ran' in window), 200))
    })
    expect(ran).toBe(false)
    expect(broken.length).toBeGreaterThan(0)
  } finally {
    await server.stop()
  }
})

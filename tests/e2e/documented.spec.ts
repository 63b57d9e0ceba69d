// The commands that README, CONTRIBUTING and the guide show are typed here as they stand.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { expect, test } from '@playwright/test'
import { living, stop as stopPostmaster } from '#server/postgres/postmaster.ts'
import { accepts } from './harness/server.ts'

const root = join(import.meta.dirname, '../..')
const guide = readdirSync(join(root, 'docs/guide')).map(name => `docs/guide/${name}`)
const text = ['README.md', 'CONTRIBUTING.md', ...guide].map(path => readFileSync(join(root, path), 'utf8')).join('\n')
const fences = [...text.matchAll(/^```sh\n([^`]+)^```/gm)].flatMap(([, lines]) => lines!.trim().split('\n'))
const inTables = [...text.matchAll(/^\| `(npm [^`]+)` \|/gm)].map(found => found[1]!)
const inText = [...text.matchAll(/`(node scripts\/[^`]+)`/g)].map(found => found[1]!)
const documented = [...new Set([...fences.map(line => line.replace(/\s+#.*/, '')), ...inTables, ...inText])].sort()

/** How each is tried. What runs this very test cannot be run by it. */
const tries: Record<string, 'serves' | 'ends' | 'runs this test' | 'runs for long'> = {
  'npm start': 'serves',
  'npm run dev': 'serves',
  'npm run build': 'ends',
  'node scripts/tool.mjs vitest run src/kernel/base': 'ends',
  'npm test': 'runs this test',
  'npm run rows': 'runs this test',
  'npm run check': 'runs this test',
  'npm run format': 'runs this test',
  'node scripts/tool.mjs playwright test server': 'runs this test',
  'npm run bench': 'runs for long',
  'npm run test:guards': 'runs for long',
  'npm run test:faults': 'runs for long',
}
const tried = (how: string) => Object.keys(tries).filter(command => tries[command] === how && documented.includes(command))

/** As a person would in a terminal, with a data folder that is not theirs. */
function type(command: string, env: Record<string, string> = {}) {
  const { RELAIS_TESTS: _mark, NODE_ENV: _mode, ...inherited } = process.env
  const [program, ...args] = command.split(' ')
  const child = spawn(program!, args, { cwd: root, env: { ...inherited, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', words => (said += stripVTControlCharacters(words)))
  return { child, said: () => said, end: once(child, 'exit') }
}

test('every command that is shown is one that is tried', () => {
  expect(documented.filter(command => !(command in tries))).toEqual([])
  expect(documented).toContain('npm start')
})

for (const command of tried('ends'))
  test(`${command} does what it says`, async () => {
    const { said, end } = type(command)
    const [code] = (await end) as [number]
    expect(code, said()).toBe(0)
  })

for (const command of tried('serves'))
  test(`PLT-83 ${command} serves the application`, async ({ page }) => {
    test.setTimeout(300_000)
    const data = mkdtempSync(join(tmpdir(), 'relais-documented-'))
    const { child, said, end } = type(command, { DATA_DIR: data, PORT: '4790' })
    try {
      const address = /http:\/\/localhost:(\d+)/
      await expect.poll(() => address.test(said()), { timeout: 120_000, message: said() }).toBe(true)
      const [url, port] = address.exec(said())! as unknown as [string, string]
      await page.goto(url)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible({ timeout: 120_000 })
      process.kill(-child.pid!, 'SIGTERM')
      await end
      // npm goes at once; what it started stops behind it.
      await expect.poll(async () => (await accepts(Number(port))) || (await living(join(data, 'pg'))) !== undefined).toBe(false)
    } finally {
      if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGKILL')
      const left = await living(join(data, 'pg'))
      if (left) await stopPostmaster(join(data, 'pg'), left.pid)
      rmSync(data, { recursive: true, force: true })
    }
  })

// Runs Vitest and Playwright and reads their JSON reports. Node built-ins only.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { freemem } from 'node:os'
import { join } from 'node:path'
import { node, tool } from './install.mjs'
import { root, run } from './run.mjs'

/** @typedef {{ passed: string[], failed: { title: string, why: string }[] }} Outcome */

const folder = join(root, 'test-results')

/** @param {string} name */
function report(name) {
  const path = join(folder, `${name}.json`)
  mkdirSync(folder, { recursive: true })
  rmSync(path, { force: true })
  return path
}

/**
 * Reads what a runner reported, and adds what it did not: a runner that crashed, ran out of time or failed without naming a test.
 * @param {string} name
 * @param {{ code: number | null, output: string, timeout: boolean }} ended
 * @param {() => Outcome} read
 * @returns {Outcome}
 */
function outcome(name, { code, output, timeout }, read) {
  /** @type {Outcome} */
  let found = { passed: [], failed: [] }
  let fault
  try {
    found = read()
  } catch (error) {
    fault = `${name} left no report (${error instanceof Error ? error.message : error})`
  }
  const why = timeout
    ? `${name} was still running at the end of its time`
    : (fault ?? (code === 0 ? undefined : `${name} ended with code ${code}`))
  if (why && (!found.failed.length || timeout)) found.failed.push({ title: name, why: `${why}\n${output.slice(-3_000)}` })
  return found
}

/** @param {Record<string, any>} json @returns {Outcome} */
export function readVitest(json) {
  /** @type {Outcome} */
  const found = { passed: [], failed: [] }
  for (const file of json.testResults) {
    const path = file.name.replace(root, '')
    if (file.status === 'failed' && !file.assertionResults.some((/** @type {any} */ test) => test.status === 'failed'))
      found.failed.push({ title: path, why: file.message })
    for (const test of file.assertionResults) {
      const title = `${path} > ${test.fullName}`
      if (test.status === 'passed') found.passed.push(title)
      else if (test.status === 'failed') found.failed.push({ title, why: test.failureMessages.join('\n') })
      else found.failed.push({ title, why: `it did not run (${test.status})` })
    }
  }
  return found
}

/**
 * Databases and browsers of tests come and go by hundreds, and none outlives the run: where the machine offers a folder in memory with
 * room enough, they are made there. What a killed process had written stays, there as on a disk.
 * @template T
 * @param {(env: Record<string, string>) => Promise<T>} work
 */
async function inMemory(work) {
  const memory = '/dev/shm'
  if (process.env.TMPDIR || !existsSync(memory)) return work({})
  const { bavail, bsize } = statfsSync(memory)
  if (Math.min(bavail * bsize, freemem()) < 6e9) return work({})
  const folder = mkdtempSync(join(memory, 'relais-'))
  // For PostgreSQL, which runs as another user where this one is root.
  chmodSync(folder, 0o755)
  try {
    return await work({ TMPDIR: folder })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @param {number} minutes */
export async function vitest(minutes) {
  const path = report('vitest')
  const args = [tool('vitest'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${path}`]
  const ended = await inMemory(env => run(node, args, { env, minutes }))
  return outcome('vitest', ended, () => readVitest(JSON.parse(readFileSync(path, 'utf8'))))
}

/** @param {Record<string, any>} json @returns {Outcome} */
export function readPlaywright(json) {
  /** @type {Outcome} */
  const found = { passed: [], failed: [] }
  for (const error of json.errors ?? []) found.failed.push({ title: 'playwright', why: error.message ?? String(error.value) })
  /** @param {any} suite @param {string} above */
  const walk = (suite, above) => {
    const here = [above, suite.title].filter(Boolean).join(' > ')
    for (const spec of suite.specs ?? []) {
      const title = `${here} > ${spec.title}`
      const results = spec.tests.flatMap((/** @type {any} */ test) => test.results)
      const why = results.flatMap((/** @type {any} */ result) => result.errors.map((/** @type {any} */ error) => error.message)).join('\n')
      if (spec.ok && results.length && results.every((/** @type {any} */ result) => result.status === 'passed')) found.passed.push(title)
      else found.failed.push({ title, why: why || 'it did not run' })
    }
    for (const inner of suite.suites ?? []) walk(inner, here)
  }
  for (const suite of json.suites) walk(suite, '')
  return found
}

/** @param {string} chromium @param {number} minutes */
export async function playwright(chromium, minutes) {
  const path = report('playwright')
  const env = { RELAIS_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: path, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' }
  const args = [tool('@playwright/test'), 'test', '--reporter=list,json']
  const ended = await inMemory(memory => run(node, args, { env: { ...env, ...memory }, minutes }))
  return outcome('playwright', ended, () => readPlaywright(JSON.parse(readFileSync(path, 'utf8'))))
}

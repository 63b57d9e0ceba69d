// `npm run test:faults`: runs the proofs of every fault of tests/faults/faults.ts in their long form, and prints a table.
// `npm run test:faults F5 F8` takes only those; RELAIS_FAULTS=half runs the short forms that `npm test` runs.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { faults } from '../tests/faults/faults.ts'
import { build } from './build.mjs'
import { chromium } from './chromium.mjs'
import { node, tool } from './install.mjs'
import { root, run } from './run.mjs'

const asked = process.argv.slice(2).map(word => word.toUpperCase())
const unknown = asked.filter(id => !faults.some(fault => fault.id === id))
if (unknown.length) console.error(`No fault is called ${unknown.join(', ')}.`)
const wanted = faults.filter(({ id }) => !asked.length || asked.includes(id))
const lane = process.env.RELAIS_FAULTS === 'half' ? 'half' : 'whole'
/** Minutes: a fault that takes longer hangs. */
const patience = 45

/** @typedef {{ title: string, passed: boolean, seconds: number, counted: Record<string, number>, why: string }} Result */
/** @typedef {import('../tests/faults/faults.ts').Proof} Proof */

const folder = join(root, 'test-results')
mkdirSync(folder, { recursive: true })
const escaped = (/** @type {string} */ text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const isStory = (/** @type {Proof} */ { test }) => test.endsWith('.spec.ts')

/** @param {readonly Proof[]} proofs @returns {Promise<{ results: Result[], output: string }>} */
async function vitest(proofs) {
  const report = join(folder, 'faults-vitest.json')
  rmSync(report, { force: true })
  const files = [...new Set(proofs.map(({ test }) => test))]
  const titles = proofs.map(({ title }) => escaped(title)).join('|')
  const args = [tool('vitest'), 'run', ...files, '-t', titles, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { output } = await run(node, args, { quiet: true, minutes: patience, env: { RELAIS_FAULTS: lane, NO_COLOR: '1' } })
  if (!existsSync(report)) return { results: [], output }
  /** @type {{ testResults: { name: string, assertionResults: any[] }[] }} */
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'))
  const results = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'passed' || status === 'failed')
      .map(({ fullName, status, duration, meta, failureMessages }) => ({
        title: `${name.replace(root, '')} > ${fullName}`,
        passed: status === 'passed',
        seconds: (duration ?? 0) / 1_000,
        counted: meta?.counted ?? {},
        why: failureMessages.join('\n'),
      }))
  )
  return { results, output }
}

/**
 * Stories in a real browser; what they counted is an annotation `counted`, as JSON.
 * @param {readonly Proof[]} proofs
 * @returns {Promise<{ results: Result[], output: string }>}
 */
async function playwright(proofs) {
  const browser = await chromium()
  if (!browser || !(await build())) return { results: [], output: 'no browser, or the application could not be built' }
  const report = join(folder, 'faults-playwright.json')
  rmSync(report, { force: true })
  const titles = proofs.map(({ title }) => escaped(title)).join('|')
  const env = { RELAIS_FAULTS: lane, RELAIS_CHROMIUM: browser, PLAYWRIGHT_JSON_OUTPUT_FILE: report, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' }
  const args = [tool('@playwright/test'), 'test', ...new Set(proofs.map(({ test }) => test)), '-g', titles, '--reporter=list,json']
  const { output } = await run(node, args, { quiet: true, minutes: patience, env })
  if (!existsSync(report)) return { results: [], output }
  /** @type {Result[]} */
  const results = []
  /** @param {any} suite */
  const walk = suite => {
    for (const spec of suite.specs ?? []) {
      const runs = spec.tests.flatMap((/** @type {any} */ test) => test.results)
      const notes = [...spec.tests, ...runs].flatMap(({ annotations }) => annotations ?? []).filter(({ type }) => type === 'counted')
      results.push({
        title: `tests/e2e/${spec.file} > ${spec.title}`,
        passed: spec.ok && runs.length > 0 && runs.every((/** @type {any} */ one) => one.status === 'passed'),
        seconds: runs.reduce((/** @type {number} */ sum, /** @type {any} */ one) => sum + one.duration / 1_000, 0),
        counted: Object.assign({}, ...notes.map(({ description }) => JSON.parse(description))),
        why: runs.flatMap((/** @type {any} */ one) => one.errors.map((/** @type {any} */ error) => error.message)).join('\n'),
      })
    }
    for (const inner of suite.suites ?? []) walk(inner)
  }
  for (const suite of JSON.parse(readFileSync(report, 'utf8')).suites) walk(suite)
  return { results, output }
}

/** @param {import('../tests/faults/faults.ts').Fault} fault */
async function tried({ id, sentence, proofs }) {
  const mine = proofs.filter(proof => lane === 'whole' || proof.lane === 'half')
  const lanes = [mine.filter(proof => !isStory(proof)), mine.filter(isStory)]
  const { results, output } = { results: /** @type {Result[]} */ ([]), output: [''] }
  for (const [i, of] of lanes.entries()) {
    if (!of.length) continue
    const one = await (i ? playwright(of) : vitest(of))
    results.push(...one.results)
    output.push(one.output)
  }
  const found = (/** @type {Proof} */ { test, title }) => results.some(one => one.title.startsWith(test) && one.title.includes(title))
  const absent = mine.filter(proof => !found(proof))
  const wrong = results.filter(({ passed }) => !passed)
  const state = wrong.length ? 'FAILED' : !mine.length || absent.length ? 'missing' : 'passed'
  for (const { title, why } of wrong) console.log(`- ${title}\n${why.replace(/^/gm, '    ')}`)
  for (const { test, title } of absent) console.log(`- ${id}: “${title}” did not run in ${test}\n${output.join('\n').slice(-1_500)}`)
  const done = results.map(({ title }) => (title.split(' > ').at(-1) ?? '').replace(/^F\d+ /, ''))
  const counted = results.flatMap(one => Object.entries(one.counted).map(([what, number]) => `${number} ${what}`))
  return { id, state, seconds: results.reduce((sum, one) => sum + one.seconds, 0), done: done.length ? done : [sentence], counted }
}

const began = Date.now()
/** @type {Awaited<ReturnType<typeof tried>>[]} */
const rows = []
for (const fault of wanted) {
  const row = await tried(fault)
  console.log(`${row.id.padEnd(4)}${row.state} (${row.seconds.toFixed(0)} s)`)
  rows.push(row)
}

console.log('\n| fault | became | seconds | what was done | what was counted |\n| --- | --- | ---: | --- | --- |')
for (const { id, state, seconds, done, counted } of rows)
  console.log(`| ${id} | ${state} | ${seconds.toFixed(1)} | ${done.join('; ')} | ${counted.join(', ')} |`)
const count = (/** @type {string} */ state) => rows.filter(row => row.state === state).length
const minutes = ((Date.now() - began) / 60_000).toFixed(1)
console.log(`\n${count('passed')} passed, ${count('FAILED')} failed, ${count('missing')} missing, in ${minutes} minutes (${lane})`)
process.exitCode = count('FAILED') || count('missing') || unknown.length || !rows.length ? 1 : 0

// `npm run test:guards`: loses each line of tests/guards in a copy of the tree, and expects its test to fail.
// `npm run test:guards undo disk` takes only those whose promise or file says one of these words.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { guards } from '../tests/guards.ts'
import { node, tool } from './install.mjs'
import { root, run } from './run.mjs'

const words = process.argv.slice(2)
const wanted = guards.filter(({ promise, file }) => !words.length || words.some(word => `${promise} ${file}`.includes(word)))
const copy = mkdtempSync(join(tmpdir(), 'relais-guards-'))
/** Not the languages nor the pages: a guard is a line of the server, the device or the kernel. */
const lanes = 2

/** @param {string} folder */
function copyTree(folder) {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' })
  for (const path of new Set(listed.split('\0').filter(path => path && existsSync(join(root, path))))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    cpSync(join(root, path), join(folder, path), { force: true })
  }
  for (const path of ['node_modules', '.svelte-kit']) symlinkSync(join(root, path), join(folder, path))
}

/** @typedef {{ fullName: string, status: string, failureMessages: string[] }} Result */

/**
 * Runs test files, or the tests of one that bear a title, and answers with what became of each.
 * @param {string} folder @param {string[]} tests @param {string} [title]
 * @returns {Promise<{ results: Result[], output: string }>}
 */
async function tried(folder, tests, title) {
  const report = join(folder, 'guard.json')
  rmSync(report, { force: true })
  const only = title ? ['-t', title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')] : []
  const args = [tool('vitest'), 'run', ...tests, ...only, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { output } = await run(node, args, { quiet: true, minutes: 4, cwd: folder, env: { NO_COLOR: '1', FORCE_COLOR: undefined } })
  if (!existsSync(report)) return { results: [], output }
  /** @type {{ testResults: { assertionResults: Result[] }[] }} */
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'))
  return { results: testResults.flatMap(file => file.assertionResults), output }
}

/** @param {{ results: Result[] }} of @param {string} title @param {string} status */
const count = ({ results }, title, status) => results.filter(test => test.fullName.includes(title) && test.status === status).length

const folders = Array.from({ length: lanes }, (_, lane) => join(copy, String(lane)))
folders.forEach(copyTree)
const whole = await tried(/** @type {string} */ (folders[0]), [...new Set(wanted.map(({ test }) => test))])

/**
 * Why the promise is not guarded; nothing when its test fails without it.
 * @param {string} folder @param {import('../tests/guards/guard.ts').Guard} guard
 */
async function fault(folder, { file, line, lost, test, title }) {
  const path = join(folder, file)
  const text = readFileSync(path, 'utf8')
  const places = text.split(line).length - 1
  if (places !== 1) return `“${line}” stands ${places} times in ${file}`
  if (!count(whole, title, 'passed') || count(whole, title, 'failed'))
    return `“${title}” does not pass as the code stands\n${whole.output.slice(-2_000)}`
  writeFileSync(
    path,
    text.replace(line, () => lost)
  )
  const without = await tried(folder, [test], title)
  writeFileSync(path, text)
  if (count(without, title, 'failed')) return ''
  return count(without, title, 'passed') ? 'its test passes all the same' : `its test did not run\n${without.output.slice(-2_000)}`
}

/** @type {string[]} */
const wrong = []
const waiting = [...wanted]
/** @param {string} folder */
async function work(folder) {
  for (let guard = waiting.shift(); guard; guard = waiting.shift()) {
    const began = Date.now()
    const why = await fault(folder, guard)
    console.log(
      `${why ? 'FAILED' : 'ok    '} ${guard.promise} (${((Date.now() - began) / 1_000).toFixed(1)} s)${why ? `\n       ${why}` : ''}`
    )
    if (why) wrong.push(guard.promise)
  }
}

await Promise.all(folders.map(work))
rmSync(copy, { recursive: true, force: true })
console.log(`\n${wanted.length - wrong.length} guarded, ${wrong.length} not`)
process.exitCode = wrong.length || !wanted.length ? 1 : 0

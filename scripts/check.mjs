// `npm run check`: types, lint, format, dead code, languages, architecture. Node built-ins only.
import { fileURLToPath } from 'node:url'
import { install, node, tool } from './install.mjs'
import { run } from './run.mjs'

/** @typedef {{ name: string, args: string[] }} Step */

/** Generates what the others read: SvelteKit's types and the messages. @returns {Step[]} */
const first = () => [
  { name: 'svelte-kit sync', args: [tool('@sveltejs/kit'), 'sync'] },
  {
    name: 'paraglide',
    args: [tool('@inlang/paraglide-js'), 'compile', '--project', './project.inlang', '--outdir', './src/lib/paraglide', '--silent'],
  },
]

/** @returns {Step} */
const types = () => ({
  name: 'types',
  args: [tool('svelte-check'), '--tsconfig', './tsconfig.json', '--tsgo', '--fail-on-warnings', '--output', 'human'],
})
/** @returns {Step} */
const lint = () => ({ name: 'lint', args: [tool('eslint'), '.', '--max-warnings', '0'] })

/** One after the other. @returns {Step[]} */
const quick = () => [
  { name: 'format', args: [tool('prettier'), '--check', '--log-level', 'warn', '.'] },
  { name: 'dead code', args: [tool('knip'), '--no-progress'] },
  { name: 'languages', args: ['scripts/check-languages.mjs'] },
]

/** `npm test` runs it with the other tests. @returns {Step} */
const architecture = () => ({
  name: 'architecture',
  args: [tool('vitest'), 'run', '--project', 'node', '--reporter', 'dot', 'tests/architecture.test.ts'],
})

/** @param {Step} step @returns {Promise<string | undefined>} the name of the step if it failed */
async function take({ name, args }) {
  const began = Date.now()
  const { code, output } = await run(node, args, { quiet: true, minutes: 5, env: { NO_COLOR: '1', FORCE_COLOR: undefined } })
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`)
  if (code !== 0) console.log(output.trimEnd())
  return code === 0 ? undefined : name
}

/** @param {Step[]} steps */
async function inTurn(steps) {
  const failed = []
  for (const step of steps) failed.push(await take(step))
  return failed
}

/**
 * The names of the checks that failed, after having printed why: two at a time. `beside` comes after the lint, may generate anew what
 * the types have read by then, and answers with its name if it failed.
 * @param {() => Promise<string | undefined>} beside @returns {Promise<string[]>}
 */
export async function check(beside) {
  const generated = await inTurn(first())
  const [typed, linted] = [take(types()), take(lint())]
  const done = await Promise.all([typed, linted, typed.then(() => inTurn(quick())), Promise.all([typed, linted]).then(beside)])
  return [...generated, ...done.flat()].filter(name => name !== undefined)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const checked = (await install(true)) && (await check(() => take(architecture())))
  process.exitCode = checked && !checked.length ? 0 : 1
}

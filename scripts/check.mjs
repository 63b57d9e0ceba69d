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

/** Side by side, for they take as long; both read what was generated. @returns {Step[]} */
const typed = () => [
  { name: 'types', args: [tool('svelte-check'), '--tsconfig', './tsconfig.json', '--tsgo', '--fail-on-warnings', '--output', 'human'] },
  { name: 'lint', args: [tool('eslint'), '.', '--max-warnings', '0'] },
]

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
 * The names of the checks that failed, after having printed why. While the quick ones run one after the other the second processor is
 * free for `beside`, which may generate anew what the others have read by then, and answers with its name if it failed.
 * @param {() => Promise<string | undefined>} beside @returns {Promise<string[]>}
 */
export async function check(beside) {
  const generated = await inTurn(first())
  const slow = await Promise.all(typed().map(take))
  const [last, checked] = await Promise.all([beside(), inTurn(quick())])
  return [...generated, ...slow, ...checked, last].filter(name => name !== undefined)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const checked = (await install(true)) && (await check(() => take(architecture())))
  process.exitCode = checked && !checked.length ? 0 : 1
}

// Runs an installed tool, or a file, under the project's Node: `node scripts/tool.mjs vitest run src/kernel`,
// `node scripts/tool.mjs node bench/main.ts`. Node built-ins only.
import { spawn } from 'node:child_process'
import { install, node, tool } from './install.mjs'
import { root } from './run.mjs'

const [name = '', ...args] = process.argv.slice(2)
if (!(await install(true))) process.exit(1)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal).on(signal, () => {})
const child = spawn(node, name === 'node' ? args : [tool(name), ...args], { cwd: root, stdio: 'inherit' })
child.on('exit', code => process.exit(code ?? 1))

// `npm start`: installs if needed, builds if needed, then serves until it is told to stop. Runs under a bare Node 20, on built-ins only.
import { spawn } from 'node:child_process'
import { build } from './build.mjs'
import { install, node } from './install.mjs'
import { root } from './run.mjs'
import { serverOptions } from './server-options.mjs'

if (!(await install()) || !(await build())) process.exit(1)

const server = spawn(node, [...serverOptions, 'server/main.ts'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, NODE_ENV: process.env.NODE_ENV ?? 'production' },
})
process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM').removeAllListeners('SIGHUP')
// A terminal sends Ctrl+C and its closing to the server too; a supervisor tells only us.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.on(signal, () => {
    if (signal === 'SIGTERM' || !process.stdin.isTTY) server.kill(signal)
  })
server.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))

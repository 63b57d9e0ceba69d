// Running other programs, for scripts that a bare Node 20 starts before anything is installed: Node built-ins only.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

// What Node makes of our TypeScript is kept for the next process: a server starts on half the processor time.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../node_modules/.cache/node', import.meta.url))

const children = new Set()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    for (const child of children) stop(child)
    process.exit(130)
  })

/** @param {import('node:child_process').ChildProcess} child */
function stop(child) {
  try {
    if (child.pid && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL')
    else child.kill('SIGKILL')
  } catch {
    // It had already ended.
  }
}

/**
 * Runs a program in the project's folder or the one given, in a process group of its own, and answers with its exit code and all it printed
 * (nothing when it is `live`: it then writes straight to the terminal, where some programs show their progress).
 * A program that outlives `minutes` is ended with everything it started, and its code is null.
 * @param {string} command
 * @param {string[]} args
 * @param {{
 *   env?: Record<string, string | undefined>, minutes?: number, quiet?: boolean, live?: boolean, shell?: boolean, cwd?: string
 * }} [options]
 * @returns {Promise<{ code: number | null, output: string, timeout: boolean }>}
 */
export function run(command, args, { env, minutes = 15, quiet = false, live = false, shell = false, cwd = root } = {}) {
  return new Promise(resolve => {
    const group = process.platform !== 'win32'
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: live ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
      detached: group,
      shell,
    })
    children.add(child)
    let output = ''
    let timeout = false
    const timer = setTimeout(() => {
      timeout = true
      stop(child)
    }, minutes * 60_000)
    for (const [stream, out] of /** @type {const} */ ([
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]))
      stream?.setEncoding('utf8').on('data', text => {
        output += text
        if (!quiet) out.write(text)
      })
    /** @param {number | null} code */
    const finish = code => {
      clearTimeout(timer)
      children.delete(child)
      resolve({ code: timeout ? null : code, output, timeout })
    }
    child.on('error', fault => {
      output += String(fault)
      finish(127)
    })
    child.on('close', finish)
    // Something it started may outlive it and keep its output open.
    child.on('exit', code => setTimeout(finish, 3_000, code).unref())
  })
}

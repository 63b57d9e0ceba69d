// Loaded into the server's process by the bench: at each signal it writes what the process did since the one before.
import { renameSync, writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'

const path = process.env.RELAIS_GAUGE
const resolution = 5

if (path && isMainThread) {
  const loop = monitorEventLoopDelay({ resolution })
  loop.enable()
  let count = 0
  let since = { cpu: process.cpuUsage(), at: performance.now() }
  // The delay holds the wait that was asked for; without it, it is what work added.
  const late = (percent: number) => Math.max(0, loop.percentile(percent) / 1e6 - resolution)
  process.on('SIGUSR2', () => {
    const { user, system } = process.cpuUsage(since.cpu)
    const memory = process.memoryUsage()
    const gauged = {
      count: ++count,
      loop: { p50: late(50), p99: late(99), max: Math.max(0, loop.max / 1e6 - resolution) },
      seconds: (user + system) / 1e6,
      elapsed: (performance.now() - since.at) / 1e3,
      resident: memory.rss,
      heap: memory.heapUsed,
      most: process.resourceUsage().maxRSS * 1024,
    }
    loop.reset()
    since = { cpu: process.cpuUsage(), at: performance.now() }
    writeFileSync(`${path}.new`, JSON.stringify(gauged))
    renameSync(`${path}.new`, path)
  })
}

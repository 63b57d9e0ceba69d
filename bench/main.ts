// `npm run bench`: raw numbers, floor and ratio. `--json` one line per figure, `--only P4,P5`, `--runs 5`, `--kills 200`,
// `--small` a tenth of the sizes, `--write` into docs/performance.md.
import { cpus, loadavg, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { build } from '../scripts/build.mjs'
import { acknowledgement } from './acknowledgement.ts'
import { agedDocument } from './aged-document.ts'
import { BigDevice } from './big-device.ts'
import { catchUp } from './catch-up.ts'
import { coldOpen } from './cold-open.ts'
import { connections } from './connections.ts'
import { criticalScript } from './critical-script.ts'
import { asJson, asText, type Figure } from './figure.ts'
import { director } from './director.ts'
import { feedLoad } from './feed-load.ts'
import { filterKeystroke } from './filter-keystroke.ts'
import { keystroke } from './keystroke.ts'
import { localChange } from './local-change.ts'
import { peer } from './peer.ts'
import { projection } from './projection.ts'
import { reconnection } from './reconnection.ts'
import { write } from './results.ts'
import type { Settings } from './settings.ts'

type Measure = (settings: Settings) => AsyncIterable<Figure>
const measures: Record<string, { measure: Measure; needsBuild: boolean }> = {
  P1: { measure: keystroke, needsBuild: true },
  P2: { measure: connections, needsBuild: true },
  P3: { measure: catchUp, needsBuild: true },
  P4: { measure: openings, needsBuild: true },
  P5: { measure: filterKeystroke, needsBuild: true },
  P6: { measure: localChange, needsBuild: true },
  P7: { measure: criticalScript, needsBuild: true },
  P8: { measure: projection, needsBuild: false },
  P11: { measure: agedDocument, needsBuild: true },
  P13: { measure: acknowledgement, needsBuild: true },
  P14: { measure: reconnection, needsBuild: true },
  P15: { measure: feedLoad, needsBuild: true },
  P16: { measure: peer, needsBuild: true },
}

/** The peer is no dependency: it is measured where it was installed. */
const usual = Object.keys(measures).filter(id => id !== 'P16' || process.env.RELAIS_PEER)

async function* openings(settings: Settings): AsyncIterable<Figure> {
  yield* coldOpen(settings)
  yield* director(settings)
}

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string', default: usual.join(',') },
    runs: { type: 'string', default: '5' },
    kills: { type: 'string', default: process.env.RELAIS_KILLS ?? '200' },
    small: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
})
const wanted = values.only.split(',').map(id => id.trim().toUpperCase())
const unknown = wanted.filter(id => !(id in measures))
if (unknown.length) {
  console.error(`There is no figure ${unknown.join(', ')}: choose among ${Object.keys(measures).join(', ')}.`)
  process.exit(2)
}
if (values.write && values.small) {
  console.error('What was measured at a tenth of the sizes is not written down: leave out --small or --write.')
  process.exit(2)
}
// Only figures are printed then.
if (values.json) console.log = console.error
if (wanted.some(id => measures[id]?.needsBuild) && !(await build())) process.exit(1)
const machine = `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}`
console.log(`${machine}\n`)

const settings: Settings = { runs: Number(values.runs), kills: Number(values.kills), small: values.small }
const measured: Figure[] = []
for (const id of wanted) {
  try {
    for await (const figure of measures[id]!.measure(settings)) {
      measured.push(figure)
      process.stdout.write(values.json ? `${asJson(figure)}\n` : `${asText(figure)}\n\n`)
      if (figure.lost) process.exitCode = 1
    }
  } catch (fault) {
    console.error(`${id} could not be measured:`, fault)
    process.exitCode = 1
  }
}
await BigDevice.removeAll()
if (values.write) write(new URL('../docs', import.meta.url).pathname, measured, { at: new Date().toISOString(), machine })
process.exit()

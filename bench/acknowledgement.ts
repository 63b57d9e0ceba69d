// P13: from an edit that leaves a device to the server's word that it is on the disk; and what such words are worth when it is killed.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { planName } from '#kernel/space/name.ts'
import { changeRecord, createRecord } from '#kernel/space/record.ts'
import { business } from '#domain/model.ts'
import { randomId } from '#kernel/base/id.ts'
import { killAgain } from '../tests/kill/kill-again.ts'
import { until } from '../tests/kill/writer.ts'
import { Company } from './company.ts'
import { spread, type Figure } from './figure.ts'
import { flushes } from './floors/flush.ts'
import type { Settings } from './settings.ts'

const edits = 400

export async function* acknowledgement({ runs, kills }: Settings): AsyncIterable<Figure> {
  const company = await Company.found()
  const samples: { ours: number[][]; floor: number[][] } = { ours: [], floor: [] }
  try {
    const space = await company.project('Accusé', 0)
    for (let run = 0; run < runs; run++) {
      samples.floor.push(flushes(edits))
      samples.ours.push(await edit(company, space))
    }
  } finally {
    await company.server.stop()
  }
  const [ours, floor] = [spread(samples.ours), spread(samples.floor)]
  const lost = await losses(kills)
  const most = Math.max(25, 4 * floor.p99)
  yield {
    id: 'P13',
    what: `durable acknowledgement of an edit, its p99 beside that of a bare fdatasync; acknowledged edits lost in ${kills} kills`,
    ...ours,
    unit: 'ms',
    floor: floor.p99,
    ratio: ours.p99 / floor.p99,
    goal: 'p99 at most the larger of 25 ms and 4x the floor, 0 lost',
    met: ours.p99 <= most && lost === 0,
    lost,
  }
}

/** Edits of one record, each made when the one before it was acknowledged. */
async function edit(company: Company, space: string): Promise<number[]> {
  const { doc, provider, leave } = company.open(planName(company.workspace, space))
  await until('the plan', () => provider.isSynced)
  const id = randomId()
  createRecord(doc, business.phase, id, { title: 'Étude', project: space })
  await until('the first word', () => provider.unsyncedChanges === 0)
  const samples: number[] = []
  for (let n = 0; n < edits; n++) {
    const began = performance.now()
    const saved = new Promise<void>(done => {
      const hear = ({ number }: { number: number }) => {
        if (number > 0) return
        provider.off('unsyncedChanges', hear)
        done()
      }
      provider.on('unsyncedChanges', hear)
    })
    changeRecord(doc, business.phase, id, { title: `Étude n° ${n}` })
    await saved
    samples.push(performance.now() - began)
  }
  leave()
  return samples
}

async function losses(kills: number): Promise<number> {
  if (!kills) return 0
  const dataDir = mkdtempSync(join(tmpdir(), 'relais-bench-kill-'))
  try {
    const { lost } = await killAgain(dataDir, kills)
    return lost.length
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

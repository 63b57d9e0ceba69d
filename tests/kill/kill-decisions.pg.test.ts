// A decision is taken once and the work that follows it done once, wherever the process is killed.
import { rmSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { randomId } from '#kernel/base/id.ts'
import { planName } from '#kernel/space/name.ts'
import { createRecord } from '#kernel/space/record.ts'
import { business } from '#domain/model.ts'
import { counted, whole } from '../faults/counted.ts'
import { madeFolder } from '../made-before.ts'
import { foundCompanyIn } from './company.ts'
import { freePort, ServerProcess } from './server-process.ts'
import { until, Writer } from './writer.ts'

const points = ['command:before', 'command:after', 'job:before', 'sheet:before', 'sheet:after', 'job:after']
const kills = whole ? 120 : points.length
const dataDir = madeFolder('relais-decisions-')
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

test(`F1 a decision and its job are done once in ${kills} kills`, { timeout: 120_000 + kills * 8_000 }, async ({ task }) => {
  const { workspace, space, phase, cookies } = await foundCompanyIn(dataDir)
  const server = new ServerProcess(dataDir, await freePort(), {}, 'tests/kill/doors.ts')
  const cookie = cookies[0] as string
  const door = (path: string, body?: unknown) =>
    fetch(`http://127.0.0.1:${server.port}/${path}`, {
      headers: { cookie },
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    })
  const asked: { name: string; id: string; input: unknown; answer?: unknown }[] = []
  const ask = async (one: (typeof asked)[number]) => {
    try {
      const answered = await door(`command/${one.name}`, { id: one.id, input: one.input })
      const answer: unknown = await answered.json()
      if (answered.status !== 200) return
      // Asked again, it is answered the same.
      expect(answer).toEqual(one.answer ?? answer)
      one.answer = answer
    } catch (fault) {
      if (!(fault instanceof TypeError)) throw fault
    }
  }

  expect(await server.start()).toBe(true)
  const awa = new Writer(server.port, cookie, planName(workspace, space))
  awa.connect()
  await until('the plan', () => awa.settled)
  createRecord(awa.doc, business.project, space, { title: 'Noflaye' })
  createRecord(awa.doc, business.phase, phase, { title: 'Étude', project: space })
  await until('the phase', () => awa.settled)
  awa.destroy()
  await server.stop()

  let killed = 0
  for (let kill = 0; kill < kills; kill++) {
    if (!(await server.start({ at: points[kill % points.length] as string, postgres: kill % 5 === 4 }))) killed++
    else {
      asked.push({ name: 'createSpace', id: randomId(), input: { id: randomId(), kind: 'project', name: `Projet ${kill}` } })
      asked.push({ name: 'generateSheet', id: randomId(), input: { space, phase } })
      for (const one of asked.filter(({ answer }) => !answer)) await ask(one)
      const began = performance.now()
      await server.end(10_000)
      if (performance.now() - began < 10_000) killed++
    }
  }
  expect(await server.start()).toBe(true)
  for (const one of [...asked, ...asked]) await ask(one)
  expect(asked.filter(({ answer }) => !answer)).toEqual([])
  type Fact = { kind: string; id: string; body: { of?: string; version?: number } }
  const facts = async (): Promise<Fact[]> => ((await (await door('feed?after=0')).json()) as { facts: Fact[] }).facts
  const sheets = async () => (await facts()).filter(({ kind }) => kind === 'sheet')
  await until('every sheet', async () => (await sheets()).length >= kills, 90_000)
  const versions = (await sheets()).map(({ body }) => Number(body.version)).sort((a, b) => a - b)
  expect(versions).toEqual(Array.from({ length: kills }, (_, i) => i + 1))
  const begun = (await facts()).filter(({ kind }) => kind === 'space').map(({ body }) => body.of)
  for (const { name, input } of asked)
    if (name === 'createSpace') expect(begun.filter(of => of === (input as { id: string }).id)).toHaveLength(1)
  expect(await server.stop()).toBe(0)
  counted(task, { kills: killed, decisions: asked.length, sheets: versions.length })
  expect(killed).toBe(kills)
})

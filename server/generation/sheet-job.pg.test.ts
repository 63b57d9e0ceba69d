import JSZip from 'jszip'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { randomId } from '#kernel/base/id.ts'
import { commands } from '#domain/commands.ts'
import { business } from '#domain/model.ts'
import { freshDatabase } from '../../tests/postgres.ts'
import { connect, type Connection } from '../postgres/connection.ts'
import { startRelais, type Relais } from '../relais.ts'
import type { Who } from '../sync/who.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let connection: Connection
let relais: Relais
let who: Who
let dataDir: string
const clock = { at: Date.parse('2026-11-21T09:00:00Z'), now: () => clock.at }
const post = (body: unknown) => new Request('http://localhost/', { method: 'POST', body: JSON.stringify(body) })

beforeAll(async () => {
  database = await freshDatabase()
  connection = connect(database.url)
  dataDir = mkdtempSync(join(tmpdir(), 'relais-sheet-'))
  relais = await startRelais({ connection, dataDir, clock, model: business, commands, version: '0.0.0' })
  const workspace = { name: 'Agence Teranga', currency: 'XOF', timeZone: 'Africa/Dakar' }
  const owner = { name: 'Awa Diop', email: 'awa@teranga.sn', password: 'ndar-geej-2026' }
  const begun = await relais.setup(post({ workspace, owner, demo: true }))
  const found = await relais.who({ cookie: begun.headers.get('set-cookie')?.split(';')[0] ?? '' })
  if (!found) throw new Error('nobody')
  who = found
})
afterAll(async () => {
  await relais.stop()
  await database.drop()
  rmSync(dataDir, { recursive: true })
})

type SheetFact = { id: string; kind: string; body: { phase: string; version: number; name: string; size: number } }
async function sheets(): Promise<SheetFact[]> {
  const answer = await relais.feed(new Request('http://localhost/?after=0'), who)
  return (JSON.parse(await answer.text()) as { facts: SheetFact[] }).facts.filter(({ kind }) => kind === 'sheet')
}
async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let i = 0; i < 150; i++) {
    const found = await look()
    if (found !== undefined) return found
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  throw new Error('it did not come')
}

test('MKT-10 a sheet is generated from the live project, and another one keeps the former version', async () => {
  const { rows } = await connection.pool.query<{ id: string; space: string; title: string }>(
    `select p.id, p.space, p.title from model.phase p where exists (select from model.task t where t.phase = p.id and not t.hidden) order by p.title limit 1`
  )
  const [phase] = rows
  if (!phase) throw new Error('no phase')
  const ask = async (id: string) => {
    const answer = await relais.command(post({ id, input: { space: phase.space, phase: phase.id, language: 'fr' } }), who, 'generateSheet')
    expect([answer.status, JSON.parse(await answer.text())]).toEqual([200, { facts: [] }])
  }
  const [first, second] = [randomId(), randomId()]
  await ask(first)
  const made = await until(async () => (await sheets())[0])
  expect(made.body).toMatchObject({ phase: phase.id, version: 1 })
  await ask(first)
  await ask(second)
  const both = await until(async () => {
    const found = await sheets()
    return found.length > 1 ? found : undefined
  })
  expect(both.map(({ body }) => body.version).sort()).toEqual([1, 2])

  for (const { id, body } of both) {
    const file = await relais.file(new Request('http://localhost/'), who, id)
    expect([file.status, file.headers.get('content-disposition')]).toEqual([
      200,
      `attachment; filename*=UTF-8''${encodeURIComponent(body.name)}`,
    ])
    const bytes = new Uint8Array(await file.arrayBuffer())
    expect(bytes.length).toBe(body.size)
    const words = (await (await JSZip.loadAsync(bytes)).file('word/document.xml')?.async('string')) ?? ''
    expect(words).toContain('AGENCE TERANGA · FICHE DE PHASE')
    expect(words).toContain(phase.title.replaceAll('&', '&amp;'))
    expect(words).toContain(`Version ${body.version}, générée le 21 novembre 2026 par Awa Diop`)
  }
})

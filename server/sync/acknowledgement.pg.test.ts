import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import { planName } from '#kernel/space/name.ts'
import { createRecord } from '#kernel/space/record.ts'
import { commands } from '#domain/commands.ts'
import { business } from '#domain/model.ts'
import { foundCompany } from '../../tests/kill/company.ts'
import { until } from '../../tests/kill/writer.ts'
import { freshDatabase } from '../../tests/postgres.ts'
import { connect } from '../postgres/connection.ts'
import { startRelais } from '../relais.ts'
import { UpdateLog } from './log.ts'

test('an edit that is not on the disk yet is neither acknowledged nor shown', async () => {
  const database = await freshDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'relais-acknowledgement-'))
  const clock = { now: () => Date.now() }
  const relais = await startRelais({ connection: connect(database.url), dataDir, clock, model: business, commands, version: '0' })
  const { workspace, space, phase, cookies } = await foundCompany(relais)
  const server = createServer().on('upgrade', (request, socket, head) => void relais.sync.upgrade(request, socket, head))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/sync`
  const open = (cookie: string) => {
    const Socket = class extends WebSocket {
      constructor(address: string) {
        super(address, { headers: { cookie } })
      }
    }
    const websocketProvider = new HocuspocusProviderWebsocket({ url, WebSocketPolyfill: Socket })
    const provider = new HocuspocusProvider({ websocketProvider, name: planName(workspace, space), document: new Y.Doc() })
    provider.attach()
    return provider
  }
  const [awa, moussa] = cookies.map(open) as [HocuspocusProvider, HocuspocusProvider]
  await until('both copies', () => awa.isSynced && moussa.isSynced)

  let flush = () => {}
  const flushed = new Promise<void>(done => (flush = done))
  const append = UpdateLog.prototype.append
  const slow = vi.spyOn(UpdateLog.prototype, 'append').mockImplementation(async function (this: UpdateLog, entry) {
    await flushed
    return append.call(this, entry)
  })
  createRecord(awa.document, business.task, randomId(), { title: 'Repérage', phase })
  await until('the append', () => slow.mock.calls.length === 1)
  await new Promise(next => setTimeout(next, 200))
  expect(awa.unsyncedChanges).toBe(1)
  expect(moussa.document.getMap('task').size).toBe(0)
  flush()
  await until('both words', () => awa.unsyncedChanges === 0 && moussa.document.getMap('task').size === 1)

  slow.mockRestore()
  for (const provider of [awa, moussa]) {
    provider.configuration.websocketProvider.destroy()
    provider.destroy()
  }
  server.close()
  await relais.stop()
  await database.drop()
  rmSync(dataDir, { recursive: true })
})

// The real server as a process of its own, with a workspace, its owner and projects of any size.
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import { ranksBetween } from '#kernel/base/rank.ts'
import { planName } from '#kernel/space/name.ts'
import { createRecord } from '#kernel/space/record.ts'
import { business } from '#domain/model.ts'
import { standardPhases } from '#domain/projects/standard-phases.ts'
import { startServer, type Options, type Server } from '../tests/e2e/harness/server.ts'
import { agency, awa } from '../tests/e2e/harness/world.ts'
import { until } from '../tests/kill/writer.ts'
import { taskValues } from './task-values.ts'

/** A server with its first workspace, and the cookie of who owns it. */
export class Company {
  readonly server: Server
  readonly cookie: string
  readonly workspace: string
  readonly person: string
  private constructor(server: Server, cookie: string, workspace: string, person: string) {
    this.server = server
    this.cookie = cookie
    this.workspace = workspace
    this.person = person
  }

  static async found(options: Options = {}): Promise<Company> {
    const server = await startServer(options)
    const answer = await ask(server.url, '', 'setup', { workspace: agency, owner: awa })
    const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] as string
    const who = (await (await ask(server.url, cookie, 'session')).json()) as { workspace: { id: string }; person: { id: string } }
    return new Company(server, cookie, who.workspace.id, who.person.id)
  }

  async createSpace(name: string): Promise<string> {
    const id = randomId()
    await ask(this.server.url, this.cookie, 'commands/createSpace', { id: randomId(), input: { id, kind: 'project', name } })
    return id
  }

  /** A project whose tasks are written as a device writes them, a thousand in each update. */
  async project(title: string, tasks: number): Promise<string> {
    const space = await this.createSpace(title)
    const { doc, provider, leave } = this.open(planName(this.workspace, space))
    await until('the plan', () => provider.isSynced)
    const phases = standardPhases(space)
    const ranks = ranksBetween(null, null, tasks)
    doc.transact(() => {
      createRecord(doc, business.project, space, { title, owner: this.person })
      for (const { id, values } of phases) createRecord(doc, business.phase, id, values)
      createRecord(doc, business.document, randomId(), { title: 'Note de cadrage', project: space, rank: 'a0' })
    })
    for (let at = 0; at < tasks; at += 1_000)
      doc.transact(() => {
        for (let n = at; n < Math.min(tasks, at + 1_000); n++)
          createRecord(doc, business.task, randomId(), taskValues(n, phases[n % phases.length]!.id, ranks[n]!, this.person))
      })
    await until('the acknowledgement', () => provider.unsyncedChanges === 0, 120_000)
    leave()
    return space
  }

  /** One socket on one document, as a tab has it. */
  open(name: string, token = ''): { doc: Y.Doc; provider: HocuspocusProvider; leave(): void } {
    const headers = { cookie: this.cookie }
    const Signed = class extends WebSocket {
      constructor(url: string) {
        super(url, { headers })
      }
    }
    const doc = new Y.Doc()
    const wire = new HocuspocusProviderWebsocket({ url: `ws://127.0.0.1:${this.server.port}/sync`, WebSocketPolyfill: Signed })
    const provider = new HocuspocusProvider({ websocketProvider: wire, name, document: doc, token, awareness: null })
    provider.attach()
    const leave = () => {
      provider.destroy()
      wire.destroy()
    }
    return { doc, provider, leave }
  }
}

/** The API as our own pages call it; what it refuses is a fault here. */
async function ask(url: string, cookie: string, path: string, body?: unknown): Promise<Response> {
  const headers = { cookie, 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' }
  const method = body === undefined ? 'GET' : 'POST'
  const answer = await fetch(`${url}/api/v1/${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer
}

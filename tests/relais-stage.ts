// What tests of endpoints begin with: a running Relais over a database of its own, and what they ask of it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect } from 'vitest'
import * as Y from 'yjs'
import { randomId } from '#kernel/base/id.ts'
import { commands } from '#domain/commands.ts'
import { business } from '#domain/model.ts'
import { cookieName } from '#server/auth/sessions.ts'
import type { ProviderSettings } from '#server/auth/provider-settings.ts'
import type { PostSettings } from '#server/mail/post.ts'
import { connect, type Connection } from '#server/postgres/connection.ts'
import { startRelais, type Relais } from '#server/relais.ts'
import { inspect, speakers } from '#server/sync/inspect.ts'
import { load } from '#server/sync/load.ts'
import { UpdateLog } from '#server/sync/log.ts'
import type { Who } from '#server/sync/who.ts'
import { freshDatabase } from './postgres.ts'

export const owner = { name: 'Awa Diop', email: 'Awa@Teranga.sn', password: 'ndar-geej-2025' }
export const wish = { workspace: { name: 'Agence Teranga', currency: 'XOF', timeZone: 'Africa/Dakar' }, owner }

export const post = (body: unknown, headers: Record<string, string> = {}) =>
  new Request('http://localhost/', { method: 'POST', body: JSON.stringify(body), headers })
export const get = (query = '', headers: Record<string, string> = {}) => new Request(`http://localhost/${query}`, { headers })
export const read = async (answer: Response) => JSON.parse(await answer.text())
/** What a browser would send back. */
export const cookieIn = (answer: Response) => (answer.headers.get('set-cookie') ?? '').split(';')[0] as string

/** Opened before each test of the file, and closed after it. */
export class RelaisStage {
  relais!: Relais
  connection!: Connection
  readonly clock = { at: Date.parse('2025-11-21T09:00:00Z'), now: () => this.clock.at }
  /** With `post`, letters leave to it. */
  constructor(post?: () => PostSettings, provider?: () => ProviderSettings) {
    let end = async () => {}
    beforeEach(async () => {
      const database = await freshDatabase()
      const dataDir = mkdtempSync(join(tmpdir(), 'relais-api-'))
      const { clock } = this
      this.connection = connect(database.url)
      this.relais = await startRelais({
        connection: this.connection,
        dataDir,
        clock,
        model: business,
        commands,
        version: '0.0.0',
        post: post?.() ?? null,
        provider: provider?.() ?? null,
      })
      end = async () => {
        await this.relais.stop()
        await database.drop()
        rmSync(dataDir, { recursive: true })
      }
    })
    afterEach(() => end())
  }

  async whoIn(answer: Response): Promise<Who> {
    expect(answer.headers.get('set-cookie')).toMatch(new RegExp(`^${cookieName}=.+; Path=/; HttpOnly; Secure; SameSite=Lax`))
    const who = await this.relais.who({ cookie: cookieIn(answer) })
    if (!who) throw new Error('nobody')
    return who
  }
  /** The first run, by Awa. */
  async begin(): Promise<Who> {
    return this.whoIn(await this.relais.setup(post(wish)))
  }
  async act(who: Who, name: string, input: unknown, id = randomId(), seen?: unknown) {
    const answer = await this.relais.command(post({ id, input, seen }), who, name)
    return { status: answer.status, ...(await read(answer)) }
  }
  /** An edit as the socket takes it, projected: made on all that the document holds. */
  async write(who: Who, name: string, change: (doc: Y.Doc) => void) {
    const { rows } = await this.connection.pool.query<{ id: number }>('select id from document where name = $1', [name])
    const document = rows[0]?.id as number
    const doc = new Y.Doc()
    await load(this.connection.pool, document, doc, () => {})
    const held = Y.encodeStateVector(doc)
    change(doc)
    const update = Y.encodeStateAsUpdate(doc, held)
    const log = new UpdateLog(this.connection.pool, this.clock, () => {})
    await log.append({ document, update, person: who.person, clients: speakers(inspect(update)), deviceAt: null })
    // Before it answers, even to a refusal, a decision has all that was logged projected.
    expect((await this.act(who, 'invite', {})).code).toBe('malformed')
  }
  async feed(who: Who, after = 0) {
    return read(await this.relais.feed(get(`?after=${after}`), who))
  }
}

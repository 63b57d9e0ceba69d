import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as Y from 'yjs'
import type { Clock } from '#kernel/base/clock.ts'
import type { Model } from '#kernel/schema/model.ts'
import { Audit } from './audit/audit.ts'
import { Watch } from './audit/watch.ts'
import { Access } from './auth/access.ts'
import { Account } from './auth/account.ts'
import { Companies } from './auth/companies.ts'
import { Credentials } from './auth/credentials.ts'
import { Recovery } from './auth/recovery.ts'
import { Post, type Drawer, type PostSettings } from './mail/post.ts'
import { Entrance } from './auth/entrance.ts'
import { InvitationLetters } from './auth/invitation-letters.ts'
import { Invitations } from './auth/invitations.ts'
import { Identities } from './auth/identities.ts'
import { Notices } from './auth/notices.ts'
import { Challenges } from './auth/passkeys-challenge.ts'
import { Passkeys } from './auth/passkeys.ts'
import { Protection } from './auth/protection.ts'
import { ProviderEntry } from './auth/provider-entry.ts'
import type { ProviderSettings } from './auth/provider-settings.ts'
import { Provider } from './auth/provider.ts'
import { Notes } from './auth/sealed-note.ts'
import { HalfEntries } from './auth/second-factor-entry.ts'
import { Seal } from './auth/second-factor-seal.ts'
import { SecondFactor } from './auth/second-factor.ts'
import { Sessions, tokenIn } from './auth/sessions.ts'
import { PersonalTokens } from './auth/tokens-personal.ts'
import { Tokens } from './auth/tokens.ts'
import { Book } from './commands/book.ts'
import { Decisions, type Commands } from './commands/decisions.ts'
import { Copies } from './feed/copy.ts'
import { Differences } from './feed/differences.ts'
import { Files } from './files/files.ts'
import { Generation } from './generation/generate.ts'
import { createApi, type Api } from './http/api.ts'
import { limited } from './http/limited.ts'
import { watched } from './http/watched.ts'
import { Outbound } from './http/outbound.ts'
import { Jobs, type Handler, type Queue } from './jobs/jobs.ts'
import type { Connection } from './postgres/connection.ts'
import { spoken } from './postgres/damage.ts'
import { shape, shaped } from './postgres/read-model.ts'
import { Projector } from './projector/projector.ts'
import { rebuild } from './projector/rebuild.ts'
import { Turns } from './projector/turns.ts'
import { ProjectionWork } from './projector/work.ts'
import { ErasedList } from './rights/erased-list.ts'
import { Erasures } from './rights/erasures.ts'
import { Compactor } from './sync/compaction.ts'
import { Documents } from './sync/documents.ts'
import type { Say } from './sync/load.ts'
import type { Who } from './sync/who.ts'
import { UpdateLog } from './sync/log.ts'
import { createSync, type Sync } from './sync/sync.ts'
import { jobHandlers } from './jobs/handlers.ts'

export type Settings = {
  connection: Connection
  dataDir: string
  clock: Clock
  model: Model
  commands: Commands
  version: string
  heartbeat?: number
  /** Where letters leave from; without it none does. */
  post?: PostSettings | Drawer | null
  /** Who else may say who somebody is. */
  provider?: ProviderSettings | null
  /** Who does the work that follows decisions; a queue in the database unless another is given. */
  queue?: (handlers: Readonly<Record<string, Handler>>) => Queue
}
/** The running server as routes reach it. */
export type Relais = Api & {
  readonly sync: Sync
  /** A page of another site asked for something in the browser of somebody who may be known here. */
  lured(who: Who | null): void
  stop(): Promise<void>
}

/** Puts the parts together over one database, brings the rows up to date with the model, and resumes what a former process had begun. */
export async function startRelais({
  connection,
  dataDir,
  clock,
  model,
  commands,
  version,
  heartbeat,
  queue,
  post: posting,
  provider: providing,
}: Settings): Promise<Relais> {
  const { pool, db } = connection
  const say: Say = ({ document, sequence, reason }) =>
    console.error(
      `Document ${document}: ${reason} ${sequence} was damaged on the disk. It is set aside (table quarantine); the rest goes on.`
    )
  const fault = (what: unknown) => console.error(spoken(what))
  const watch = new Watch(pool, clock, fault)
  const turns = new Turns()
  const access = new Access(pool)
  const documents = new Documents(pool)
  const projector = new Projector(pool, model, say, ({ name, update }) => sync.show(name, doc => Y.applyUpdate(doc, update)))
  const files = new Files(pool, clock, dataDir)
  const sessions = new Sessions(pool, clock)
  const key = keyIn(dataDir)
  const invitations = new Invitations(pool, clock, key)
  const seal = new Seal(key)
  const secondFactor = new SecondFactor({ pool, clock, sessions, seal })
  const challenges = new Challenges(clock, seal)
  const passkeys = new Passkeys({ pool, clock, sessions, challenges })
  const [identities, notes] = [new Identities({ pool, clock, sessions }), new Notes(clock, seal)]

  const log = new UpdateLog(pool, clock, moved => {
    for (const [workspace, position] of moved) {
      sync.hints.soon(workspace, position)
      work.soon(workspace)
    }
  })
  const sync = createSync({
    pool,
    model,
    access,
    documents,
    log,
    say,
    watch,
    signedIn: async request => {
      const who = await protection.marked(await sessions.who(tokenIn(request.headers)))
      return who?.unprotected ? null : who
    },
    ...(heartbeat ? { heartbeat } : {}),
  })
  const compactor = new Compactor(pool, say, fault)
  const work = new ProjectionWork({
    pool,
    turns,
    projector,
    told: (workspace, position) => sync.hints.now(workspace, position),
    projected: () => compactor.soon(),
    fault,
  })
  const generation = new Generation()
  const post = new Post(posting ?? null)
  const personalTokens = new PersonalTokens(pool, clock)
  const recovery = new Recovery({ pool, clock, post, sessions, secondFactor, personalTokens, jobs: () => jobs, fault })
  const notices = new Notices({ pool, clock, post, jobs: () => jobs, fault })
  const invitationLetters = new InvitationLetters({ pool, clock, post, invitations, jobs: () => jobs })
  const handlers = jobHandlers({
    letter: (workspace, data, id) =>
      ('invitation' in data ? invitationLetters : 'notice' in data ? notices : recovery).letter(workspace, data, id),
    pool,
    files,
    turns,
    projector,
    generation,
    decisions: () => decisions,
    book: () => book,
  })
  const jobs = queue?.(handlers) ?? new Jobs(pool, handlers, fault)
  const book = new Book({ pool, model, clock, documents, projector, access, jobs, files, sync: () => sync, erased: () => list.keep() })
  const decisions = new Decisions({ pool, db, model, commands, clock, access, projector, turns, book, invitations })
  const protection = new Protection({
    pool,
    clock,
    reader: workspace => decisions.reader(workspace),
    ask: workspace => sync.close(who => who.workspace === workspace, 1012, 'access changed'),
  })
  const audit = new Audit(pool, clock)
  const credentials = new Credentials(pool, clock, audit)
  const tokens = new Tokens(pool, clock, sessions)
  const account = new Account({ pool, credentials, sessions, secondFactor, passkeys, personalTokens, protection })
  const list = new ErasedList(pool, dataDir, fault)
  const erasures = new Erasures({ pool, clock, account, sessions, book, decisions, projector, turns, list })
  const halfEntries = new HalfEntries(pool, clock)
  const entrance = new Entrance({
    pool,
    clock,
    credentials,
    sessions,
    book,
    turns,
    invitations,
    access,
    secondFactor,
    halfEntries,
    passkeys,
    identities,
    notes,
  })
  const provider = providing ? new Provider({ settings: providing, clock, outbound: new Outbound(providing), fault }) : null
  const providerEntry = new ProviderEntry({
    ...{ pool, clock, provider, identities, notes, challenges, entrance, invitations, sessions, secondFactor, halfEntries },
  })
  const companies = new Companies({ pool, clock, sessions, book, turns, decisions })
  const copies = new Copies({ pool, access, documents, say })
  const differences = new Differences({ pool, access, copies, watch })

  if (await shape(pool, model)) {
    const { rows } = await pool.query<{ id: string }>('select id from workspace')
    for (const { id } of rows) await turns.take(id, () => rebuild(pool, model, id, say))
    await shaped(pool, model)
  }
  await jobs.start()
  await work.resume()
  await erasures.again()

  const to = {
    account,
    audit,
    companies,
    secondFactor,
    passkeys,
    identities,
    provider,
    providerEntry,
    tokens,
    personalTokens,
    notices,
    recovery,
    post,
    sessions,
    protection,
    entrance,
    invitations,
    invitationLetters,
    decisions,
    erasures,
    copies,
    differences,
    files,
    sync,
  }
  const api = watched(limited(createApi({ pool, db, model, clock, access, ...to, version }), clock), watch)
  return {
    ...api,
    sync,
    lured: who => void (who && watch.note(who, 'siteRefused')),
    /** Lets no one in, flushes what was received, projects it, and lets go. */
    async stop() {
      await sync.stop()
      await jobs.stop()
      await generation.stop()
      post.stop()
      protection.stop()
      await work.stop()
      await compactor.stop()
      await watch.settled()
      await connection.end()
    },
  }
}

/** The server's own secret, made at the first start. */
function keyIn(dataDir: string): Buffer {
  const path = join(dataDir, 'key')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  if (!existsSync(path)) writeFileSync(path, randomBytes(32), { mode: 0o600, flag: 'wx', flush: true })
  return readFileSync(path)
}

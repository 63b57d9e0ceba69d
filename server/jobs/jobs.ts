import type { Pool, PoolClient } from 'pg'
import { setTimeout as pause } from 'node:timers/promises'
import { PgBoss } from 'pg-boss'
import type { Job } from '#kernel/command/command.ts'
import { killPoint } from '../sync/kill-point.ts'

/** What a job asks for, in which workspace. Done at least once: what it writes bears ids derived from it. */
export type Handler = (workspace: string, data: Job['data'], id: string) => Promise<void>
/** Where decisions leave the work that follows them. */
export type Queue = Pick<Jobs, 'start' | 'add' | 'wake' | 'stop'>
type Carried = { workspace: string; data: Job['data'] }

/** Work that follows decisions, enqueued in their transaction and done after it, tried again when it fails. */
export class Jobs {
  private readonly boss: PgBoss
  private readonly handlers: Readonly<Record<string, Handler>>
  private workers: string[] = []
  constructor(pool: Pool, handlers: Readonly<Record<string, Handler>>, fault: (fault: unknown) => void) {
    this.handlers = handlers
    this.boss = new PgBoss({
      db: { executeSql: (text, values) => pool.query(text, values as unknown[]) },
      schema: 'job',
      schedule: false,
      superviseIntervalSeconds: alive,
      monitorIntervalSeconds: alive,
    })
    this.boss.on('error', fault)
  }

  async start(): Promise<void> {
    await this.boss.start()
    for (const [name, handler] of Object.entries(this.handlers)) {
      await this.boss.createQueue(name, patient)
      await this.boss.updateQueue(name, patient)
      await this.takeBack(name)
      const worker = await this.boss.work<Carried>(name, { pollingIntervalSeconds: 2 }, async jobs => {
        for (const { id, data } of jobs) {
          killPoint('job:before')
          await handler(data.workspace, data.data, id)
          killPoint('job:after')
        }
        // Where there was one there may be another: it does not wait for the next look.
        this.wake()
      })
      this.workers.push(worker)
    }
  }

  /** One Relais works on a database at a time (`alone.ts`): what is under way before its worker begins was left by one that died. */
  private async takeBack(name: string): Promise<void> {
    const left = (await this.boss.findJobs(name)).filter(({ state }) => state === 'active')
    if (left.length) await this.boss.fail(name, left, { message: 'its process ended before it' })
  }

  async add(client: PoolClient, workspace: string, { name, data }: Job): Promise<void> {
    if (!Object.hasOwn(this.handlers, name)) throw new Error(`nobody does the job “${name}”`)
    await this.boss.send(name, { workspace, data } satisfies Carried, {
      db: { executeSql: (text, values) => client.query(text, values as unknown[]) },
    })
  }
  /** A job was just committed: no need to wait for the next look. */
  wake(): void {
    for (const worker of this.workers) this.boss.notifyWorker(worker)
  }
  /** Lets what is under way end, for a while. The queue itself would look only twice a second whether it has. */
  async stop(): Promise<void> {
    const ended = Promise.all(Object.keys(this.handlers).map(name => this.boss.offWork(name)))
    await Promise.race([ended, pause(patience, undefined, { ref: false })])
    await this.boss.stop({ graceful: false })
  }
}

/** Milliseconds that a stop gives to a job under way. */
const patience = 5_000
/** Seconds without a sign of life after which a job's process is taken for dead and the job is given to another. */
const alive = 10
const patient = { retryLimit: 8, retryDelay: 2, retryBackoff: true, heartbeatSeconds: alive }

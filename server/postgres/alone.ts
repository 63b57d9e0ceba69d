import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { Unavailable } from './unavailable.ts'

/** Taken by the one Relais that uses a database; its session, and so the lock, ends with its process, even killed. */
const alone = 0x72656c61

/** The session that holds the database for this process alone; refused while another holds it. */
export async function holdAlone(config: string | pg.ClientConfig): Promise<pg.Client> {
  const given = typeof config === 'string' ? { connectionString: config } : config
  const hold = new pg.Client({ ...given, application_name: 'relais', keepAlive: true })
  hold.on('error', () => {})
  await hold.connect()
  // A Relais killed a moment ago may still have its session open while its last statement ends.
  for (let attempt = 0; attempt < 30; attempt++) {
    const { rows } = await hold.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [alone])
    if (rows[0]?.held) return hold
    await pause(100)
  }
  await hold.end()
  throw new Unavailable(
    'Relais tourne déjà sur ces données : utilisez-le, arrêtez-le, ou donnez un autre dossier dans DATA_DIR ou une autre base dans DATABASE_URL.',
    'Relais is already running on these data: use it, stop it, or give another folder in DATA_DIR or another database in DATABASE_URL.'
  )
}

/**
 * Keeps the hold through restarts of the database. When another Relais has taken it meanwhile there are two, and this one must end:
 * `lost` is called once, with the sentence that says so.
 */
export async function stayAlone(url: string, lost: (fault: unknown) => void): Promise<{ stop(): Promise<void> }> {
  let stopped = false
  let hold = await holdAlone(url)
  const watch = (held: pg.Client) =>
    void held.once('end', async () => {
      while (!stopped)
        try {
          return watch((hold = await holdAlone(url)))
        } catch (fault) {
          if (fault instanceof Unavailable) return lost(fault)
          await pause(500)
        }
    })
  watch(hold)
  return {
    async stop() {
      stopped = true
      await hold.end().catch(() => {})
    },
  }
}

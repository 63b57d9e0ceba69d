import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { business } from '#domain/model.ts'
import { employee } from '#domain/people/ready-roles.ts'
import { House } from '../../tests/faults/house.ts'
import { until } from '../../tests/kill/writer.ts'
import { freshDatabase } from '../../tests/postgres.ts'
import { Team } from '../../tests/team.ts'
import { backup } from '../backup/backup.ts'
import { restore } from '../backup/restore.ts'
import { connect } from '../postgres/connection.ts'
import { startRelais } from '../relais.ts'
import { listName } from './erased-list.ts'

test('PLT-09 an older backup that is put back forgets again those who were erased since', async () => {
  const house = await House.shared()
  const team = new Team(house)
  const folder = mkdtempSync(join(tmpdir(), 'relais-erased-'))
  const other = await freshDatabase()
  const fatou = await team.welcome([employee], 'Fatou Diop')
  await backup({ pool: house.pool, dataDir: house.dataDir, version: '0', at: 1 }, join(folder, 'before'))
  const gone = await house.relais.eraseOwn(team.post({ password: fatou.password }), fatou.who)
  expect(gone.status).toBe(200)
  const list = join(house.dataDir, listName)
  const line = `${fatou.who.workspace} ${fatou.who.person}\n`
  await until('the list', () => {
    try {
      return readFileSync(list, 'utf8') === line
    } catch {
      return false
    }
  })

  const connection = connect(other.url)
  await connection.pool.query('drop schema public cascade; create schema public')
  const dataDir = join(folder, 'data')
  await restore(connection.pool, dataDir, join(folder, 'before'), list)
  const named = async () =>
    (await connection.pool.query<{ text: string }>('select coalesce(json_agg(f), $1)::text as text from fact f', ['[]'])).rows[0]?.text
  expect(await named()).toContain('Fatou Diop')
  const again = await startRelais({ connection, dataDir, clock: house.clock, model: business, commands: {}, version: '0' })
  expect(await named()).not.toContain('Fatou')
  const signIn = await again.signIn(team.post({ email: fatou.email, password: fatou.password }))
  expect(signIn.status).toBe(401)
  expect((await connection.pool.query('select from seat where person = $1', [fatou.who.person])).rowCount).toBe(0)
  // Awa is in no list, and is as she was.
  expect(await again.who({ cookie: house.company.cookies[0] as string })).not.toBeNull()
  expect(readFileSync(join(dataDir, listName), 'utf8')).toBe(line)

  await again.stop()
  await other.drop()
  await house.close()
  rmSync(folder, { recursive: true, force: true })
})

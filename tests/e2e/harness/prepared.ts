// Data folders that the real server made once for the whole run, and stopped cleanly; a story's server starts on a copy.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, request, type APIResponse } from '@playwright/test'
import { randomId } from '#kernel/base/id.ts'
import { copyFolder, startServer, type Server } from './server.ts'
import { agency, awa, moussa, type Cookies } from './world.ts'

/** Nobody has come yet; or the example's company, where Moussa was invited to its largest project. */
type Prepared = 'empty' | 'office'
/** What is known of the office: who is signed in with what, and the path of the project. */
type Known = { cookies: { awa: Cookies; moussa: Cookies }; project: string }

const variable = 'RELAIS_PREPARED'
const folder = () => {
  const found = process.env[variable]
  if (!found) throw new Error('nothing was prepared for this run')
  return found
}

/** Playwright calls it once before the stories; what it answers is called after them. */
export default async function prepare(): Promise<() => void> {
  const made = mkdtempSync(join(tmpdir(), 'relais-prepared-'))
  process.env[variable] = made
  const dataDir = join(made, 'working')
  // The second start writes down what Node compiled, for those to come.
  for (const prepared of ['empty', 'office'] as const) {
    const server = await startServer({ dataDir, env: { NODE_COMPILE_CACHE: compiled() } })
    try {
      if (prepared === 'office') writeFileSync(join(made, 'office.json'), JSON.stringify(await inhabit(server.url)))
    } finally {
      await server.stop()
    }
    copyFolder(dataDir, join(made, prepared))
  }
  return () => rmSync(made, { recursive: true, force: true })
}

async function inhabit(url: string): Promise<Known> {
  // As one of our own pages would ask.
  const asks = { baseURL: url, extraHTTPHeaders: { origin: url } }
  const [hers, his] = [await request.newContext(asks), await request.newContext(asks)]
  const told = async (answer: APIResponse) => {
    expect(answer.ok(), await answer.text()).toBe(true)
    return answer.json()
  }
  await told(await hers.post('/api/v1/setup', { data: { workspace: agency, owner: awa, demo: true } }))
  const { rows } = await told(await hers.post('/api/v1/query', { data: { from: 'project' } }))
  const { id: space } = rows.find(({ title }: { title: string }) => title === 'Lancement de l’offre Fibre Famille')
  const { link } = await told(await hers.post('/api/v1/commands/invite', { data: { id: randomId(), input: { space, role: 'editor' } } }))
  await told(await his.post(`/api/v1/invitations/${link.split('/').at(-1)}`, { data: moussa }))
  const cookies = { awa: (await hers.storageState()).cookies, moussa: (await his.storageState()).cookies }
  await Promise.all([hers.dispose(), his.dispose()])
  return { cookies, project: `/projets/${space}` }
}

/** A server of one's own on a copy of it. */
export const startPrepared = (prepared: Prepared): Promise<Server> =>
  startServer({ copyOf: join(folder(), prepared), env: { NODE_COMPILE_CACHE: compiled() } })
export const known = (): Known => JSON.parse(readFileSync(join(folder(), 'office.json'), 'utf8')) as Known
/** Where Node keeps what it compiled of the server: a start costs half as much. */
const compiled = () => join(folder(), 'compiled')

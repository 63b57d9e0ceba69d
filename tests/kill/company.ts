// A company with two people and a project, made through the server's own doors.
import { randomId } from '#kernel/base/id.ts'
import { commands } from '#domain/commands.ts'
import { business } from '#domain/model.ts'
import { openStore } from '#server/postgres/store.ts'
import { startRelais, type Relais } from '#server/relais.ts'

/** On a data folder, or a database, that no server uses yet. */
export async function foundCompanyIn(dataDir: string, url?: string) {
  const store = await openStore(dataDir, url)
  const relais = await startRelais({
    connection: store.connection,
    dataDir,
    clock: { now: () => Date.now() },
    model: business,
    commands,
    version: '0',
  })
  const company = await foundCompany(relais)
  await relais.stop()
  await store.stop()
  return company
}

export async function foundCompany(relais: Relais) {
  const post = (body: unknown) => new Request('http://localhost/', { method: 'POST', body: JSON.stringify(body) })
  const cookieOf = (answer: Response) => (answer.headers.get('set-cookie') ?? '').split(';')[0] as string
  const awa = cookieOf(
    await relais.setup(
      post({
        workspace: { name: 'Agence Teranga', currency: 'XOF', timeZone: 'Africa/Dakar' },
        owner: { name: 'Awa Diop', email: 'awa@teranga.sn', password: 'ndar-geej-2025' },
      })
    )
  )
  const who = await relais.who({ cookie: awa })
  if (!who) throw new Error('nobody was signed in')
  const [space, phase] = [randomId(), randomId()]
  const act = async (name: string, input: unknown) =>
    JSON.parse(await (await relais.command(post({ id: randomId(), input }), who, name)).text())
  await act('createSpace', { id: space, kind: 'project', name: 'Noflaye' })
  const { link } = await act('invite', { space, role: 'editor' })
  const moussa = cookieOf(
    await relais.join(post({ name: 'Moussa Sène', email: 'moussa@teranga.sn', password: 'saint-louis-24' }), link.split('/').at(-1))
  )
  return { workspace: who.workspace, space, phase, cookies: [awa, moussa] }
}

// People who enter a company through its own doors, with roles, and ask for things.
import { randomId } from '#kernel/base/id.ts'
import type { Who } from '#server/sync/who.ts'
import type { House } from './faults/house.ts'

export type Colleague = { readonly who: Who; readonly cookie: string; readonly email: string; readonly password: string }
type Answer = {
  status: number
  code?: string
  label?: { fr: string; en: string }
  link?: string
  facts?: { kind: string; body: Record<string, unknown> }[]
}

export class Team {
  readonly house: House
  constructor(house: House) {
    this.house = house
  }
  post(body: unknown, headers: Record<string, string> = {}): Request {
    return new Request('http://localhost/', { method: 'POST', body: JSON.stringify(body), headers })
  }
  async act(who: Who, name: string, input: unknown, id = randomId()): Promise<Answer> {
    const answer = await this.house.relais.command(this.post({ id, input }), who, name)
    return { status: answer.status, ...(JSON.parse(await answer.text()) as object) }
  }
  owner(): Promise<Who> {
    return this.house.who(0)
  }
  /** Someone new, invited into the company by its owner, or by another. */
  async welcome(roles: readonly string[], name = 'Fatou Diop', by?: Who): Promise<Colleague> {
    const { link = '' } = await this.act(by ?? (await this.owner()), 'inviteColleague', { roles })
    const [email, password] = [`${randomId()}@teranga.sn`, 'saint-louis-24']
    return this.enter(link, { name, email, password })
  }
  async enter(link: string, { name, email, password }: { name: string; email: string; password: string }): Promise<Colleague> {
    const answer = await this.house.relais.join(this.post({ name, email, password }), link.split('/').at(-1) ?? '')
    const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] as string
    const who = await this.house.relais.who({ cookie })
    if (!who) throw new Error(`nobody entered: ${answer.status} ${await answer.text()}`)
    return { who, cookie, email, password }
  }
  async signIn({ email, password }: Pick<Colleague, 'email' | 'password'>): Promise<{ status: number; code?: string }> {
    const answer = await this.house.relais.signIn(this.post({ email, password }))
    return { status: answer.status, ...(JSON.parse(await answer.text()) as object) }
  }
  /** What the server answers a device that asks whether it is still known. */
  async session(cookie: string): Promise<{ status: number; code?: string }> {
    const who = await this.house.relais.who({ cookie })
    const answer = await this.house.relais.session(new Request('http://localhost/', { headers: { cookie } }), who)
    return { status: answer.status, ...(JSON.parse(await answer.text()) as object) }
  }
}

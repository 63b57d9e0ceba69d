import type { Tried } from '#domain/people/audited.ts'
import type { Watch } from '../audit/watch.ts'
import type { Who } from '../sync/who.ts'
import { codeOf } from './answer.ts'

const tries: Readonly<Record<string, Tried>> = {
  notHere: 'readRefused',
  notAllowed: 'rightRefused',
  scope: 'tokenRefused',
  tooLarge: 'tooLarge',
  busy: 'tooOften',
  tooOften: 'tooOften',
  attempts: 'attempts',
}
type Endpoint = (...asked: unknown[]) => Promise<unknown>
type Endpoints = Readonly<Record<string, (...asked: never[]) => Promise<unknown>>>

/** The same endpoints; what one refuses to somebody who is known is written down. What a decision refuses is kept with the decision. */
export function watched<Api extends Endpoints>(api: Api, watch: Pick<Watch, 'note'>): Api {
  const watching = (name: string, endpoint: Endpoint): Endpoint => {
    const watching: Endpoint = async (...asked) => {
      const answered = await endpoint(...asked)
      const code = codeOf(answered)
      const what = code !== undefined && Object.hasOwn(tries, code) ? tries[code] : undefined
      const [, who, about] = asked
      if (what && isWho(who) && !(name === 'command' && code === 'notAllowed')) watch.note(who, what, about)
      return answered
    }
    // What it takes stays readable: tests are made from it.
    return Object.assign(watching, { of: endpoint })
  }
  return Object.fromEntries(Object.entries(api).map(([name, endpoint]) => [name, watching(name, endpoint as Endpoint)])) as Endpoints as Api
}
const isWho = (value: unknown): value is Who => typeof value === 'object' && value !== null && 'person' in value

import type { Clock } from '#kernel/base/clock.ts'
import { Attempts } from '../auth/attempts.ts'
import type { Who } from '../sync/who.ts'
import { problem, refusal } from './answer.ts'

const minute = 60_000
/** Far more than people ask, or their devices after a week away; less than would keep others waiting. */
const allowances = {
  question: { most: 1_200, within: minute },
  document: { most: 300, within: minute },
  decision: { most: 600, within: minute },
  invitation: { most: 300, within: 60 * minute },
} as const
type Sort = keyof typeof allowances

/** What each endpoint counts as, for the person who asks; `document` for that person and what they ask about. */
const counted: Readonly<Record<string, (about: unknown, more: unknown) => readonly [Sort, string?][]>> = {
  query: () => [['question']],
  differences: () => [['question']],
  lastChanges: () => [['question']],
  document: name => [['question'], ['document', String(name)]],
  history: (entity, record) => [['question'], ['document', `${String(entity)}/${String(record)}`]],
  command: name => (name === 'invite' || name === 'inviteColleague' ? [['decision'], ['invitation']] : [['decision']]),
  sendInvitation: () => [['invitation']],
}
type Endpoint = (request: Request, who: Who | null, about: unknown, more: unknown) => Promise<Response>
type Endpoints = Readonly<Record<string, (...asked: never[]) => Promise<unknown>>>

/** The same endpoints; whoever asks one too often is told when to come back, before anything is looked at. */
export function limited<Api extends Endpoints>(api: Api, clock: Clock): Api {
  const made = new Map(Object.entries(allowances).map(([sort, allowance]) => [sort, new Attempts(clock, allowance)]))
  /** Seconds to wait; what is refused is not counted. */
  const take = ({ workspace, person }: Who, sorts: readonly [Sort, string?][]): number => {
    const counts = sorts.map(([sort, of = '']) => [made.get(sort) as Attempts, `${workspace}/${person}/${of}`] as const)
    const wait = Math.max(...counts.map(([attempts, key]) => attempts.wait(key)))
    if (!wait) for (const [attempts, key] of counts) attempts.fail(key)
    return wait
  }
  const limiting = (endpoint: Endpoint, sorts: (typeof counted)[string]): Endpoint => {
    const limiting: Endpoint = async (request, who, about, more) => {
      const wait = who ? take(who, sorts(about, more)) : 0
      return wait ? refusal(request, { ...tooOften, retryAfter: wait }) : endpoint(request, who, about, more)
    }
    return Object.assign(limiting, { of: endpoint })
  }
  const all = Object.entries(api).map(([name, endpoint]) => {
    const sorts = Object.hasOwn(counted, name) ? counted[name] : undefined
    return [name, sorts ? limiting(endpoint as unknown as Endpoint, sorts) : endpoint]
  })
  return Object.fromEntries(all) as Api
}

const tooOften = problem(
  429,
  'tooOften',
  'Vous en demandez beaucoup à la fois : la suite attend un moment, et rien n’est perdu.',
  'You are asking for a lot at once: the rest waits a moment, and nothing is lost.'
)

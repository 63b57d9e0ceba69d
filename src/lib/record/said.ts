import type { Introduction } from '#domain/people/introduce.ts'
import type { Person } from '#domain/people/person.ts'
import type { Device } from '$lib/store/device.ts'

/** My own card as it will stand once all that waits has left. */
export const saidOf = (device: Device): Partial<Person> => ({
  name: device.person.name,
  ...device.row('person', device.person.id),
  ...Object.assign({}, ...waitingOf(device, 'introduce').map(input => input as Introduction)),
})
/** My own picture that waits to leave, in base64; null when it is taken away, undefined when nothing waits. */
export function portraitWaiting(device: Device): string | null | undefined {
  const last = waitingOf(device, 'portray').at(-1) as { picture?: unknown } | undefined
  return last && (typeof last.picture === 'string' ? last.picture : null)
}
/** I have chosen a language here, and my card does not say it yet. */
export const languageWaits = (device: Device): boolean =>
  waitingOf(device, 'introduce').some(input => (input as Introduction).language !== undefined)
const waitingOf = (device: Device, command: string) => device.waiting.filter(({ name }) => name === command).map(({ input }) => input)

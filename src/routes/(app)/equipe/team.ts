import { compareText, fold } from '#kernel/base/fold.ts'
import type { Place } from '#domain/people/place.ts'
import type { Person } from '#domain/people/person.ts'
import type { Service } from '#domain/people/service.ts'
import { placeHere, roleHere } from '$lib/record/company.ts'
import { decide } from '$lib/record/decide.ts'
import { tellRefusal } from '$lib/record/tell.ts'
import { words } from '$lib/record/words.ts'
import type { Device } from '$lib/store/device.ts'
import { toast } from '$lib/ui/Toasts.svelte.ts'

export type Membered = { readonly id: string; readonly name: string; readonly leads: boolean }
/** Someone of the company as the list shows them. */
export type Colleague = {
  readonly id: string
  readonly name: string
  readonly card: Person
  readonly place: Place
  readonly roles: readonly string[]
  readonly services: readonly Membered[]
  readonly waits: boolean
}

const byName = (a: { name: string; id: string }, b: { name: string; id: string }) =>
  compareText(fold(a.name), fold(b.name)) || compareText(a.id, b.id)

/** Services that have not ended, by name. */
export const servicesHere = (device: Device): Service[] =>
  device
    .rows('service')
    .filter(({ retired }) => !retired)
    .toSorted(byName)

/** Everybody, by name; whoever has left included. */
export function colleagues(device: Device): Colleague[] {
  const services = servicesHere(device)
  const waiting = new Set(device.waiting.map(({ input }) => (input as { person?: unknown } | null)?.person))
  return device
    .rows('person')
    .filter(({ erased }) => !erased)
    .map((card): Colleague => {
      const place = placeHere(device, card.id)
      return {
        id: card.id,
        name: card.name,
        card,
        place,
        roles: place.roles.flatMap(id => {
          const role = roleHere(device, id)
          return role && !role.retired ? words(role.name) : []
        }),
        services: services
          .filter(({ members, managers }) => members.includes(card.id) || managers.includes(card.id))
          .map(({ id, name, managers }) => ({ id, name, leads: managers.includes(card.id) })),
        waits: waiting.has(card.id),
      }
    })
    .toSorted(byName)
}

/** Those whose name, address, work, roles or services hold every word that was typed. */
export function found(people: readonly Colleague[], typed: string): Colleague[] {
  const wanted = fold(typed).split(/\s+/).filter(Boolean)
  const about = ({ card, roles, services }: Colleague) =>
    fold([card.name, card.email, card.job ?? '', ...roles, ...services.map(({ name }) => name)].join(' '))
  return people.filter(person => wanted.every(word => about(person).includes(word)))
}

/** Asks for a decision and says what became of it, whenever the answer comes. */
export async function ask(device: Device, command: string, input: unknown, done: string): Promise<boolean> {
  const answer = await decide(device, command, input)
  if (answer.refused) tellRefusal(answer.refused)
  else toast(done, { tone: 'good' })
  return !answer.refused
}

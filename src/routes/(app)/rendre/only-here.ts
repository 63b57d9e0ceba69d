import { parseName } from '#kernel/space/name.ts'
import { m } from '$lib/paraglide/messages.js'
import { captionOf, isEntity, labelOf, titleOf } from '$lib/record/words.ts'
import type { Attention, Device } from '$lib/store/device.ts'
import { commandWords } from '../synchronisation/command-words.ts'
import { pendingRecords } from '../synchronisation/pending-records.ts'

/** What the server does not hold, by name: all that is lost with this device. */
export type OnlyHere = {
  readonly records: readonly string[]
  /** How many more than are named. */
  readonly more: number
  readonly decisions: readonly string[]
  readonly refused: readonly string[]
  readonly aside: readonly string[]
}
const most = 200

export function onlyHere(device: Device): OnlyHere {
  const { shown, more } = pendingRecords(device, most)
  return {
    records: shown.map(({ entity, row }) => {
      const project = entity === 'project' ? null : device.row('project', row.space)
      return [`${labelOf(entity)} · ${titleOf(row)}`, ...(project ? [titleOf(project)] : [])].join(' · ')
    }),
    more,
    decisions: device.waiting.map(({ name, input }) => commandWords(device, name, input)),
    refused: device.attention.flatMap(item => (item.kind === 'refused' ? commandWords(device, item.command, item.input) : [])),
    aside: device.attention.flatMap(item => (item.kind === 'aside' ? asideWords(device, item) : [])),
  }
}
export const countOf = ({ records, more, decisions, refused, aside }: OnlyHere): number =>
  records.length + more + decisions.length + refused.length + aside.length
/** What leaves by itself when there is a network. */
export const leaving = ({ records, more, decisions }: OnlyHere): number => records.length + more + decisions.length

function asideWords(device: Device, { document, space, text, lines }: Extract<Attention, { kind: 'aside' }>): string {
  const name = parseName(document)
  const project = device.row('project', space)
  const of = name?.sort === 'text' && isEntity(name.entity) ? device.row(name.entity, name.id) : project
  const place = !of
    ? m.sync_place_gone()
    : name?.sort === 'text' && isEntity(name.entity)
      ? captionOf(device, name.entity, name.id)
      : titleOf(of)
  return text === undefined ? m.sync_aside_count({ count: lines.length, place }) : m.sync_aside_text({ place })
}

import { kinds as kindsOfLines, wordsOf } from '#domain/people/audited.ts'
import { membership } from '#domain/people/membership.ts'
import { person as card } from '#domain/people/person.ts'
import { readPlace, readRole } from '#domain/people/place.ts'
import type { Service } from '#domain/people/service.ts'
import type { Reader } from '#kernel/command/command.ts'
import type { AnyField } from '#kernel/schema/field.ts'
import type { Pool } from 'pg'
import type { Audit } from '../audit/audit.ts'
import type { Access } from '../auth/access.ts'
import { titlesIn } from './own-work.ts'
import { inWords, moment, said, spoken, type Language, type Section } from './section.ts'

export type Seat = { workspace: string; person: string; state: 'active' | 'suspended' | 'removed'; company: string }
export type Reading = { pool: Pool; access: Access; audit: Audit; read: Reader; language: Language }

const states = { active: ['En activité', 'Active'], suspended: ['Suspendu', 'Suspended'], removed: ['Parti', 'Left'] } as const

/** What one company says of somebody: who they are there, what they did, what is theirs to do. */
export async function ownPlace({ pool, access, read, language }: Reading, { workspace, person, state, company }: Seat) {
  const place = await readPlace(read, workspace, person)
  const roles = (await Promise.all(place.roles.map(id => readRole(read, id)))).flatMap(role => (role ? spoken(role.name, language) : []))
  const services = ((await read.rows('service', {})) as unknown as Service[]).filter(
    ({ members, managers, retired }) => !retired && (members.includes(person) || managers.includes(person))
  )
  const spaces = [...(await access.roles(workspace, person))].filter(([space, role]) => role !== 'none' && space !== workspace)
  const titles = await titlesIn(
    pool,
    workspace,
    'project',
    spaces.map(([space]) => space)
  )
  return {
    companies: {
      company,
      identifier: person,
      state: said(states[state], language),
      owner: place.owner,
      roles: roles.join(', '),
      services: services.map(({ name }) => name).join(', '),
    },
    projects: spaces.map(([space, role]) => ({
      company,
      project: titles.get(space) ?? space,
      access: inWords(membership.fields.role, role, language),
    })),
  }
}

/** Every card that was ever said of them, the present one last. */
export async function ownCards({ pool, language }: Reading, { workspace, person, company }: Seat) {
  const { rows } = await pool.query<{ body: Record<string, unknown>; at: number }>(
    `select body, at from fact where workspace = $1 and kind = 'person' and body ->> 'person' = $2 order by position`,
    [workspace, person]
  )
  return rows.map(({ body, at }) => ({
    company,
    said: moment(at),
    ...Object.fromEntries(cardFields.map(([name, field]) => [name, inWords(field, body[name], language)])),
  }))
}
/** Its own id, the colour that follows from it, and that nobody was erased. */
const notTold = new Set(['person', 'hue', 'erased'])
export const cardFields = Object.entries(card.fields as Record<string, AnyField>).filter(([name]) => !notTold.has(name))

/** The lines of the log that say what they did, and the decisions of others about them. */
export async function ownLines({ pool, audit, language }: Reading, { workspace, person, company }: Seat) {
  const rows: Section['rows'][number][] = []
  for (let after: string | undefined = ''; after !== undefined;) {
    const lines = await audit.read(workspace, { kind: null, person, from: null, until: null }, { after, most: 1_000 })
    for (const { at, kind, what, accepted, device, address } of lines)
      rows.push({
        company,
        at: moment(at),
        kind: spoken(kindsOfLines[kind], language),
        action: spoken(wordsOf({ kind, what }), language),
        by: said(['Vous', 'You'], language),
        accepted,
        device,
        address,
      })
    after = lines.length === 1_000 ? lines.at(-1)?.id : undefined
  }
  const { rows: decided } = await pool.query<{ at: number; name: string }>(
    `select at, name from command where workspace = $1 and person <> $2 and accepted
     and answer -> 'facts' @> jsonb_build_array(jsonb_build_object('body', jsonb_build_object('person', $2::text))) order by at desc`,
    [workspace, person]
  )
  for (const { at, name } of decided)
    rows.push({
      company,
      at: moment(at),
      kind: spoken(kindsOfLines.decision, language),
      action: spoken(wordsOf({ kind: 'decision', what: name }), language),
      by: said(['Quelqu’un d’autre, à votre sujet', 'Somebody else, about you'], language),
      accepted: true,
      device: '',
      address: '',
    })
  return rows
}

export async function ownInvitations({ pool, language }: Reading, { workspace, person, company }: Seat) {
  const { rows } = await pool.query<{ by: string; at: number; expires_at: number; used_at: number | null }>(
    'select by, at, expires_at, used_at from invitation where workspace = $1 and (by = $2 or used_by = $2) order by at',
    [workspace, person]
  )
  return rows.map(row => ({
    company,
    way: said(row.by === person ? ['Que vous avez faite', 'Made by you'] : ['Que vous avez acceptée', 'Accepted by you'], language),
    made: moment(row.at),
    until: moment(row.expires_at),
    used: moment(row.used_at),
  }))
}

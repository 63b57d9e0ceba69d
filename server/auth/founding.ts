import type { PoolClient } from 'pg'
import { randomId } from '#kernel/base/id.ts'
import type { FactDraft } from '#kernel/command/command.ts'
import { limits } from '#kernel/space/limits.ts'
import { problem, textAt, type Problem } from '../http/answer.ts'
import { asLanguage } from '../mail/letter.ts'

/** What a company is called and counts in. */
export type Settings = { name: string; currency: string; timeZone: string; locale: string; demo: boolean }
/** As they were typed, or what to correct. */
export function readSettings(body: unknown): Settings | Problem {
  const [name, currency, timeZone] = ['name', 'currency', 'timeZone'].map(field => textAt(body, 'workspace', field).trim()) as [
    string,
    string,
    string,
  ]
  if (!name || name.length > limits.text)
    return problem(422, 'missing', 'Indiquez le nom de l’entreprise.', 'Give the company’s name.', 'workspace.name')
  if (!/^[A-Z]{3}$/.test(currency)) return problem(422, 'currency', 'Choisissez une monnaie.', 'Choose a currency.', 'workspace.currency')
  try {
    new Intl.DateTimeFormat('fr', { timeZone })
  } catch {
    return problem(422, 'timeZone', 'Choisissez un fuseau horaire.', 'Choose a time zone.', 'workspace.timeZone')
  }
  return {
    name,
    currency,
    timeZone,
    locale: asLanguage(textAt(body, 'workspace', 'locale')),
    demo: (body as { demo?: unknown }).demo === true,
  }
}

/** A company begins: nobody is in it yet. */
export async function openWorkspace(client: PoolClient, id: string, settings: Settings, at: number): Promise<void> {
  const { name, currency, timeZone, locale } = settings
  await client.query('insert into workspace (id, name, currency, time_zone, locale, at) values ($1, $2, $3, $4, $5, $6)', [
    id,
    name,
    currency,
    timeZone,
    locale,
    at,
  ])
  await client.query('insert into feed (workspace) values ($1)', [id])
}
/** What is said of it first: what it is called, and whose it is. */
export const foundingFacts = (workspace: string, person: string, { name }: Settings): FactDraft[] => [
  { kind: 'space', id: randomId(), body: { of: workspace, kind: 'workspace', name, by: person }, spaces: [workspace] },
  { kind: 'membership', id: randomId(), body: { of: workspace, person, role: 'manager' }, spaces: [workspace] },
]

import { section, spoken, type Language, type Section } from './section.ts'
import type { Pool } from 'pg'
import type { Audit } from '../audit/audit.ts'
import type { Access } from '../auth/access.ts'
import type { Decisions } from '../commands/decisions.ts'
import type { Files } from '../files/files.ts'
import { ownAccount } from './own-account.ts'
import { cardFields, ownCards, ownInvitations, ownLines, ownPlace, type Seat } from './own-company.ts'
import { ownEdits, ownTasks } from './own-work.ts'
import type { Entry } from './zip.ts'

export type OwnDataGiven = { pool: Pool; access: Access; audit: Audit; decisions: Decisions }
/** The latest edits that one archive holds; it says so when there are more. */
const most = 100_000

/** Every place of an account, of whatever became of it. */
export async function seatsOf(pool: Pool, account: string): Promise<Seat[]> {
  const { rows } = await pool.query<Seat>(
    `select s.workspace, s.person, s.state, w.name as company from seat s join workspace w on w.id = s.workspace
     where s.account = $1 order by w.name, w.id`,
    [account]
  )
  return rows
}

/** Every picture that was ever on a card of theirs and is still kept. */
export async function ownPictures(pool: Pool, files: Files, account: string): Promise<Entry[]> {
  const found = new Map<string, Entry>()
  for (const { workspace, person } of await seatsOf(pool, account)) {
    const { rows } = await pool.query<{ hash: string }>(
      `select distinct body ->> 'portrait' as hash from fact
       where workspace = $1 and kind = 'person' and body ->> 'person' = $2 and body ->> 'portrait' is not null`,
      [workspace, person]
    )
    for (const { hash } of rows) {
      const file = await files.get(workspace, hash)
      if (file) found.set(hash, { name: `${hash.slice(0, 12)}.${file.type.split('/').at(-1) ?? 'bin'}`, bytes: file.bytes })
    }
  }
  return [...found.values()]
}

/** All that Relais knows of the person of an account, in every company, without a secret. */
export async function ownData({ pool, access, audit, decisions }: OwnDataGiven, account: string, language: Language): Promise<Section[]> {
  const found = { companies: [], cards: [], projects: [], tasks: [], edits: [], log: [], invitations: [] } as Record<
    'companies' | 'cards' | 'projects' | 'tasks' | 'edits' | 'log' | 'invitations',
    Section['rows'][number][]
  >
  for (const seat of await seatsOf(pool, account)) {
    const reading = { pool, access, audit, read: decisions.reader(seat.workspace), language }
    const { companies, projects } = await ownPlace(reading, seat)
    // Whoever has left may read nothing there any more.
    const spaces = seat.state === 'active' ? await access.spaces(seat.workspace, seat.person) : []
    const work = { pool, ...seat, spaces, language }
    found.companies.push(companies)
    found.projects.push(...projects)
    found.cards.push(...(await ownCards(reading, seat)))
    found.tasks.push(...(await ownTasks(work)))
    found.edits.push(...(await ownEdits(work, most)))
    found.log.push(...(await ownLines(reading, seat)))
    found.invitations.push(...(await ownInvitations(reading, seat)))
  }
  const [account_, ...rest] = await ownAccount({ pool, account, language })
  const company = ['Entreprise', 'Company'] as const
  const card = Object.fromEntries(
    cardFields.map(([name, { label }]) => [name, [spoken(label, 'fr'), spoken(label, 'en')] as const] as const)
  )
  return [
    ...(account_ ? [account_] : []),
    section(
      language,
      {
        name: 'companies',
        title: ['Entreprises', 'Companies'],
        note: ['Ce que vous êtes dans chacune.', 'What you are in each.'],
        columns: {
          company,
          identifier: ['Votre identifiant', 'Your identifier'],
          state: ['État', 'State'],
          owner: ['Propriétaire', 'Owner'],
          roles: ['Rôles', 'Roles'],
          services: ['Services', 'Departments'],
        },
      },
      found.companies
    ),
    section(
      language,
      {
        name: 'cards',
        title: ['Profil', 'Profile'],
        note: ['Chaque version de votre fiche, la dernière en bas.', 'Every version of your card, the last one at the bottom.'],
        columns: { company, said: ['Enregistrée le', 'Saved on'], ...card },
      },
      found.cards
    ),
    ...rest,
    section(
      language,
      {
        name: 'invitations',
        title: ['Invitations', 'Invitations'],
        note: ['Celles que vous avez faites ou acceptées.', 'Those that you made or accepted.'],
        columns: {
          company,
          way: ['Invitation', 'Invitation'],
          made: ['Faite le', 'Made on'],
          until: ['Valable jusqu’au', 'Valid until'],
          used: ['Acceptée le', 'Accepted on'],
        },
      },
      found.invitations
    ),
    section(
      language,
      {
        name: 'projects',
        title: ['Projets partagés avec vous', 'Projects shared with you'],
        note: ['Par vous-même ou par un service.', 'By yourself or through a department.'],
        columns: { company, project: ['Projet', 'Project'], access: ['Accès', 'Access'] },
      },
      found.projects
    ),
    section(
      language,
      {
        name: 'tasks',
        title: ['Tâches dont vous êtes responsable', 'Tasks assigned to you'],
        note: ['Dans les projets que vous pouvez lire.', 'In the projects that you may read.'],
        columns: {
          company,
          project: ['Projet', 'Project'],
          title: ['Tâche', 'Task'],
          due: ['Échéance', 'Due'],
          status: ['État', 'Status'],
        },
      },
      found.tasks
    ),
    section(
      language,
      {
        name: 'log',
        title: ['Journal', 'Log'],
        note: [
          'Ce qui est gardé de vos connexions, de vos décisions, et des décisions prises à votre sujet.',
          'What is kept of your sign-ins, of your decisions, and of decisions about you.',
        ],
        columns: {
          company,
          at: ['Date', 'Date'],
          kind: ['Catégorie', 'Category'],
          action: ['Action', 'Action'],
          by: ['Par', 'By'],
          accepted: ['Acceptée', 'Accepted'],
          device: ['Appareil', 'Device'],
          address: ['Adresse réseau', 'Network address'],
        },
      },
      found.log
    ),
    section(
      language,
      {
        name: 'edits',
        title: ['Ce que vous avez modifié', 'What you have edited'],
        note: [
          `Les modifications les plus récentes d’abord, ${most.toLocaleString('fr')} au plus pour chaque entreprise.`,
          `The latest edits first, ${most.toLocaleString('en')} at most for each company.`,
        ],
        columns: {
          company,
          at: ['Date', 'Date'],
          nature: ['Nature', 'Kind'],
          title: ['Titre', 'Title'],
          field: ['Champ', 'Field'],
          before: ['Avant', 'Before'],
          after: ['Après', 'After'],
          kept: ['Retenue', 'Kept'],
        },
      },
      found.edits
    ),
  ]
}

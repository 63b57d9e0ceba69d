import { addDays } from '#kernel/base/day.ts'
import { derivedId } from '#kernel/base/id.ts'
import type { Entry } from '#kernel/projector/projection.ts'
import { ranksBetween } from '#kernel/base/rank.ts'
import { flatten } from '#kernel/space/record.ts'
import { declarationOf } from '#kernel/schema/model.ts'
import { business } from '#domain/model.ts'

export const space = derivedId('sample', 'project')
const names = [
  'Awa Diop',
  'Moussa Ndiaye',
  'Jean-Marc de La Fontaine',
  'Fatou Bâ',
  'Khady Sarr',
  'Élodie Mendy',
  'Ibrahima Fall',
  'Ousmane Cissé',
]
export const people = names.map(name => ({ id: derivedId('person', name), name, email: 'x@teranga.sn' }))
const services = ['Direction marketing', 'Studio graphique', 'Réseau commercial', 'Système d’information'].map(name => ({
  id: derivedId('service', name),
  name,
}))
const id = (...parts: (string | number)[]) => derivedId('sample', ...parts.map(String))

/** Title; then the day it starts (from the project's first), how long it lasts, how far it is, and who has it. */
type Line = [title: string, from: number, days: number, done: number, ...who: number[]]
type Step = { title: string; tasks: Line[] }
const plan: { title: string; items: (Step | Line | ['milestone', string, number, boolean])[] }[] = [
  {
    title: 'Expression du besoin',
    items: [
      {
        title: 'Recueil auprès des directions',
        tasks: [
          ['Entretien avec la direction générale', 0, 2, 100, 0],
          ['Entretien avec le réseau commercial de Thiès et de Saint-Louis', 1, 3, 100, 1, 3],
          ['Synthèse des attentes des abonnés prépayés', 4, 3, 100, 0],
        ],
      },
      ['Note de cadrage', 6, 3, 100, 0, 2],
      ['Budget prévisionnel', 7, 4, 100, 4],
      ['milestone', 'Besoin validé par le comité de direction', 11, true],
    ],
  },
  {
    title: 'Études de faisabilité',
    items: [
      {
        title: 'Étude de marché',
        tasks: [
          ['Sondage téléphonique auprès de 600 foyers', 12, 8, 100, 3],
          ['Relevé des offres concurrentes (Dakar, Thiès, Kaolack)', 12, 5, 100, 5],
          ['Groupes de discussion en wolof et en pulaar', 16, 6, 80, 3, 6],
          ['Rapport d’étude', 22, 4, 40, 0],
        ],
      },
      {
        title: 'Faisabilité technique',
        tasks: [
          ['Couverture fibre quartier par quartier', 12, 10, 100, 7],
          ['Capacité du centre d’appels', 18, 4, 60, 1],
          ['Raccordement des immeubles de plus de quatre étages', 20, 8, 20, 7],
        ],
      },
      ['Étude juridique et homologation ARTP', 14, 12, 50, 2],
      ['milestone', 'Feu vert de faisabilité', 28, false],
    ],
  },
  {
    title: 'Conception',
    items: [
      {
        title: 'Offre et tarifs',
        tasks: [
          ['Grille tarifaire fibre 20, 50 et 100 Mb/s', 24, 6, 70, 4, 0],
          ['Simulation de rentabilité à trois ans', 26, 6, 30, 4],
          ['Conditions générales de vente', 28, 5, 0, 2],
        ],
      },
      {
        title: 'Identité et création',
        tasks: [
          ['Nom commercial et signature', 24, 5, 100, 5],
          ['Charte graphique déclinée', 28, 6, 50, 5],
          ['Maquettes d’affichage 4 × 3 et abribus', 32, 6, 0, 5, 6],
          ['Scénario du film télévisé de 30 secondes', 30, 7, 10, 6],
          ['Spot radio en français, wolof et pulaar', 34, 5, 0, 6],
        ],
      },
      ['Parcours de souscription en agence et en ligne', 30, 8, 0, 1],
      ['milestone', 'Dossier de conception signé', 40, false],
    ],
  },
  {
    title: 'Développement et mise en œuvre',
    items: [
      {
        title: 'Système d’information',
        tasks: [
          ['Paramétrage de la facturation', 38, 8, 0, 7],
          ['Éligibilité à l’adresse', 40, 10, 0, 7],
          ['Recette de bout en bout', 50, 6, 0, 7, 1],
        ],
      },
      {
        title: 'Réseau de vente',
        tasks: [
          ['Formation des conseillers d’agence', 44, 5, 0, 1],
          ['Kits de démonstration pour 42 points de vente', 42, 8, 0, 3],
          ['Argumentaire et foire aux questions', 40, 4, 0, 0],
        ],
      },
      ['Stock de routeurs et de box', 36, 14, 0, 4],
      ['Plan média', 38, 6, 0, 6, 0],
      ['milestone', 'Prêt à lancer', 56, false],
    ],
  },
  {
    title: 'Lancement commercial',
    items: [
      {
        title: 'Campagne',
        tasks: [
          ['Achat d’espace télévision et radio', 46, 6, 0, 6],
          ['Affichage Dakar, Thiès et Saint-Louis', 57, 14, 0, 6],
          ['Relations presse', 56, 4, 0, 0],
          ['Animation des réseaux sociaux', 57, 21, 0, 5, 3],
          ['Caravane dans les quartiers', 60, 10, 0, 3, 1],
        ],
      },
      ['milestone', 'Lancement public', 57, false],
      ['Suivi quotidien des ventes', 58, 20, 0, 1],
      ['Enquête de satisfaction à trente jours', 86, 6, 0, 3],
      ['Bilan de campagne', 92, 4, 0, 0, 6],
    ],
  },
  {
    title: 'Retrait d’une offre',
    items: [
      ['Migration des clients de l’offre ADSL Classique', 70, 40, 0, 1],
      ['Extinction des contrats en cours', 80, 60, 0, 2],
      ['Communication aux abonnés', 68, 10, 0, 0],
      ['Archivage du dossier', 140, 4, 0, 2],
    ],
  },
]
const first = '2025-10-14'

const entry = (entity: string, id: string, values: Record<string, unknown>): Entry => {
  const declaration = declarationOf(business, entity)!
  if (declaration.by === 'server') return { entity, id, values }
  return { entity, id, values: Object.fromEntries([...flatten(declaration, values, {})].filter(([, value]) => value !== null)) }
}

/** A project of an operator's marketing, in about sixty tasks; `times` repeats it within each phase, for the weight. */
export function samplePlan(times = 1): Entry[] {
  const entries: Entry[] = [
    entry('project', space, {
      title: 'Lancement Fibre Dakar 2026',
      client: 'Teranga Télécom',
      budget: 48_500_000,
      start: first,
      due: '2026-03-31',
      priority: 'high',
      status: 'doing',
      owner: people[0]!.id,
      service: services[0]!.id,
      description: 'Ouvrir la fibre aux foyers de Dakar, Thiès et Saint-Louis avant le Ramadan.',
    }),
    ...people.map(person => entry('person', person.id, { person: person.id, name: person.name, email: person.email, hue: 20 })),
    ...services.map(service => entry('service', service.id, { name: service.name })),
    ...people
      .slice(0, 7)
      .map((person, i) =>
        entry('membership', id('membership', person.id), { of: space, person: person.id, role: i ? 'editor' : 'manager' })
      ),
  ]
  const ranks = ranksBetween(null, null, 400)
  const shift = (day: number) => addDays(first, Math.round(day * 0.9))
  plan.forEach((stage, p) => {
    const phase = id('phase', p)
    entries.push(
      entry('phase', phase, {
        title: `${p + 1}. ${stage.title}`,
        project: space,
        rank: ranks[p],
        ...(p === 5 ? { status: 'skipped' } : {}),
      })
    )
    let place = 0
    let previous: string | null = null
    for (let turn = 0; turn < times; turn++) {
      const again = times > 1 ? ` (lot ${turn + 1})` : ''
      const line = ([title, from, days, done, ...who]: Line, rank: string, parent: string | null) => {
        const task = id('task', p, turn, title)
        entries.push(
          entry('task', task, {
            title: title + again,
            phase,
            parent,
            rank,
            kind: 'task',
            status: done === 100 ? 'done' : done ? 'doing' : 'todo',
            percent: done === 100 ? 0 : done,
            start: shift(from + turn),
            due: shift(from + turn + days - 1),
            assignees: who.map(i => people[i]!.id),
            estimate: days * 300,
            service: who.length === 1 && who[0]! > 5 ? services[who[0]! % 4]!.id : null,
            blocked: title.startsWith('Raccordement'),
            priority: title.startsWith('Étude jur') ? 'critical' : days > 7 ? 'high' : days < 5 ? 'low' : 'normal',
            code: `${p + 1}.${place}`,
          })
        )
        if (previous) entries.push(entry('dependency', id('dependency', previous, task), { from: previous, to: task }))
        previous = (place + days) % 3 ? task : null
      }
      for (const item of stage.items) {
        const rank = ranks[place++]!
        if (!Array.isArray(item)) {
          const step = id('step', p, turn, item.title)
          entries.push(entry('task', step, { title: item.title + again, phase, rank, kind: 'step' }))
          item.tasks.forEach((task, i) => line(task, ranks[i]!, step))
        } else if (item[0] === 'milestone') {
          const [, title, day, done] = item as ['milestone', string, number, boolean]
          const milestone = id('task', p, turn, title)
          entries.push(
            entry('task', milestone, {
              title: title + again,
              phase,
              rank,
              kind: 'milestone',
              status: done ? 'done' : 'todo',
              due: shift(day + turn),
            })
          )
          if (previous) entries.push(entry('dependency', id('dependency', previous, milestone), { from: previous, to: milestone }))
          previous = milestone
        } else line(item as Line, rank, null)
      }
    }
  })
  const wrong = entries.find(({ values }) => String(values?.['title']).startsWith('Conditions générales'))
  if (wrong?.values) Object.assign(wrong.values, { start: '2025-11-20', due: '2025-11-10' })
  return entries
}

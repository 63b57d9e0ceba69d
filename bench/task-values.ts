import { addDays } from '#kernel/base/day.ts'

const verbs = ['Préparer', 'Valider', 'Rédiger', 'Livrer', 'Négocier', 'Tourner', 'Monter', 'Vérifier', 'Planifier', 'Relancer']
const things = ['le plan média', 'la maquette', 'le devis', 'les affiches', 'le spot radio', 'la façade', 'l’étude de marché', 'le visuel']
const places = ['Gorée', 'Thiès', 'Saint-Louis', 'Ziguinchor', 'Kaolack', 'Mbour', 'Tambacounda', 'Touba', 'Rufisque']

/** A task with the dozen fields that people fill in; the same for the same number. */
export function taskValues(n: number, phase: string, rank: string, person: string): Record<string, unknown> {
  const start = addDays('2025-09-01', n % 170)
  return {
    title: `${verbs[n % verbs.length]} ${things[n % things.length]} de ${places[n % places.length]} n° ${n + 1}`,
    phase,
    kind: n % 40 === 39 ? 'milestone' : 'task',
    status: n % 3 === 0 ? 'done' : n % 5 === 0 ? 'doing' : 'todo',
    priority: n % 7 === 0 ? 'high' : 'normal',
    percent: n % 5 === 0 ? 40 : 0,
    assignees: n % 4 === 0 ? [person] : [],
    start,
    due: addDays(start, 1 + (n % 20)),
    estimate: 60 * (1 + (n % 16)),
    deliverables: `Fichiers remis au client, version ${1 + (n % 4)}`,
    code: `T-${n + 1}`,
    rank,
  }
}

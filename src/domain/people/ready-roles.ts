import { derivedId } from '#kernel/base/id.ts'
import type { Label } from '#kernel/schema/field.ts'
import { codes, type Code } from './codes.ts'
import type { Category } from './role.ts'

export type ReadyRole = {
  readonly id: string
  readonly key: string
  readonly name: Label
  readonly category: Category
  readonly codes: readonly Code[]
}

const work: readonly Code[] = ['projects:create', 'projects:import', 'sheets:generate']
const staff: readonly Code[] = [...work, 'people:invite', 'people:suspend', 'people:remove', 'roles:give', 'services:edit']

const ready = (key: string, category: Category, fr: string, en: string, allowed: readonly Code[]): ReadyRole => ({
  id: derivedId('ready role', key),
  key,
  name: { fr, en },
  category,
  codes: allowed,
})

/** The roles that every company begins with. It may change each of them, and make its own. */
export const readyRoles: readonly ReadyRole[] = [
  ready('generalManagement', 'direction', 'Direction générale', 'General management', codes),
  ready('administrator', 'direction', 'Administrateur', 'Administrator', codes),
  ready('manager', 'direction', 'Responsable d’équipe', 'Team manager', [...work, 'people:invite', 'services:edit']),
  ready('marketingLead', 'marketing', 'Responsable marketing', 'Marketing lead', [...work, 'people:invite']),
  ready('marketingOfficer', 'marketing', 'Chargé de marketing', 'Marketing officer', work),
  ready('communication', 'marketing', 'Chargé de communication', 'Communications officer', ['projects:create', 'sheets:generate']),
  ready('salesLead', 'sales', 'Responsable commercial', 'Sales lead', [...work, 'people:invite']),
  ready('salesperson', 'sales', 'Commercial', 'Salesperson', ['projects:create', 'sheets:generate']),
  ready('agent', 'sales', 'Agent immobilier', 'Estate agent', ['projects:create', 'sheets:generate']),
  ready('salesAdministration', 'media', 'Administration des ventes', 'Sales administration', ['projects:import', 'sheets:generate']),
  ready('newsroomLead', 'media', 'Chef de rédaction', 'Newsroom lead', work),
  ready('diffuser', 'media', 'Diffuseur', 'Broadcast operator', ['sheets:generate']),
  ready('advertiser', 'media', 'Annonceur', 'Advertiser', []),
  ready('it', 'support', 'Informatique', 'IT', [...work, 'people:invite', 'people:suspend', 'audit:read']),
  ready('finance', 'support', 'Finance', 'Finance', work),
  ready('accountant', 'support', 'Comptable', 'Accountant', ['projects:import', 'sheets:generate']),
  ready('humanResources', 'support', 'Ressources humaines', 'Human resources', staff),
  ready('trainer', 'learning', 'Formateur', 'Trainer', ['projects:create', 'projects:import']),
  ready('recruiter', 'learning', 'Recruteur', 'Recruiter', [...work, 'people:invite']),
  ready('employee', 'everyone', 'Employé', 'Employee', work),
  ready('trainee', 'everyone', 'Stagiaire', 'Trainee', ['sheets:generate']),
  ready('guest', 'everyone', 'Invité', 'Guest', []),
]

const byId = new Map(readyRoles.map(role => [role.id, role]))
const idOf = (key: string) => (readyRoles.find(role => role.key === key) as ReadyRole).id
export const readyRole = (id: string): ReadyRole | undefined => byId.get(id)
/** What someone of whom nothing was said has. */
export const employee = idOf('employee')
export const administrator = idOf('administrator')
/** What someone from outside the company has. */
export const visitor = idOf('guest')

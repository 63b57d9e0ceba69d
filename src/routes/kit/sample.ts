import BookOpen from '@lucide/svelte/icons/book-open'
import Building from '@lucide/svelte/icons/building-2'
import CalendarDays from '@lucide/svelte/icons/calendar-days'
import ChartColumn from '@lucide/svelte/icons/chart-column'
import Clapperboard from '@lucide/svelte/icons/clapperboard'
import Clock from '@lucide/svelte/icons/clock'
import FileText from '@lucide/svelte/icons/file-text'
import Folder from '@lucide/svelte/icons/folder-kanban'
import GraduationCap from '@lucide/svelte/icons/graduation-cap'
import Handshake from '@lucide/svelte/icons/handshake'
import House from '@lucide/svelte/icons/house'
import Inbox from '@lucide/svelte/icons/inbox'
import MapPin from '@lucide/svelte/icons/map-pin'
import Megaphone from '@lucide/svelte/icons/megaphone'
import Receipt from '@lucide/svelte/icons/receipt'
import Settings from '@lucide/svelte/icons/settings'
import Sun from '@lucide/svelte/icons/sun'
import Target from '@lucide/svelte/icons/target'
import Users from '@lucide/svelte/icons/users'
import type { Favourite, NavGroup, NavItem, Person } from '$lib/ui/types.ts'

export const people: Person[] = [
  { id: 'p-awa', name: 'Awa Diop' },
  { id: 'p-moussa', name: 'Moussa Ndiaye' },
  { id: 'p-jean', name: 'Jean-Marc de La Fontaine' },
  { id: 'p-fatou', name: 'Fatou Bâ' },
  { id: 'p-khady', name: 'Khady Sarr' },
  { id: 'p-elodie', name: 'Élodie Mendy' },
]

export const main: NavItem[] = [
  { id: 'home', label: 'Accueil', href: '/kit', icon: House },
  { id: 'inbox', label: 'Boîte de réception', short: 'Réception', href: '/kit/inbox', icon: Inbox, count: 4, urgent: true },
  { id: 'day', label: 'Ma journée', short: 'Ma journée', href: '/kit/day', icon: Sun, count: 6 },
]
export const groups: NavGroup[] = [
  {
    id: 'work',
    label: 'Travail',
    items: [
      { id: 'projects', label: 'Projets', href: '/kit/shell', icon: Folder },
      { id: 'documents', label: 'Documents', href: '/kit/documents', icon: FileText },
      { id: 'calendar', label: 'Agenda', href: '/kit/calendar', icon: CalendarDays },
      { id: 'time', label: 'Temps passé', short: 'Temps', href: '/kit/time', icon: Clock },
    ],
  },
  {
    id: 'business',
    label: 'Commerce',
    items: [
      { id: 'clients', label: 'Clients', href: '/kit/clients', icon: Handshake },
      { id: 'quotes', label: 'Devis et factures', short: 'Devis', href: '/kit/quotes', icon: Receipt },
      { id: 'campaigns', label: 'Campagnes', href: '/kit/campaigns', icon: Megaphone },
      { id: 'grid', label: 'Écrans publicitaires', short: 'Écrans', href: '/kit/grid', icon: Clapperboard },
      { id: 'properties', label: 'Biens immobiliers', short: 'Biens', href: '/kit/properties', icon: Building },
      { id: 'visits', label: 'Visites', href: '/kit/visits', icon: MapPin },
    ],
  },
  {
    id: 'company',
    label: 'Entreprise',
    items: [
      { id: 'people', label: 'Équipe', href: '/kit/people', icon: Users },
      { id: 'goals', label: 'Objectifs', href: '/kit/goals', icon: Target },
      { id: 'learning', label: 'Formation', href: '/kit/learning', icon: GraduationCap },
      { id: 'knowledge', label: 'Connaissances', short: 'Savoirs', href: '/kit/knowledge', icon: BookOpen },
      { id: 'reports', label: 'Rapports', href: '/kit/reports', icon: ChartColumn },
      { id: 'settings', label: 'Réglages', href: '/kit/settings', icon: Settings },
    ],
  },
]
export const favourites: Favourite[] = [
  { id: 'f1', label: 'Lancement Fibre Dakar 2026', href: '/kit/f1', color: 'var(--color-chart-2)' },
  { id: 'f2', label: 'Campagne Tabaski', href: '/kit/f2', color: 'var(--color-chart-3)' },
]

type Status = 'planned' | 'doing' | 'done' | 'blocked' | 'late' | 'skipped' | 'cancelled'
interface Sample {
  id: string
  title: string
  phase: boolean
  progress: number
  count: string
  status: Status
  due: string
  who: number
  label: string
  color: string
}
const phase = (id: string, title: string, progress: number, count: string): Sample => ({
  id,
  title,
  phase: true,
  progress,
  count,
  status: 'planned',
  due: '2025-11-21',
  who: 0,
  label: '',
  color: '',
})
const task = (id: string, title: string, status: Status, due: string, who: number, label = '', color = ''): Sample => ({
  id,
  title,
  phase: false,
  progress: 0,
  count: '',
  status,
  due,
  who,
  label,
  color,
})

export const tasks: Sample[] = [
  phase('1', 'Cadrage', 1, '6 / 6'),
  task('1.1', 'Réunion de lancement avec le client et les trois agences médias', 'done', '2025-11-03', 0),
  task('1.2', 'Note de cadrage et calendrier directeur', 'done', '2025-11-10', 1),
  phase('2', 'Production', 0.42, '5 / 12'),
  task('2.1', 'Tournage du spot de 30 secondes à Saint-Louis', 'doing', '2025-11-22', 2, 'Vidéo', 'var(--color-chart-2)'),
  task('2.2', 'Voix off en wolof et en français', 'late', '2025-11-18', 3, 'Radio', 'var(--color-chart-5)'),
  task(
    '2.3',
    'Maquettes des panneaux 4 × 3 de la VDN et de l’autoroute à péage',
    'blocked',
    '2025-11-24',
    4,
    'Affichage',
    'var(--color-chart-4)'
  ),
  task('2.4', 'Déclinaisons pour les réseaux sociaux', 'planned', '2025-11-28', 5, 'Réseaux', 'var(--color-chart-3)'),
  task('2.5', 'Version arabe des annonces presse', 'cancelled', '2025-11-28', 1, 'Presse', 'var(--color-chart-1)'),
  phase('3', 'Diffusion', 0, '0 / 9'),
  task('3.1', 'Réserver les écrans publicitaires de la première semaine', 'planned', '2025-12-01', 0, 'TV', 'var(--color-chart-2)'),
  task('3.2', 'Contrôle de pige quotidien', 'planned', '2025-12-08', 3),
]

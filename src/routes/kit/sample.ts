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

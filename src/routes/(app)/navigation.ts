import FileDown from '@lucide/svelte/icons/file-down'
import FolderKanban from '@lucide/svelte/icons/folder-kanban'
import RefreshCw from '@lucide/svelte/icons/refresh-cw'
import Sun from '@lucide/svelte/icons/sun'
import Trash2 from '@lucide/svelte/icons/trash-2'
import Users from '@lucide/svelte/icons/users'
import { m } from '$lib/paraglide/messages.js'
import { mayHere } from '$lib/record/company.ts'
import { amInside } from '$lib/record/sharing.ts'
import type { Device } from '$lib/store/device.ts'
import type { NavGroup, NavItem } from '$lib/ui/types.ts'

type Navigation = { main: NavItem[]; groups: NavGroup[]; bar: NavItem[] }

/** Every place one can go to, by module; only what exists, and for whom it does: a guest has no team. */
export function navigation(device: Device, late: number, recent: { id: string; title: string }[]): Navigation {
  const { is, count } = device.state
  const day: NavItem = {
    id: 'day',
    label: m.shell_day(),
    short: m.shell_day_short(),
    href: '/',
    icon: Sun,
    count: late || undefined,
    shortcut: 'G J',
  }
  const projects: NavItem = { id: 'projects', label: m.shell_projects(), href: '/projets', icon: FolderKanban, shortcut: 'G P' }
  const team: NavItem = { id: 'team', label: m.shell_team(), href: '/equipe', icon: Users }
  const importing: NavItem[] = mayHere(device, 'projects:import')
    ? [{ id: 'import', label: m.shell_import(), short: m.shell_import_short(), href: '/importer', icon: FileDown }]
    : []
  const attention = is === 'attention' && count > 0
  const sync: NavItem = {
    id: 'sync',
    label: m.shell_sync(),
    short: m.shell_sync_short(),
    href: '/synchronisation',
    icon: RefreshCw,
    count: count || undefined,
    urgent: attention,
    shortcut: 'G S',
  }
  const bin: NavItem = { id: 'bin', label: m.shell_bin(), href: '/corbeille', icon: Trash2 }
  const latest = recent.map(({ id, title }): NavItem => ({ id: `recent-${id}`, label: title, href: `/projets/${id}`, icon: FolderKanban }))
  return {
    main: [day],
    groups: [
      { id: 'work', label: m.shell_work(), items: [projects, ...(amInside(device) ? [team] : []), ...importing] },
      ...(latest.length ? [{ id: 'recent', label: m.shell_recent(), items: latest, roomy: true }] : []),
      { id: 'device', label: m.shell_device(), items: [sync, bin] },
    ],
    bar: [day, projects, ...importing, sync],
  }
}

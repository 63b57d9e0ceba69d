import Diamond from '@lucide/svelte/icons/diamond'
import FileText from '@lucide/svelte/icons/file-text'
import FolderKanban from '@lucide/svelte/icons/folder-kanban'
import Layers from '@lucide/svelte/icons/layers'
import ListTree from '@lucide/svelte/icons/list-tree'
import SquareCheck from '@lucide/svelte/icons/square-check'
import { goto } from '$app/navigation'
import { m } from '$lib/paraglide/messages.js'
import { labelOf, titleOf } from '$lib/record/words.ts'
import type { ScreenCommand } from '$lib/session/Screen.svelte.ts'
import type { Device } from '$lib/store/device.ts'
import type { NavItem } from '$lib/ui/types.ts'
import type { Findable } from './find.ts'

const taskIcons = { step: ListTree, task: SquareCheck, milestone: Diamond }

/** Every record of this device that has a page or a panel, projects first. */
export function records(device: Device): Findable[] {
  const open = (to: string) => () => void goto(to)
  const projects = new Map(device.rows('project').map(row => [row.id, titleOf(row)]))
  const placed = (space: string) => projects.get(space)
  return [
    ...device.rows('project').map(row => ({
      id: row.id,
      group: labelOf('project'),
      label: titleOf(row),
      hint: row.client ?? undefined,
      icon: FolderKanban,
      weight: 4,
      run: open(`/projets/${row.id}`),
    })),
    ...device.rows('document').map(row => ({
      id: row.id,
      group: labelOf('document'),
      label: titleOf(row),
      hint: placed(row.space),
      icon: FileText,
      weight: 3,
      run: open(`/projets/${row.space}/documents/${row.id}`),
    })),
    ...device.rows('phase').map(row => ({
      id: row.id,
      group: labelOf('phase'),
      label: titleOf(row),
      hint: placed(row.space),
      icon: Layers,
      weight: 2,
      run: open(`/projets/${row.space}/plan?fiche=phase.${row.id}`),
    })),
    ...device.rows('task').map(row => ({
      id: row.id,
      group: labelOf('task'),
      label: titleOf(row),
      hint: [row.code, placed(row.space)].filter(Boolean).join(' · '),
      icon: taskIcons[row.kind] ?? SquareCheck,
      weight: row.state === 'done' || row.state === 'cancelled' ? 0 : 1,
      run: open(`/projets/${row.space}/plan?fiche=task.${row.id}`),
    })),
  ]
}
export const pages = (items: NavItem[]): Findable[] =>
  items.map(({ id, label, icon, shortcut, href }) => ({
    id,
    group: m.shell_find_pages(),
    label,
    icon,
    shortcut,
    weight: 5,
    run: () => void goto(href),
  }))

export const actions = (commands: ScreenCommand[]): Findable[] =>
  commands.map(command => ({ ...command, id: `do-${command.id}`, group: m.shell_find_actions(), weight: 6 }))

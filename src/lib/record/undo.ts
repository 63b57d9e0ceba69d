import type { Device, Undone } from '$lib/store/device.ts'
import { m } from '$lib/paraglide/messages.js'
import { toast } from '$lib/ui/Toasts.svelte.ts'
import { words } from './words.ts'

/** Takes back the last action, and says which, and what was left because someone changed it since. */
export async function undo(device: Device): Promise<void> {
  const undone = await device.undo()
  if (!undone) return void toast(m.record_undo_nothing())
  toast(said(undone, undone.label ? m.record_undone_named({ what: words(undone.label) }) : m.record_undone()), {
    action: { label: m.record_redo(), run: () => void redo(device) },
  })
}
export async function redo(device: Device): Promise<void> {
  const redone = await device.redo()
  if (!redone) return void toast(m.record_redo_nothing())
  toast(said(redone, redone.label ? m.record_redone_named({ what: words(redone.label) }) : m.record_redone()), {
    action: { label: m.ui_undo(), run: () => void undo(device) },
  })
}
const said = ({ kept }: Undone, what: string) => (kept.length ? `${what} ${m.record_undo_kept({ count: kept.length })}` : what)

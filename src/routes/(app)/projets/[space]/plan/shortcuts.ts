import { m } from '$lib/paraglide/messages.js'

/** What the keys of the plan do, for the sheet that `?` opens. */
export const planShortcuts = (): { keys: string; label: string }[] => [
  { keys: '↑ ↓ ← →', label: m.plan_keys_move() },
  { keys: '↵', label: m.plan_keys_edit() },
  { keys: 'N', label: m.plan_keys_new() },
  { keys: m.plan_key_space(), label: m.plan_keys_peek() },
  { keys: 'F', label: m.plan_keys_finish() },
  { keys: 'B', label: m.plan_keys_block() },
  { keys: 'A', label: m.plan_keys_assign() },
  { keys: 'S', label: m.plan_keys_state() },
  { keys: 'D', label: m.plan_keys_due() },
  { keys: 'P', label: m.plan_keys_priority() },
  { keys: 'X', label: m.plan_keys_choose() },
  { keys: 'Shift+↓', label: m.plan_keys_extend() },
  { keys: 'Alt+↑', label: m.plan_keys_up() },
  { keys: 'Alt+→', label: m.plan_keys_in() },
  { keys: 'Alt+←', label: m.plan_keys_out() },
  { keys: m.plan_key_delete(), label: m.plan_remove() },
]

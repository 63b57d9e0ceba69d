import { randomId } from '#kernel/base/id.ts'
import { forget, putBack } from './asides.ts'
import type { Attention } from './attention.ts'
import type { Core } from './core.ts'
import { persevere } from './database.ts'
import type { Editing } from './editing.ts'

/** Tries again: the command as a new one, the edits as new edits. Nothing to try for a conflict: write the value again. */
export async function retry(core: Core, editing: Editing, item: Attention): Promise<void> {
  if (item.kind === 'refused') {
    await core.outbox.put(randomId(), item.command, item.input, core.log.last)
    await core.outbox.discard(numberOf(item))
    core.say({ is: 'outbox' })
    core.sync.kick()
  }
  if (item.kind === 'aside') {
    const aside = core.asides.find(({ seq }) => seq === numberOf(item))
    if (aside?.updates.length) await putBack(core, aside)
    else if (aside?.lines.length && (await editing.again(aside.lines))) await forget(core, numberOf(item))
    core.say({ is: 'attention' })
  }
}

/** Its author has seen it and lets it go. */
export async function discard(core: Core, item: Attention): Promise<void> {
  if (item.kind === 'refused') {
    await core.outbox.discard(numberOf(item))
    // A space that was never accepted goes with the command that asked for it.
    if (item.command === 'createSpace') await core.forgetDraft((item.input as { id: string }).id)
    core.say({ is: 'outbox' })
  }
  if (item.kind === 'aside') await forget(core, numberOf(item))
  if (item.kind === 'conflict') {
    const dismissed = [...core.dismissed, item.key.slice('conflict:'.length)]
    await persevere(core.database, () => core.database.meta.put({ key: 'dismissed', value: dismissed }))
    await core.recall()
  }
  core.say({ is: 'attention' })
}
const numberOf = ({ key }: Attention) => Number(key.split(':')[1])

import { tick } from 'svelte'
import { openRecord } from '$lib/record/open-record.ts'

/** Opens a record beside the view, which keeps the focus where there is room for both: the arrows go on from record to record. */
export async function peekFrom(entity: string, id: string, back: () => unknown): Promise<void> {
  await openRecord(entity, id)
  await tick()
  if (matchMedia('(min-width: 1024px)').matches) await back()
}

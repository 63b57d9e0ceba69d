import { rankBetween } from '#kernel/base/rank.ts'
import type { Document } from '#domain/documents/document.ts'
import { m } from '$lib/paraglide/messages.js'
import { tell } from '$lib/record/tell.ts'
import { titleOf } from '$lib/record/words.ts'
import type { Device } from '$lib/store/device.ts'
import { toast } from '$lib/ui/Toasts.svelte.ts'

/** What was done, as the notice of an undo says it. */
const said = {
  added: { fr: 'Document ajouté', en: 'Document added' },
  renamed: { fr: 'Document renommé', en: 'Document renamed' },
  placed: { fr: 'Phase du document modifiée', en: 'Phase of the document changed' },
  removed: { fr: 'Document supprimé', en: 'Document deleted' },
  restored: { fr: 'Document restauré', en: 'Document restored' },
}

export const hrefOf = (space: string, id: string) => `/projets/${space}/documents/${id}`

/** Made last in the list, offline too. Its id, or null when it was refused. */
export async function addDocument(device: Device, space: string): Promise<string | null> {
  const ranks = device
    .rows('document', space)
    .map(({ rank }) => rank)
    .sort()
  const values = { title: m.text_docs_untitled(), project: space, rank: rankBetween(ranks.at(-1) ?? null, null) }
  const outcome = await device.create('document', space, values, { label: said.added })
  return tell(outcome) ? outcome.done : null
}
/** An empty title changes nothing: a document is always called something. */
export async function renameDocument(device: Device, document: Document, title: string): Promise<boolean> {
  const wanted = title.replace(/\s+/g, ' ').trim()
  if (!wanted || wanted === document.title) return true
  return tell(await device.change('document', document.id, { title: wanted }, { label: said.renamed }))
}
export async function placeDocument(device: Device, document: Document, phase: string | null): Promise<boolean> {
  return phase === document.phase || tell(await device.change('document', document.id, { phase }, { label: said.placed }))
}
export async function restoreDocument(device: Device, id: string): Promise<boolean> {
  return tell(await device.restore('document', id, { label: said.restored }))
}
export async function removeDocument(device: Device, document: Document): Promise<boolean> {
  const title = titleOf(document)
  if (!tell(await device.remove('document', document.id, { label: said.removed }))) return false
  toast(m.text_docs_deleted({ title }), { action: { label: m.ui_undo(), run: () => void restoreDocument(device, document.id) } })
  return true
}

import type { Editor } from '@tiptap/core'
import { type EditorState, Selection, type Transaction } from '@tiptap/pm/state'
import { formatCount } from '$lib/session/format.ts'
import { language } from '$lib/session/Language.svelte.ts'
import { m } from '$lib/paraglide/messages.js'
import { toast } from '../Toasts.svelte.ts'
import { pictureLimits } from './picture-limits.ts'
import { shrinkPicture } from './shrink-picture.ts'

/** The characters that the pictures of a text take in it. */
function carried(editor: Editor): number {
  let total = 0
  editor.state.doc.descendants(node => {
    if (node.type.name === 'image') total += String(node.attrs['src'] ?? '').length
    return !node.isTextblock
  })
  return total
}

const shown = (value: number) => formatCount(value, language.current)

/** Puts pictures where the caret is, each reduced and in a change of its own; says why one is left out. */
export async function insertPictures(editor: Editor, files: readonly File[]): Promise<void> {
  for (const file of files) {
    const name = file.name || m.text_picture()
    const { src, refused } = await shrinkPicture(file)
    if (editor.isDestroyed || !editor.isEditable) return
    if (refused === 'unreadable') toast(m.text_picture_not_image({ name }), { tone: 'warn' })
    else if (refused === 'heavy') toast(m.text_picture_too_big({ name, limit: shown(pictureLimits.bytes / 1024) }), { tone: 'warn' })
    else if (carried(editor) + src!.length > pictureLimits.text) {
      toast(m.text_picture_full_text({ limit: shown(pictureLimits.text / 1024 / 1024) }), { tone: 'warn' })
      return
    } else {
      put(editor, src!)
    }
  }
}

function put(editor: Editor, src: string) {
  const placed = editor.chain().insertContentAt(editor.state.selection.to, { type: 'image', attrs: { src } })
  // There is always a line to go on writing under a picture.
  const line = ({ tr, state }: { tr: Transaction; state: EditorState }) => {
    if (tr.doc.lastChild?.type.name === 'image') tr.insert(tr.doc.content.size, state.schema.nodes['paragraph']!.create())
    tr.setSelection(Selection.near(tr.doc.resolve(tr.selection.to), 1)).scrollIntoView()
    return true
  }
  placed.command(line).focus().run()
}

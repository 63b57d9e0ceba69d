import { Extension } from '@tiptap/core'
import { Plugin, Selection } from '@tiptap/pm/state'
import { m } from '$lib/paraglide/messages.js'
import { toast } from '../Toasts.svelte.ts'
import { cleanPasted } from './clean-pasted.ts'
import { insertPictures } from './insert-pictures.ts'
import { safeHref } from './safe-href.ts'
import { isPictureFile } from './shrink-picture.ts'

/** The picture files of what is pasted or dropped. A spreadsheet also gives a picture of its cells: its words win. */
function picturesOf(data: DataTransfer | null): File[] {
  const files = [...(data?.files ?? [])].filter(isPictureFile)
  const html = files.length ? data?.getData('text/html') : ''
  if (!html) return files
  const words = new DOMParser().parseFromString(html, 'text/html').body.textContent.trim()
  return words ? [] : files
}

/** What comes from elsewhere: pasted from Word, Docs or a page, dropped or photographed. */
export const Intake = Extension.create({
  name: 'intake',
  priority: 1100,
  addProseMirrorPlugins() {
    const { editor } = this
    return [
      new Plugin({
        props: {
          transformPastedHTML(html) {
            const cleaned = cleanPasted(html)
            if (cleaned.pictures) toast(m.text_picture_not_kept({ count: cleaned.pictures }), { tone: 'warn' })
            return cleaned.html
          },
          handlePaste(view, event) {
            const files = picturesOf(event.clipboardData)
            if (files.length) {
              void insertPictures(editor, files)
              return true
            }
            // An address pasted on chosen words makes a link of them.
            const href = /^\S+$/.test(event.clipboardData?.getData('text/plain').trim() ?? '')
              ? safeHref(event.clipboardData!.getData('text/plain'))
              : null
            if (!href || view.state.selection.empty || editor.isActive('codeBlock') || !/^(https?|mailto):/.test(href)) return false
            return editor.commands.setMark('link', { href })
          },
          handleDrop(view, event, _slice, moved) {
            const files = moved ? [] : picturesOf(event.dataTransfer)
            if (!files.length) return false
            const at = view.posAtCoords({ left: event.clientX, top: event.clientY })
            if (at) view.dispatch(view.state.tr.setSelection(Selection.near(view.state.doc.resolve(at.pos))))
            void insertPictures(editor, files)
            return true
          },
        },
      }),
    ]
  },
})

import { Editor, type Extensions, getSchema } from '@tiptap/core'
import Collaboration from '@tiptap/extension-collaboration'
import { Placeholder } from '@tiptap/extensions'
import type { Schema } from '@tiptap/pm/model'
import type { Awareness } from 'y-protocols/awareness'
import type { Doc } from 'yjs'
import { m } from '$lib/paraglide/messages.js'
import { Bearing } from './bearing.ts'
import { carets } from './carets.ts'
import type { Writers } from './co-text.ts'
import { Intake } from './intake.ts'
import { blocks } from './schema.ts'
import { SlashKeys, type SlashKeysOptions } from './slash.ts'

interface Opening {
  element: HTMLElement
  doc: Doc
  awareness: Awareness
  writers: Writers
  editable: boolean
  slash: SlashKeysOptions
  attributes: () => Record<string, string>
  accepts: (schema: Schema) => boolean
  link: () => void
  toolbar: () => void
}

/**
 * An editor bound to a shared document: what one types is in the document at once, what others type appears.
 * Null when the document holds what this version does not know.
 */
export function openEditor(opening: Opening): Editor | null {
  const { element, doc, awareness, writers, editable, slash, attributes, accepts, link, toolbar } = opening
  const extensions: Extensions = [
    ...blocks(),
    Collaboration.configure({ document: doc, field: 'default' }),
    carets(awareness, writers),
    Intake,
    SlashKeys.configure({ key: slash.key, found: slash.found }),
    Bearing.configure({ link, toolbar, attributes }),
    Placeholder.configure({
      includeChildren: true,
      placeholder: ({ editor, node }) =>
        node.type.name === 'heading' ? m.text_placeholder_heading() : editor.isEmpty ? m.text_placeholder() : m.text_placeholder_line(),
    }),
  ]
  if (!accepts(getSchema(extensions))) return null
  // Its style sheet is the application's own: none is injected, so that a strict content policy holds.
  return new Editor({ element, editable, injectCSS: false, editorProps: { scrollMargin: 96, scrollThreshold: 96 }, extensions })
}

import type { Editor } from '@tiptap/core'
import Bold from '@lucide/svelte/icons/bold'
import Code from '@lucide/svelte/icons/code'
import Heading1 from '@lucide/svelte/icons/heading-1'
import Heading2 from '@lucide/svelte/icons/heading-2'
import Heading3 from '@lucide/svelte/icons/heading-3'
import ImagePlus from '@lucide/svelte/icons/image-plus'
import Italic from '@lucide/svelte/icons/italic'
import LinkIcon from '@lucide/svelte/icons/link'
import List from '@lucide/svelte/icons/list'
import Indent from '@lucide/svelte/icons/list-indent-increase'
import Outdent from '@lucide/svelte/icons/list-indent-decrease'
import ListOrdered from '@lucide/svelte/icons/list-ordered'
import ListTodo from '@lucide/svelte/icons/list-todo'
import Pilcrow from '@lucide/svelte/icons/pilcrow'
import Quote from '@lucide/svelte/icons/text-quote'
import Redo from '@lucide/svelte/icons/redo-2'
import Rule from '@lucide/svelte/icons/separator-horizontal'
import SquareCode from '@lucide/svelte/icons/square-code'
import Strikethrough from '@lucide/svelte/icons/strikethrough'
import Table from '@lucide/svelte/icons/table-2'
import Underline from '@lucide/svelte/icons/underline'
import Undo from '@lucide/svelte/icons/undo-2'
import { m } from '$lib/paraglide/messages.js'
import type { IconType } from '../types.ts'

/** What an action may need from the screen around the text. */
export interface Asks {
  link: () => void
  picture: () => void
}

/** One thing a person can do to the text: the toolbar, its menu and the « / » menu all read it here. */
export interface Action {
  id: string
  label: () => string
  hint?: () => string
  /** Other words people type to find it. */
  words?: string
  icon: IconType
  shortcut?: string
  /** Already so where the caret is. */
  active?: (editor: Editor) => boolean
  /** Could be done where the caret is; always, when it is not said. */
  can?: (editor: Editor) => boolean
  run: (editor: Editor, asks: Asks) => void
}

const on = (editor: Editor) => editor.chain().focus()
const heading = (level: 1 | 2 | 3, icon: IconType, label: () => string, hint: () => string): Action => ({
  id: `heading${level}`,
  label,
  hint,
  icon,
  words: `h${level} titre heading partie section`,
  shortcut: `Ctrl+Alt+${level}`,
  active: editor => editor.isActive('heading', { level }),
  run: editor => on(editor).setHeading({ level }).run(),
})

export const undo: Action = {
  id: 'undo',
  label: m.text_undo,
  icon: Undo,
  shortcut: 'Ctrl+Z',
  can: editor => editor.can().undo(),
  run: editor => on(editor).undo().run(),
}
export const redo: Action = {
  id: 'redo',
  label: m.text_redo,
  icon: Redo,
  shortcut: 'Ctrl+Y',
  can: editor => editor.can().redo(),
  run: editor => on(editor).redo().run(),
}

export const styles: Action[] = [
  {
    id: 'paragraph',
    label: m.text_paragraph,
    hint: m.text_paragraph_hint,
    icon: Pilcrow,
    words: 'paragraphe normal paragraph',
    shortcut: 'Ctrl+Alt+0',
    active: editor => editor.isActive('paragraph'),
    run: editor => on(editor).setParagraph().run(),
  },
  heading(1, Heading1, m.text_heading1, m.text_heading1_hint),
  heading(2, Heading2, m.text_heading2, m.text_heading2_hint),
  heading(3, Heading3, m.text_heading3, m.text_heading3_hint),
]

const mark = (id: string, label: () => string, icon: IconType, shortcut: string): Action => ({
  id,
  label,
  icon,
  shortcut,
  active: editor => editor.isActive(id),
  can: editor => !editor.isActive('codeBlock'),
  run: editor => on(editor).toggleMark(id).run(),
})
const bold = mark('bold', m.text_bold, Bold, 'Ctrl+B')
const italic = mark('italic', m.text_italic, Italic, 'Ctrl+I')
const underline = mark('underline', m.text_underline, Underline, 'Ctrl+U')
const strike = mark('strike', m.text_strike, Strikethrough, 'Ctrl+Shift+S')
const code = mark('code', m.text_code, Code, 'Ctrl+E')
const link: Action = {
  id: 'link',
  label: m.text_link,
  icon: LinkIcon,
  shortcut: 'Ctrl+K',
  active: editor => editor.isActive('link'),
  can: editor => !editor.isActive('codeBlock') && !editor.isActive('code'),
  run: (_editor, asks) => asks.link(),
}

const bullets: Action = {
  id: 'bulletList',
  label: m.text_bullets,
  hint: m.text_bullets_hint,
  icon: List,
  words: 'puces points ul list',
  shortcut: 'Ctrl+Shift+8',
  active: editor => editor.isActive('bulletList'),
  run: editor => on(editor).toggleBulletList().run(),
}
const numbers: Action = {
  id: 'orderedList',
  label: m.text_numbers,
  hint: m.text_numbers_hint,
  icon: ListOrdered,
  words: 'ordre étapes ol numbers steps',
  shortcut: 'Ctrl+Shift+7',
  active: editor => editor.isActive('orderedList'),
  run: editor => on(editor).toggleOrderedList().run(),
}
const tasks: Action = {
  id: 'taskList',
  label: m.text_tasks,
  hint: m.text_tasks_hint,
  icon: ListTodo,
  words: 'tâches cases todo tasks check',
  shortcut: 'Ctrl+Shift+9',
  active: editor => editor.isActive('taskList'),
  run: editor => on(editor).toggleTaskList().run(),
}
const itemOf = (editor: Editor) => (editor.isActive('taskItem') ? 'taskItem' : 'listItem')
const indent: Action = {
  id: 'indent',
  label: m.text_indent,
  icon: Indent,
  shortcut: 'Tab',
  can: editor => editor.can().sinkListItem(itemOf(editor)),
  run: editor => on(editor).sinkListItem(itemOf(editor)).run(),
}
const outdent: Action = {
  id: 'outdent',
  label: m.text_outdent,
  icon: Outdent,
  shortcut: 'Shift+Tab',
  can: editor => editor.can().liftListItem(itemOf(editor)),
  run: editor => on(editor).liftListItem(itemOf(editor)).run(),
}

const quote: Action = {
  id: 'blockquote',
  label: m.text_quote,
  hint: m.text_quote_hint,
  icon: Quote,
  words: 'citer quote',
  shortcut: 'Ctrl+Shift+B',
  active: editor => editor.isActive('blockquote'),
  run: editor => on(editor).toggleBlockquote().run(),
}
const codeBlock: Action = {
  id: 'codeBlock',
  label: m.text_code_block,
  hint: m.text_code_block_hint,
  icon: SquareCode,
  words: 'code fixe pre',
  shortcut: 'Ctrl+Alt+C',
  active: editor => editor.isActive('codeBlock'),
  run: editor => on(editor).toggleCodeBlock().run(),
}
const table: Action = {
  id: 'table',
  label: m.text_table,
  hint: m.text_table_hint,
  icon: Table,
  words: 'grille lignes colonnes grid',
  // A table inside a table can be neither read on a phone nor exported.
  can: editor => !editor.isActive('table'),
  run: editor => on(editor).insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run(),
}
const picture: Action = {
  id: 'picture',
  label: m.text_picture,
  hint: m.text_picture_hint,
  icon: ImagePlus,
  words: 'photo image picture',
  run: (_editor, asks) => asks.picture(),
}
const rule: Action = {
  id: 'horizontalRule',
  label: m.text_rule,
  hint: m.text_rule_hint,
  icon: Rule,
  words: 'trait ligne hr line',
  run: editor => on(editor).setHorizontalRule().run(),
}

/** In the order of the toolbar, most useful first: what does not fit goes into its menu. A `null` is a thin line. */
export const toolbar: (Action | null)[] = [
  bold,
  italic,
  link,
  null,
  bullets,
  numbers,
  tasks,
  null,
  table,
  picture,
  quote,
  null,
  strike,
  underline,
  code,
  codeBlock,
  rule,
  null,
  outdent,
  indent,
]
export const slash: Action[] = [...styles, bullets, numbers, tasks, table, picture, quote, codeBlock, rule]

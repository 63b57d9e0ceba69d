import type { Extensions } from '@tiptap/core'
import { TaskItem, TaskList } from '@tiptap/extension-list'
import { TableKit } from '@tiptap/extension-table'
import StarterKit from '@tiptap/starter-kit'
import { m } from '$lib/paraglide/messages.js'
import { Link } from './link.ts'
import { Picture } from './picture.ts'

/**
 * What a text may hold. Documents keep it for years: a block or an attribute is added, never renamed,
 * and a device that does not know one shows the text read only instead of dropping it.
 */
export function blocks(): Extensions {
  return [
    StarterKit.configure({
      // Undo belongs to the shared text; a trailing paragraph would write in a text that was only opened.
      undoRedo: false,
      trailingNode: false,
      link: false,
      heading: { levels: [1, 2, 3] },
      dropcursor: { width: 2, color: false },
    }),
    Link,
    TaskList,
    TaskItem.configure({
      nested: true,
      a11y: { checkboxLabel: node => (node.textContent ? m.text_task_box({ words: node.textContent }) : m.text_task_box_empty()) },
    }),
    TableKit.configure({ table: { resizable: true, cellMinWidth: 80, lastColumnResizable: false } }),
    Picture,
  ]
}

import { isId } from '../base/id.ts'
import { limits } from './limits.ts'

/** What a document is: a space's records, one rich text, who is here, or the hints of a workspace. */
export type DocumentName =
  | { readonly sort: 'plan' | 'presence'; readonly workspace: string; readonly space: string }
  | { readonly sort: 'text'; readonly workspace: string; readonly entity: string; readonly id: string; readonly field: string }
  | { readonly sort: 'feed'; readonly workspace: string }

export const planName = (workspace: string, space: string) => `${workspace}/plan/${space}`
export const presenceName = (workspace: string, space: string) => `${workspace}/presence/${space}`
export const feedName = (workspace: string) => `${workspace}/feed`
/** A text is named after its record, not its space, so that it follows the record when it moves. */
export const textName = (workspace: string, entity: string, id: string, field: string) => `${workspace}/text/${entity}.${id}.${field}`

/** Null for anything that is not exactly a name made above. */
export function parseName(name: string): DocumentName | null {
  if (name.length > limits.name) return null
  const [workspace = '', sort, rest = '', ...more] = name.split('/')
  if (!isId(workspace) || more.length > 0) return null
  if (sort === 'feed') return name === feedName(workspace) ? { sort, workspace } : null
  if (sort === 'plan' || sort === 'presence') return isId(rest) ? { sort, workspace, space: rest } : null
  if (sort !== 'text') return null
  const [entity = '', id = '', field = '', ...tail] = rest.split('.')
  return isWord(entity) && isId(id) && isWord(field) && tail.length === 0 ? { sort, workspace, entity, id, field } : null
}
const isWord = (part: string) => /^[a-z][A-Za-z0-9]{0,39}$/.test(part)

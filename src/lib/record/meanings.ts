import { isCode } from '#domain/people/codes.ts'
import { meaningOf } from '#domain/people/permissions.ts'
import { words } from './words.ts'

/** What these codes allow, in words, in the order of the editor. */
export const meanings = (codes: Iterable<string>): string[] => [...codes].filter(isCode).map(code => words(meaningOf(code)))

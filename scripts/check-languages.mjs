// The interface speaks French and English: the same messages in both, none empty, none left untranslated by accident.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from './run.mjs'

/** Written the same in both languages, and why. @type {Record<string, string>} */
const same = JSON.parse(readFileSync(join(root, 'messages/same.json'), 'utf8'))

/** @param {string} language @returns {Record<string, unknown>} */
const messages = language => JSON.parse(readFileSync(join(root, `messages/${language}.json`), 'utf8'))

/** Every text of a message: one, or one for each variant. @param {unknown} message @returns {string[]} */
const texts = message =>
  typeof message === 'string'
    ? [message]
    : /** @type {{ match: Record<string, string> }[]} */ (message).flatMap(({ match }) => Object.values(match))

/** @param {string} text */
const says = text => /\p{L}{2}/u.test(text.replace(/\{[^}]*\}/g, ''))

/**
 * French sets a non-breaking space (U+00A0 or U+202F) before : ; ! ? % and inside « », and writes the apostrophe ’.
 * @type {[RegExp, string][]}
 */
const french = [
  [/ [:;!?%»]/, 'une espace ordinaire précède : ; ! ? % ou »'],
  [/« /, 'une espace ordinaire suit «'],
  [/\p{L}'\p{L}/u, 'l’apostrophe droite remplace ’'],
]

/** What is wrong with the messages, one sentence each. @param {Record<string, unknown>} fr @param {Record<string, unknown>} en */
export function faults(fr, en) {
  const keys = [...new Set([...Object.keys(fr), ...Object.keys(en)])].filter(key => key !== '$schema')
  return keys.flatMap(key => {
    if (!(key in fr)) return [`${key}: missing in fr.json`]
    if (!(key in en)) return [`${key}: missing in en.json`]
    const [inFrench, inEnglish] = [texts(fr[key]), texts(en[key])]
    if ([...inFrench, ...inEnglish].some(text => !text.trim())) return [`${key}: empty`]
    const wrong = french.flatMap(([pattern, rule]) => (inFrench.some(text => pattern.test(text)) ? [`${key}: ${rule}`] : []))
    const copied = inFrench.join() === inEnglish.join() && inFrench.some(says) && !same[key]
    return copied ? [...wrong, `${key}: the same in both languages (translate it, or say why in messages/same.json)`] : wrong
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = faults(messages('fr'), messages('en'))
  for (const fault of found) console.error(`messages: ${fault}`)
  process.exitCode = found.length ? 1 : 0
}

import { derivedId, isId } from '#kernel/base/id.ts'
import { command, refuse, type FileDraft } from '#kernel/command/command.ts'
import { fieldsOf } from '../input.ts'
import { retold } from './person.ts'
import { portraitLimits, readPortrait } from './portrait.ts'

/** Whose it is is said with it, so that a picture chosen by one is never another's; null takes it away. */
export type Portray = { readonly person: string; readonly picture: FileDraft | null }

/** One's own picture, on one's card. The bytes come in the command (as base64), so that it waits without a network like any other. */
export const portray = command<Portray>({
  name: 'portray',
  label: { fr: 'Changer votre photo', en: 'Change your picture' },
  parse(input) {
    const { person, picture } = fieldsOf(input)
    if (!isId(person)) return refuse('malformed', 'Dites de qui est cette photo.', 'Say whose picture this is.', 'person')
    if (picture === null) return { person, picture }
    const bytes = typeof picture === 'string' ? bytesIn(picture) : null
    if (bytes && bytes.length > portraitLimits.bytes) return heavy
    const seen = bytes && readPortrait(bytes)
    if (!bytes || !seen) return notPicture
    if (seen.width !== portraitLimits.side || seen.height !== portraitLimits.side) return otherSize
    return { person, picture: { type: seen.type, bytes } }
  },
  in: () => null,
  async decide({ person, picture }, read, env) {
    if (person !== env.person)
      return refuse('notYours', 'Chacun choisit sa propre photo.', 'Each person chooses their own picture.', 'person')
    const known = await read.row('person', person)
    if (!known) return refuse('unknown', 'Votre fiche n’est pas dans l’entreprise.', 'Your card is not in the workspace.')
    const body = retold(known, { portrait: picture && (await hashOf(picture.bytes)) })
    const facts = [{ kind: 'person', id: derivedId('person', env.id), body, spaces: [env.workspace] }]
    return { facts, ...(picture && { files: [picture] }) }
  },
})

const notPicture = refuse(
  'notPicture',
  'Ce fichier n’est pas une photo : choisissez une image JPEG, PNG ou WebP.',
  'This file is not a picture: choose a JPEG, PNG or WebP image.',
  'picture'
)
const otherSize = refuse(
  'otherSize',
  `La photo doit mesurer ${portraitLimits.side} pixels de côté : recadrez-la dans Relais.`,
  `The picture must be ${portraitLimits.side} pixels on each side: crop it in Relais.`,
  'picture'
)
const heavy = refuse(
  'heavy',
  'Cette photo est trop lourde : recadrez-la dans Relais.',
  'This picture is too heavy: crop it in Relais.',
  'picture'
)

/** Not read at all when it is far too long. */
function bytesIn(text: string): Uint8Array<ArrayBuffer> | null {
  if (text.length > 4 * portraitLimits.bytes) return null
  try {
    return Uint8Array.from(atob(text), sign => sign.charCodeAt(0))
  } catch {
    return null
  }
}
/** The name that the content gives itself: SHA-256, as files are kept. */
async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return [...digest].map(byte => byte.toString(16).padStart(2, '0')).join('')
}

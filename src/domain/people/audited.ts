import type { Label } from '#kernel/schema/field.ts'
import { declarationOf } from '#kernel/schema/model.ts'
import { commands } from '../commands.ts'
import { business } from '../model.ts'

const said = (fr: string, en: string): Label => ({ fr, en })

/** What the log of a company tells apart. */
export const kinds = {
  entry: said('Connexions', 'Sign-ins'),
  protection: said('Protection des comptes', 'Account protection'),
  decision: said('Décisions', 'Decisions'),
  deletion: said('Suppressions', 'Deletions'),
  export: said('Exports', 'Exports'),
  refused: said('Accès refusés', 'Access refused'),
  flagged: said('Modifications signalées', 'Flagged edits'),
  limit: said('Limites dépassées', 'Limits exceeded'),
} as const
export type Kind = keyof typeof kinds
export const isKind = (value: unknown): value is Kind => typeof value === 'string' && Object.hasOwn(kinds, value)

/**
 * One thing that was done, or tried, `at` an instant in milliseconds: `what` is a name of an action, of a decision or of an entity; `about`
 * the record it was done to. `id` is the place to go on from.
 */
export type Line = {
  readonly id: string
  readonly at: number
  readonly kind: Kind
  readonly person: string
  readonly what: string
  readonly about: string | null
  readonly accepted: boolean
  readonly device: string
  readonly address: string
}

/**
 * What somebody tried and may not, wrote that is not as it should be, or did too much of. A line says that they did in that minute, not how
 * often: a flood of it is one line a minute.
 */
export const tried = {
  refused: {
    readRefused: said('Contenu demandé sans y avoir accès', 'Asked for what is not shared with them'),
    writeRefused: said('Modification envoyée sans droit d’écrire', 'Sent an edit without the right to write'),
    rightRefused: said('Demande au-delà de ses rôles', 'Asked for more than their roles allow'),
    tokenRefused: said('Demande au-delà d’un jeton d’accès', 'Asked for more than an access token allows'),
    siteRefused: said('Demande venue d’un autre site', 'Asked from another site'),
    unreadable: said('Modification illisible', 'Sent an edit that cannot be read'),
  },
  flagged: {
    idTaken: said('Fiche portant l’identifiant d’une autre', 'Made a record with the id of another'),
    factForged: said('Valeur que seule une décision peut donner', 'Wrote what only a decision may say'),
    sentForAnother: said('Modification envoyée au nom d’un autre', 'Sent an edit in the name of another'),
  },
  limit: {
    tooLarge: said('Envoi trop grand', 'Sent too much at once'),
    tooMany: said('Trop de documents ouverts à la fois', 'Opened too many documents at once'),
    full: said('Document plein', 'Wrote in a document that is full'),
    tooOften: said('Trop de demandes à la fois', 'Asked too much at once'),
    attempts: said('Trop d’essais', 'Too many attempts'),
  },
} as const
export type Tried = keyof (typeof tried)['refused'] | keyof (typeof tried)['limit']
export type Flagged = keyof (typeof tried)['flagged']

/** What is written in the log by itself; decisions and deletions are said by the words of the command and of the entity. */
const actions: Readonly<Record<string, Label>> = {
  ...tried.refused,
  ...tried.flagged,
  ...tried.limit,
  signIn: said('Connexion', 'Signed in'),
  signOut: said('Déconnexion', 'Signed out'),
  endedElsewhere: said('Déconnexion depuis un autre appareil', 'Signed out from another device'),
  passwordRefused: said('Mot de passe refusé', 'Password refused'),
  codeRefused: said('Code de vérification refusé', 'Verification code refused'),
  passwordChanged: said('Mot de passe changé', 'Password changed'),
  addressChanged: said('Adresse e-mail changée', 'E-mail address changed'),
  addressProven: said('Adresse e-mail confirmée', 'E-mail address confirmed'),
  nameChanged: said('Identifiant de connexion changé', 'Sign-in name changed'),
  secondFactorOn: said('Vérification en deux étapes activée', 'Two-step verification turned on'),
  secondFactorOff: said('Vérification en deux étapes désactivée', 'Two-step verification turned off'),
  passkeyAdded: said('Clé d’accès ajoutée', 'Passkey added'),
  passkeyRemoved: said('Clé d’accès retirée', 'Passkey removed'),
  identityLinked: said('Identité d’un fournisseur liée', 'Provider identity linked'),
  identityUnlinked: said('Identité d’un fournisseur déliée', 'Provider identity unlinked'),
  tokenMade: said('Jeton d’accès créé', 'Access token made'),
  tokenRevoked: said('Jeton d’accès révoqué', 'Access token revoked'),
  audit: said('Journal exporté', 'Log exported'),
  accountErased: said('Compte supprimé par la personne', 'Account deleted by its person'),
  ownData: said('Ses données personnelles demandées', 'Own personal data asked for'),
}

/** A line of the log in words. What this version does not know is said by its name. */
export function wordsOf({ kind, what }: Pick<Line, 'kind' | 'what'>): Label {
  if (kind === 'decision') return commands[what]?.label ?? said(what, what)
  if (kind !== 'deletion') return actions[what] ?? said(what, what)
  const entity = declarationOf(business, what)?.label ?? said(what, what)
  return said(`Suppression : ${entity.fr}`, `Deleted: ${entity.en}`)
}

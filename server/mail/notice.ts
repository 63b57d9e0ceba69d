import type { Label } from '#kernel/schema/field.ts'
import { written, type Language, type Letter, type Said } from './letter.ts'

/** What has just changed in how an account is protected: told to its owner, who may not be the one who did it. */
export type Notice =
  'password' | 'secondOn' | 'secondOff' | 'codes' | 'passkeyAdded' | 'passkeyRemoved' | 'providerLinked' | 'providerUnlinked' | 'token'

const words: Readonly<Record<Notice, Label>> = {
  password: { fr: 'Votre mot de passe a été changé', en: 'Your password was changed' },
  secondOn: { fr: 'La validation en deux étapes est activée', en: 'Two-step verification is on' },
  secondOff: { fr: 'La validation en deux étapes est désactivée', en: 'Two-step verification is off' },
  codes: { fr: 'De nouveaux codes de secours ont été faits', en: 'New recovery codes were made' },
  passkeyAdded: { fr: 'Une clé d’accès a été ajoutée', en: 'A passkey was added' },
  providerLinked: {
    fr: 'Une identité d’un fournisseur a été liée à votre compte',
    en: 'An identity of a provider was linked to your account',
  },
  providerUnlinked: { fr: 'Une identité d’un fournisseur a été déliée', en: 'An identity of a provider was unlinked' },
  passkeyRemoved: { fr: 'Une clé d’accès a été supprimée', en: 'A passkey was removed' },
  token: { fr: 'Un jeton d’accès a été créé', en: 'An access token was created' },
}

type Happened = Pick<Said, 'to' | 'workspace' | 'link'> & { name: string; when: string; device: string; language: Language }

export function noticeLetter(notice: Notice, { name, when, device, language, ...rest }: Happened): Letter {
  const subject = words[notice][language]
  const on = device && (language === 'fr' ? `, depuis ${device}` : `, from ${device}`)
  const said = {
    fr: {
      hello: `Bonjour ${name},`,
      lead: `${subject}, le ${when}${on}.`,
      act: 'Voir votre compte',
      why: 'Si c’était vous, il n’y a rien à faire. Sinon, changez votre mot de passe et déconnectez les appareils que vous ne connaissez pas.',
    },
    en: {
      hello: `Hello ${name},`,
      lead: `${subject}, on ${when}${on}.`,
      act: 'See your account',
      why: 'If it was you, there is nothing to do. If not, change your password and sign out the devices that you do not know.',
    },
  }
  return written({ ...said[language], subject, language, ...rest })
}

import type { Label } from '#kernel/schema/field.ts'

/** What the socket will not do, with the close code a client sees: a value of the protocol, not a fault of the server. */
export class Refused extends Error {
  override name = 'Refused'
  readonly code: number
  readonly reason: keyof typeof reasons
  constructor(code: number, reason: keyof typeof reasons) {
    super(reasons[reason].en)
    this.code = code
    this.reason = reason
  }
}

export const reasons = {
  forbidden: { fr: 'Cet espace n’est pas partagé avec vous.', en: 'This space is not shared with you.' },
  unknown: { fr: 'Ce document n’existe pas encore sur le serveur.', en: 'This document does not exist on the server yet.' },
  malformed: { fr: 'Cette modification est illisible : elle est mise de côté.', en: 'This edit cannot be read: it is set aside.' },
  tooLarge: { fr: 'Cette modification est trop grande : elle est mise de côté.', en: 'This edit is too large: it is set aside.' },
  tooMany: {
    fr: 'Trop de documents sont ouverts à la fois sur cet appareil : fermez-en un.',
    en: 'Too many documents are open at once on this device: close one.',
  },
  full: { fr: 'Ce document est plein : créez-en un autre.', en: 'This document is full: create another one.' },
} as const satisfies Record<string, Label>

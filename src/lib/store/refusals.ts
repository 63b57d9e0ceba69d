import type { Refusal } from './database.ts'

const refusal = (code: string, fr: string, en: string): Refusal => ({ code, label: { fr, en } })

/** What this device says itself when it will not do something, or passes on from the socket, which only gives a word. */
export const refusals = {
  forbidden: refusal('forbidden', 'Vous n’avez plus le droit de modifier cet espace.', 'You may no longer change this space.'),
  malformed: refusal('malformed', 'Le serveur n’a pas pu lire cette modification.', 'The server could not read this change.'),
  tooLarge: refusal(
    'tooLarge',
    'Cette modification est trop grande pour être envoyée. Copiez-la en plusieurs parties.',
    'This change is too large to be sent. Copy it in several parts.'
  ),
  full: refusal('full', 'Ce document est plein. Créez-en un autre pour continuer.', 'This document is full. Create another one to go on.'),
  left: refusal(
    'left',
    'Vous n’avez plus accès à cet espace : il a été effacé de cet appareil.',
    'You no longer have access to this space: it was erased from this device.'
  ),
  damaged: refusal(
    'damaged',
    'Une modification non envoyée a été abîmée sur cet appareil.',
    'A change not yet sent was damaged on this device.'
  ),
  lost: refusal(
    'lost',
    'Le navigateur a effacé ces modifications avant qu’elles soient envoyées, et elles étaient trop longues pour être gardées ailleurs.',
    'The browser erased these changes before they were sent, and they were too long to be kept elsewhere.'
  ),
  readOnly: refusal(
    'readOnly',
    'Vous pouvez lire cet espace, pas le modifier. Demandez l’accès à son responsable.',
    'You may read this space, not change it. Ask its manager for access.'
  ),
  notHere: refusal('notHere', 'Cet élément n’est pas sur cet appareil.', 'This record is not on this device.'),
  exists: refusal('exists', 'Cet élément existe déjà.', 'This record already exists.'),
  crowded: refusal(
    'crowded',
    'Cet espace a atteint son nombre maximal d’éléments. Créez un autre espace pour continuer.',
    'This space has reached its limit of records. Create another space to go on.'
  ),
  refused: refusal('refused', 'Le serveur a refusé cette modification.', 'The server refused this change.'),
} as const

export const refusalOf = (reason: string): Refusal =>
  Object.hasOwn(refusals, reason) ? refusals[reason as keyof typeof refusals] : refusals.refused

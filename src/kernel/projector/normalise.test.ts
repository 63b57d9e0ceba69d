import { expect, it } from 'vitest'
import { text, rich } from '../schema/field.ts'
import { accept } from './normalise.ts'

it('PLT-21 no word of a row holds what a database cannot store, in a rich text neither', () => {
  for (const field of [text('Titre', 'Title'), rich('Texte', 'Text')])
    expect(accept(field, 'Un\0 brief \ud83d tient')).toEqual({ value: 'Un brief \ufffd tient' })
})

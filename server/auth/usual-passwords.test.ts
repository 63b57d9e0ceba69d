import { expect, test } from 'vitest'
import { isUsual } from './usual-passwords.ts'

test('PLT-02 the passwords that others use most are known, whatever their case', () => {
  for (const password of [
    '1234567890',
    'qwertyuiop',
    'Password123',
    'motdepasse',
    'AZERTYUIOP',
    '1qaz2wsx3edc',
    'christopher',
    'marseille13',
  ])
    expect([password, isUsual(password)]).toEqual([password, true])
})

test('PLT-02 what nobody else uses is not among them', () => {
  for (const password of ['ndar-geej-2025', 'saint-louis-24', 'gorée-mer-phare-88', 'girafe tambour chandelle', ''])
    expect([password, isUsual(password)]).toEqual([password, false])
})

import { expect, test } from 'vitest'
import { guessable } from './password.ts'

const known = ['Awa Diop', 'Agence Teranga', 'awa@teranga.sn', 'a.diop', 'Ndèye 東京都']

test('PLT-02 names of the person and of the company, usual words, rows of keys and repetitions are what anybody tries', () => {
  for (const password of [
    'AwaDiop2026!',
    'TerangaTeranga1',
    'teranga-1998-!!',
    'NDEYE-2026-12',
    '東京都東京都1998',
    'MotDePasse2026',
    'soleil-été-2026',
    'Bienvenue.Dakar',
    '1234567890123',
    'azertyuiopqsdf',
    'abababababab',
    '20202020202020',
  ])
    expect([password, guessable(password, known)]).toEqual([password, true])
})

test('PLT-02 what is known may stand in a password that has more to it', () => {
  for (const password of [
    'teranga girafe tambour',
    'ndar-geej-2025',
    'k7#Vq2!xWm9p',
    '8302749163',
    'Паровоз-у-реки',
    'awa porte un voilier',
  ])
    expect([password, guessable(password, known)]).toEqual([password, false])
})

// A hash takes a tenth of a second of processor and 19 MB on purpose (`server/auth/passwords.test.ts`). Nearly every test over a
// database begins with one, and is about something else.
import crypto, { type Argon2Parameters } from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import { hashes } from './hashes.ts'

const { argon2 } = crypto
const light = { memory: 8, passes: 1 }

// Evaluated once for each file of tests, in a process that takes several.
if (argon2.name !== 'atItsPrice')
  crypto.argon2 = function atItsPrice(algorithm, parameters: Argon2Parameters, done) {
    argon2(algorithm, hashes.real ? parameters : { ...parameters, ...light }, done)
  }
syncBuiltinESMExports()

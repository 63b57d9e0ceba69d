// `node scripts/tool.mjs node scripts/usual-passwords.mjs <file>...`: makes server/auth/usual-passwords.bin anew from lists of passwords,
// one a line. Only those that are long enough to be taken are kept: the first five bytes of the SHA-256 of each, folded, in order.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { leastPassword } from '../src/domain/people/password.ts'
import { fold } from '../src/kernel/base/fold.ts'
import { root } from './run.mjs'

const long = process.argv
  .slice(2)
  .flatMap(path => readFileSync(path, 'utf8').split(/\r?\n/))
  .filter(password => [...password].length >= leastPassword)
const sums = [...new Set(long.map(fold))].map(password => createHash('sha256').update(password).digest().subarray(0, 5))
writeFileSync(join(root, 'server/auth/usual-passwords.bin'), Buffer.concat(sums.sort(Buffer.compare)))
console.log(`${sums.length} passwords`)

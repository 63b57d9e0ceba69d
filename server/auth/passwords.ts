import { argon2 as argon2Callback, randomBytes, timingSafeEqual, type Argon2Parameters } from 'node:crypto'
import { promisify } from 'node:util'

const argon2 = promisify(argon2Callback)
const cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 }
/** Each waits about a tenth of a second: more than these, and the last would wait too long. */
const queue = 50

/** Too many are being checked: come back in a moment. */
export class Busy extends Error {
  override name = 'Busy'
  readonly retryAfter = 5
}

let waiting = 0
let last: Promise<unknown> = Promise.resolve()

/** One at once: a hash takes 19 MB and a core, and two cores serve everybody. */
export function oneAtOnce<T>(work: () => Promise<T>): Promise<T> {
  if (waiting >= queue) return Promise.reject(new Busy())
  waiting++
  const done = last.then(work).finally(() => waiting--)
  last = done.catch(() => {})
  return done
}

const derive = (password: string, nonce: Buffer, { memory, passes, parallelism, tagLength }: typeof cost) =>
  argon2('argon2id', { message: password.normalize('NFKC'), nonce, memory, passes, parallelism, tagLength } satisfies Argon2Parameters)

/** argon2id in the usual PHC writing, so that the cost can rise later. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16)
  const tag = await oneAtOnce(() => derive(password, nonce, cost))
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${bare(nonce)}$${bare(tag)}`
}

/** In one’s turn. Takes the same time whether the account exists or not: pass `null` when it does not. */
export async function verifyPassword(hash: string | null, password: string): Promise<boolean> {
  const [, m, t, p, nonce, tag] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(hash ?? nobody) ?? []
  if (!nonce || !tag) throw new Error('the stored password is not an argon2id hash')
  const expected = Buffer.from(tag, 'base64')
  const found = await derive(password, Buffer.from(nonce, 'base64'), {
    memory: Number(m),
    passes: Number(t),
    parallelism: Number(p),
    tagLength: expected.length,
  })
  return timingSafeEqual(found, expected) && hash !== null
}

const bare = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '')
const nobody = `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${bare(Buffer.alloc(16))}$${bare(Buffer.alloc(32))}`

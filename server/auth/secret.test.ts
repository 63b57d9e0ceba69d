import { expect, test } from 'vitest'
import { makeToken, readToken, sameHash } from './secret.ts'

test('a token finds its id and proves its secret', () => {
  const made = makeToken()
  const read = readToken(made.token)
  expect(read?.id).toBe(made.id)
  expect(sameHash(made.hash, read?.hash ?? Buffer.alloc(0))).toBe(true)
  expect(made.token).not.toContain(made.hash.toString('base64url'))
})

test.each([undefined, '', 'x', `${makeToken().id}.`, `${makeToken().token}=`, `l0${makeToken().token}`])(
  'what is no token is nobody: %s',
  token => {
    expect(readToken(token)).toBeNull()
  }
)

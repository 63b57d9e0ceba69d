import { expect, test, vi } from 'vitest'
import { planName } from '#kernel/space/name.ts'
import { randomId } from '#kernel/base/id.ts'
import { noting } from './noting.ts'
import { Refused } from './refused.ts'

const who = { account: 'a', person: 'awa', workspace: 'w', session: 's' }
const name = planName(randomId(), randomId())

test.each([
  [new Refused(4403, 'forbidden'), 'readRefused'],
  [new Refused(4404, 'unknown'), null],
  [new Refused(4400, 'malformed'), 'unreadable'],
  [new Refused(4413, 'tooLarge'), 'tooLarge'],
  [new Refused(4429, 'tooMany'), 'tooMany'],
  [new Refused(4413, 'full'), 'full'],
  [new Error('the disk'), null],
])('PLT-08 a line that answers “%s” is refused all the same, and told if it is no accident', async (fault, what) => {
  const note = vi.fn()
  await expect(noting({ note }, who, name, () => Promise.reject(fault))).rejects.toBe(fault)
  expect(note.mock.calls).toEqual(what ? [[who, what, name]] : [])
  expect(await noting({ note }, who, name, async () => 'done')).toBe('done')
})

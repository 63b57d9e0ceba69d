import { expect, test } from 'vitest'
import { isGuestIn, membersOf, roleIn, type Shared } from './members.ts'

const shared: Shared = {
  memberships: [
    { of: 'p', person: 'awa', role: 'manager' },
    { of: 'p', person: 'moussa', role: 'viewer' },
    { of: 'p', person: 'fatou', role: 'none' },
    { of: 'q', person: 'binta', role: 'editor' },
    { of: 'company', person: 'binta', role: 'none' },
  ],
  groupMemberships: [
    { of: 'p', group: 'studio', role: 'editor' },
    { of: 'p', group: 'press', role: 'commenter' },
    { of: 'p', group: 'ended', role: 'manager' },
    { of: 'p', group: 'left', role: 'none' },
  ],
  services: [
    { id: 'studio', name: 'Studio', managers: ['moussa'], members: ['fatou'], retired: false },
    { id: 'press', name: 'Presse', managers: [], members: ['fatou', 'awa'], retired: false },
    { id: 'ended', name: 'Ancien', managers: [], members: ['moussa', 'omar'], retired: true },
    { id: 'left', name: 'Parti', managers: [], members: ['omar'], retired: false },
  ],
}

test('PLT-07 the most of what one has and what one’s services have, each once, and where it comes from', () => {
  expect(membersOf('p', shared)).toEqual([
    { person: 'awa', role: 'manager', own: 'manager', through: ['press'] },
    { person: 'moussa', role: 'editor', own: 'viewer', through: ['studio'] },
    { person: 'fatou', role: 'editor', own: null, through: ['studio', 'press'] },
  ])
  for (const { person, role } of membersOf('p', shared)) expect(roleIn('p', person, shared)).toBe(role)
  expect([roleIn('p', 'omar', shared), roleIn('p', 'binta', shared), roleIn('q', 'binta', shared)]).toEqual([null, null, 'editor'])
})

test('PLT-07 a guest is told apart from the people of the company', () => {
  expect(['awa', 'binta', 'omar'].map(person => isGuestIn('company', person, shared))).toEqual([false, true, false])
})

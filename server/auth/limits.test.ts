import { expect, test } from 'vitest'
import { houseOf, Limits } from './limits.ts'

test('A29 a network of IPv6 is one house, an address of IPv4 is one, this machine is everybody', () => {
  const same = ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:0DB8:0001:0002::', '2001:db8:1:2::1%eth0']
  expect(new Set(same.map(houseOf))).toEqual(new Set(['2001:db8:1:2::/64']))
  expect(houseOf('2001:db8:1:3::1')).toBe('2001:db8:1:3::/64')
  expect(houseOf('2001::1')).toBe('2001:0:0:0::/64')
  expect(houseOf('::ffff:203.0.113.9')).toBe('203.0.113.9')
  expect(houseOf('203.0.113.9')).toBe('203.0.113.9')
  for (const here of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '']) expect(houseOf(here)).toBe(houseOf('127.0.0.2'))
})

test('A29 sixty wrong tries from a house, and it waits; what was right or not heard is not counted', () => {
  const clock = { at: 0, now: () => clock.at }
  const limits = new Limits(clock)
  for (let i = 0; i < 200; i++) {
    expect(limits.take('203.0.113.9')).toBe(0)
    limits.forgive('203.0.113.9')
  }
  for (let i = 0; i < 60; i++) expect(limits.take(`2001:db8:1:2::${i}`)).toBe(0)
  expect(limits.take('2001:db8:1:2:3::')).toBe(900)
  expect(limits.take('203.0.113.9')).toBe(0)
  clock.at = 15 * 60_000
  expect(limits.take('2001:db8:1:2:3::')).toBe(0)
})

import { BlockList, isIP, type IPVersion } from 'node:net'

/** What of IPv4 is no place on the internet: this machine, private networks, metadata of clouds, examples, groups, what is reserved. */
const inside = listOf('ipv4', [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
])
/** Of IPv6 the other way round: nothing is public but what is given out, so that no way of writing an IPv4 address in it passes. */
const givenOut = listOf('ipv6', [['2000::', 3]])
const inside6 = listOf('ipv6', [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
])

/** Whether an address is one that anybody on the internet may be at. What is no address is not. */
export function publicAddress(address: string): boolean {
  const version = isIP(address)
  if (version === 4) return !inside.check(address, 'ipv4')
  // A zone names a network of this machine.
  return version === 6 && !address.includes('%') && givenOut.check(address, 'ipv6') && !inside6.check(address, 'ipv6')
}

function listOf(version: IPVersion, nets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList()
  for (const [net, prefix] of nets) list.addSubnet(net, prefix, version)
  return list
}

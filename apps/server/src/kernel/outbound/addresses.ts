import { BlockList, isIPv4, isIPv6 } from 'node:net'

/** Ranges that no stranger on the internet owns: IANA special-purpose registries (RFC 6890 and its updates). */
const notPublic = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Link-local, and with 169.254.169.254 the metadata service of most clouds.
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
] as const) {
  notPublic.addSubnet(network, prefix, 'ipv4')
}

/** Only 2000::/3 is handed out to the public; of it, tunnels and documentation ranges are not. */
const publicV6 = new BlockList()
publicV6.addSubnet('2000::', 3, 'ipv6')
const notPublicV6 = new BlockList()
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  notPublicV6.addSubnet(network, prefix, 'ipv6')
}

/**
 * Whether an address belongs to the public internet. IPv4 written inside IPv6 (`::ffff:10.0.0.1`, NAT64
 * `64:ff9b::a00:1`) is judged by the IPv4 address, because that is where the packet goes.
 */
export function isPublicAddress(address: string): boolean {
  const plain = withoutZone(address)
  if (isIPv4(plain)) return !notPublic.check(plain, 'ipv4')
  if (!isIPv6(plain)) return false
  const inner = embeddedV4(plain)
  if (inner !== undefined) return !notPublic.check(inner, 'ipv4')
  return publicV6.check(plain, 'ipv6') && !notPublicV6.check(plain, 'ipv6')
}

/** An address as it compares: no zone, no brackets, IPv4-mapped IPv6 as IPv4. */
export function canonicalAddress(address: string): string {
  const plain = withoutZone(address.replace(/^\[|\]$/g, ''))
  return isIPv6(plain) ? (mappedV4(plain) ?? plain) : plain
}

const mapped = new BlockList()
mapped.addSubnet('::ffff:0:0', 96, 'ipv6')
const nat64 = new BlockList()
nat64.addSubnet('64:ff9b::', 96, 'ipv6')

function mappedV4(address: string): string | undefined {
  return mapped.check(address, 'ipv6') ? lastFourBytes(address) : undefined
}

function embeddedV4(address: string): string | undefined {
  return mapped.check(address, 'ipv6') || nat64.check(address, 'ipv6') ? lastFourBytes(address) : undefined
}

function lastFourBytes(address: string): string {
  const dotted = /(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1]
  if (dotted !== undefined) return dotted
  // The URL parser writes any IPv6 address in its shortest canonical form, groups in hex.
  const groups = new URL(`http://[${address}]`).hostname.slice(1, -1).split(':')
  const [high = 0, low = 0] = groups.slice(-2).map((group) => Number.parseInt(group || '0', 16))
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

function withoutZone(address: string): string {
  const at = address.indexOf('%')
  return at < 0 ? address : address.slice(0, at)
}

import { isIPv6 } from 'node:net'
import { canonicalAddress } from '../outbound/addresses.ts'

/**
 * What counts as one caller: an IPv4 address, also when it is written as IPv6, or the first half of an IPv6 address.
 * Whoever has one IPv6 address has the other 2^64 of its network (RFC 6177), and would never run out of attempts.
 */
export function networkOf(address: string): string {
  const canonical = canonicalAddress(address)
  return isIPv6(canonical) ? `${firstHalf(canonical).join(':')}::/64` : canonical
}

const GROUPS = 8

function firstHalf(address: string): string[] {
  // The URL parser writes every IPv6 address in one way: groups in hex, the longest run of zeros as `::`.
  const shortest = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [before = [], after] = shortest.split('::').map((part) => part.split(':').filter((group) => group !== ''))
  const left = after === undefined ? 0 : GROUPS - before.length - after.length
  return [...before, ...Array.from({ length: left }, () => '0'), ...(after ?? [])].slice(0, GROUPS / 2)
}

import { BlockList, isIP, isIPv6 } from 'node:net'
import { canonicalAddress } from './addresses.ts'

export type Destination = { hostname: string; address: string; port: number }

/** What the operator allows beyond the public internet: `OUTBOUND_ALLOW`. */
export type AllowList = { allows(destination: Destination): boolean }

type Entry = (destination: Destination) => boolean

/**
 * Parses `OUTBOUND_ALLOW`: entries separated by commas or spaces, each a host name, an address or a CIDR
 * range, with an optional port (`vllm.lan:8000`, `192.168.1.0/24`, `[fd00::1]:8000`, `127.0.0.1:11434`).
 * A listed host name may resolve to any address. Throws an Error that names the first wrong entry.
 */
export function parseAllowList(text: string): AllowList {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== '')
  const rules = entries.map(parseEntry)
  return { allows: (destination) => rules.some((rule) => rule(destination)) }
}

function parseEntry(text: string): Entry {
  const { host, port } = splitPort(text)
  const matches = host.includes('/') ? inRange(host, text) : isIP(host) > 0 ? isAddress(host) : isHost(host, text)
  return (destination) => (port === undefined || port === destination.port) && matches(destination)
}

function splitPort(text: string): { host: string; port: number | undefined } {
  const bracketed = /^\[([^\]]+)\](\/\d+)?(?::(\d+))?$/.exec(text)
  const plain = isIPv6(text.split('/')[0] ?? '') ? null : /^([^:]+?)(?::(\d+))?$/.exec(text)
  const host = bracketed ? `${bracketed[1]}${bracketed[2] ?? ''}` : (plain?.[1] ?? text)
  const digits = bracketed?.[3] ?? plain?.[2]
  if (digits === undefined) return { host, port: undefined }
  const port = Number(digits)
  if (port < 1 || port > 65_535) throw wrong(text)
  return { host, port }
}

function inRange(range: string, text: string): Entry {
  const [network = '', prefix = ''] = range.split('/')
  const family = isIP(network)
  const bits = Number(prefix)
  if (family === 0 || !/^\d+$/.test(prefix) || bits > (family === 4 ? 32 : 128)) throw wrong(text)
  const list = new BlockList()
  list.addSubnet(network, bits, family === 4 ? 'ipv4' : 'ipv6')
  return ({ address }) => {
    const plain = canonicalAddress(address)
    return isIP(plain) === family && list.check(plain, family === 4 ? 'ipv4' : 'ipv6')
  }
}

function isAddress(host: string): Entry {
  const wanted = canonicalAddress(host)
  return ({ address }) => canonicalAddress(address) === wanted
}

function isHost(host: string, text: string): Entry {
  const wanted = host.toLowerCase()
  // A last label of digits would be an address that is mistyped, such as 192.168.1.
  if (!/^[a-z0-9_]([a-z0-9._-]*[a-z0-9])?$/.test(wanted) || /(^|\.)\d+$/.test(wanted)) throw wrong(text)
  return ({ hostname }) => hostname.toLowerCase() === wanted
}

function wrong(text: string): Error {
  return new Error(`OUTBOUND_ALLOW: "${text}" is not a host name, address or CIDR range with an optional port`)
}

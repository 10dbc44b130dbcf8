import { isIPv6 } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalAddress, isPublicAddress } from './addresses.ts'
import { parseAllowList } from './allow-list.ts'

const byte = fc.nat(255)
const v4 = fc.tuple(byte, byte, byte, byte).map((bytes) => bytes.join('.'))
const hex = (address: string): string => {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number)
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
}
/** Ways to write an IPv4 address inside an IPv6 one: the packet goes to the same machine. */
const spellings = [
  (address: string) => `::ffff:${address}`,
  (address: string) => `::ffff:${hex(address)}`,
  (address: string) => `::FFFF:${hex(address).toUpperCase()}`,
  (address: string) => `0:0:0:0:0:ffff:${address}`,
  (address: string) => `64:ff9b::${hex(address)}`,
  (address: string) => `::ffff:${address}%eth0`,
]

describe('an address', () => {
  test('is judged by the machine it leads to, however it is written', () => {
    fc.assert(
      fc.property(v4, fc.constantFrom(...spellings), (address, spell) => {
        expect(isPublicAddress(spell(address))).toBe(isPublicAddress(address))
      }),
      { numRuns: 1_000 },
    )
  })

  test.each(['10', '127', '0', '224', '240', '255'])('that begins with %s is never public', (first) => {
    fc.assert(
      fc.property(byte, byte, byte, (b, c, d) => {
        expect(isPublicAddress([first, b, c, d].join('.'))).toBe(false)
      }),
    )
  })

  test('outside 2000::/3 is never public', () => {
    const groups = fc.tuple(
      fc.integer({ min: 0x4000, max: 0xffff }),
      fc.array(fc.nat(0xffff), { minLength: 7, maxLength: 7 }),
    )
    fc.assert(
      fc.property(groups, ([first, rest]) => {
        const address = [first, ...rest].map((group) => group.toString(16)).join(':')
        expect([isIPv6(address), isPublicAddress(address)]).toEqual([true, false])
      }),
    )
  })

  test('that is none is never public', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^[\d.]+$/.test(text) && !text.includes(':'))
        expect(isPublicAddress(text)).toBe(false)
      }),
    )
  })

  test.each([
    ['9.255.255.255', true],
    ['11.0.0.0', true],
    ['100.63.255.255', true],
    ['100.64.0.0', false],
    ['100.127.255.255', false],
    ['126.255.255.255', true],
    ['169.253.255.255', true],
    ['169.255.0.0', true],
    ['172.15.255.255', true],
    ['172.16.0.0', false],
    ['192.0.0.255', false],
    ['192.0.1.0', true],
    ['192.167.255.255', true],
    ['192.169.0.0', true],
    ['198.17.255.255', true],
    ['198.19.255.255', false],
    ['198.20.0.0', true],
    ['203.0.113.255', false],
    ['203.0.114.0', true],
    ['223.255.255.255', true],
    ['1fff::1', false],
    ['2000::1', true],
    ['2001:1ff::1', false],
    ['2001:200::1', true],
    ['2001:db9::1', true],
    ['3ffe:ffff::1', true],
    ['3fff:fff::1', false],
    ['3fff:1000::1', true],
  ])('at the edge of a range: %s is public: %s', (address, isPublic) => {
    expect(isPublicAddress(address)).toBe(isPublic)
  })

  test('has one spelling to compare by', () => {
    fc.assert(
      fc.property(v4, fc.constantFrom(...spellings.filter((_, at) => at !== 4)), (address, spell) => {
        expect(canonicalAddress(spell(address))).toBe(address)
        expect(canonicalAddress(canonicalAddress(spell(address)))).toBe(address)
      }),
    )
  })
})

describe('an allow list', () => {
  test('lets an address through exactly when a range holds it', () => {
    fc.assert(
      fc.property(v4, fc.integer({ min: 0, max: 32 }), v4, (network, bits, address) => {
        const mask = bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0
        const number = (text: string) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
        const isInside = (number(network) & mask) >>> 0 === (number(address) & mask) >>> 0
        const list = parseAllowList(`${network}/${bits}`)
        expect(list.allows({ hostname: 'x.lan', address, port: 80 })).toBe(isInside)
      }),
      { numRuns: 500 },
    )
  })

  test('never throws at anything but a wrong entry, which it names', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), (text) => {
        try {
          parseAllowList(text)
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
          expect(String(error)).toMatch(/OUTBOUND_ALLOW: ".*" is not a host name, address or CIDR range/s)
        }
      }),
      { numRuns: 500 },
    )
  })
})

import { describe, expect, test } from 'vitest'
import { parseAllowList } from './allow-list.ts'

const at = (address: string, port = 80, hostname = address) => ({ hostname, address, port })

describe('an allow list', () => {
  test('allows nothing when it is empty', () => {
    expect(parseAllowList(' ').allows(at('127.0.0.1'))).toBe(false)
  })

  test('allows an address on every port, or on the port it names', () => {
    const list = parseAllowList('192.168.1.20, 127.0.0.1:11434')
    expect(list.allows(at('192.168.1.20', 9))).toBe(true)
    expect(list.allows(at('127.0.0.1', 11434))).toBe(true)
    expect(list.allows(at('127.0.0.1', 5432))).toBe(false)
    expect(list.allows(at('192.168.1.21'))).toBe(false)
  })

  test('allows a range, also for its addresses written as IPv6', () => {
    const list = parseAllowList('10.0.0.0/8 fd00::/8')
    expect(list.allows(at('10.200.0.1'))).toBe(true)
    expect(list.allows(at('::ffff:10.0.0.1'))).toBe(true)
    expect(list.allows(at('fd12::5'))).toBe(true)
    expect(list.allows(at('11.0.0.1'))).toBe(false)
  })

  test('allows a range on one port only', () => {
    const list = parseAllowList('10.0.0.0/8:8000,[fd00::]/8:8000,[::1]:8000')
    expect(list.allows(at('10.0.0.1', 8000))).toBe(true)
    expect(list.allows(at('10.0.0.1', 8001))).toBe(false)
    expect(list.allows(at('fd00::1', 8000))).toBe(true)
    expect(list.allows(at('::1', 8000))).toBe(true)
    expect(list.allows(at('::1', 22))).toBe(false)
  })

  test('allows a host name wherever it resolves to, in any letter case', () => {
    const list = parseAllowList('VLLM.lan:8000')
    expect(list.allows(at('192.168.7.7', 8000, 'vllm.lan'))).toBe(true)
    expect(list.allows(at('192.168.7.7', 8000, 'other.lan'))).toBe(false)
    expect(list.allows(at('192.168.7.7', 80, 'vllm.lan'))).toBe(false)
  })

  test.each(['10.0.0.0/33', '192.168.1', 'host:0', 'host:70000', 'http://host', 'ho st/8', '::1/129', 'a..%'])(
    'names the wrong entry %s',
    (entry) => {
      const wrong = entry.split(' ').at(-1) ?? entry
      expect(() => parseAllowList(`1.2.3.4,${entry}`)).toThrow(`"${wrong}"`)
    },
  )
})

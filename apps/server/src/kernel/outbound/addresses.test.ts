import { expect, test } from 'vitest'
import { canonicalAddress, isPublicAddress } from './addresses.ts'

test.each([
  '127.0.0.1',
  '0.0.0.0',
  '10.1.2.3',
  '172.31.255.255',
  '192.168.0.1',
  '169.254.169.254',
  '100.64.0.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  'fe80::1%eth0',
  'fd12::1',
  'ff02::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '64:ff9b::10.0.0.1',
  '2001:db8::1',
  '2002:7f00:1::1',
  'not an address',
])('%s is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false)
})

test.each(['1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:8.8.8.8', '64:ff9b::808:808'])(
  '%s is public',
  (address) => {
    expect(isPublicAddress(address)).toBe(true)
  },
)

test('an IPv4 address inside IPv6 compares as the IPv4 address', () => {
  expect(canonicalAddress('[::ffff:c0a8:1]')).toBe('192.168.0.1')
  expect(canonicalAddress('::ffff:192.168.0.1')).toBe('192.168.0.1')
  expect(canonicalAddress('fe80::2%en0')).toBe('fe80::2')
})

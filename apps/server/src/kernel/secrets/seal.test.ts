import { expect, test } from 'vitest'
import { createSealer, SealBroken } from './seal.ts'

const place = { spaceId: 'space-1', purpose: 'reader key', table: 'reader_settings', rowId: 'space-1' }

test('a sealed key opens where it was sealed, and its bytes do not show it', () => {
  const sealer = createSealer('m'.repeat(44))
  const sealed = sealer.seal('sk-secret-ä', place)
  expect(sealed.includes('secret')).toBe(false)
  expect(sealer.open(sealed, place)).toBe('sk-secret-ä')
})

test('two seals of one value differ', () => {
  const sealer = createSealer('m'.repeat(44))
  expect(sealer.seal('x', place).equals(sealer.seal('x', place))).toBe(false)
})

test.each([
  ['another space', { ...place, spaceId: 'space-2' }],
  ['another row', { ...place, rowId: 'other' }],
  ['another table', { ...place, table: 'integrations' }],
  ['another purpose', { ...place, purpose: 'webhook' }],
])('a value moved to %s does not open', (_, elsewhere) => {
  const sealer = createSealer('m'.repeat(44))
  expect(() => sealer.open(sealer.seal('x', place), elsewhere)).toThrow(SealBroken)
})

test('every changed bit is noticed', () => {
  const sealer = createSealer('m'.repeat(44))
  const sealed = sealer.seal('key', place)
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed)
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
    expect(() => sealer.open(changed, place)).toThrow(SealBroken)
  }
})

test('another master key is told apart from damage', () => {
  const sealed = createSealer('a'.repeat(44)).seal('x', place)
  expect(() => createSealer('b'.repeat(44)).open(sealed, place)).toThrow('another master key')
})

test('a short or foreign value is refused', () => {
  expect(() => createSealer('a'.repeat(44)).open(new Uint8Array(3), place)).toThrow(SealBroken)
})

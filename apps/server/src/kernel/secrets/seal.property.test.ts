import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSealer, SealBroken } from './seal.ts'

const masterKey = fc.string({ minLength: 32, maxLength: 64 })
const word = fc.string({ maxLength: 20 })
const place = fc.record({ spaceId: word, purpose: word, table: word, rowId: word })
const plain = fc.string({ maxLength: 200, unit: 'binary' })
const some = { numRuns: 200 }

const homePlace = { spaceId: 's', purpose: 'reader key', table: 'reader_settings', rowId: 'r' }
const sealer = createSealer('m'.repeat(44))
/** Version, key id and nonce before, tag behind. */
const OVERHEAD_BYTES = 1 + 4 + 12 + 16

describe('any value, in any place, under any master key', () => {
  test('opens as it was sealed, also by a server that was started again', () => {
    fc.assert(
      fc.property(masterKey, place, plain, (key, at, value) => {
        expect(createSealer(key).open(createSealer(key).seal(value, at), at)).toBe(value)
      }),
      some,
    )
  })

  test('grows by the envelope alone, so that a column can have a limit', () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(sealer.seal(value, homePlace).length).toBe(Buffer.byteLength(value) + OVERHEAD_BYTES)
      }),
      some,
    )
  })

  test('opens in no other place, however the places are spelled', () => {
    fc.assert(
      fc.property(place, place, (here, there) => {
        fc.pre(JSON.stringify(here) !== JSON.stringify(there))
        expect(() => sealer.open(sealer.seal('key', here), there)).toThrow(SealBroken)
      }),
      some,
    )
  })

  test('opens under no other master key', () => {
    fc.assert(
      fc.property(masterKey, masterKey, (one, other) => {
        fc.pre(one !== other)
        expect(() => createSealer(other).open(createSealer(one).seal('key', homePlace), homePlace)).toThrow(SealBroken)
      }),
      some,
    )
  })
})

describe('a place', () => {
  test('cannot be made to look like another one by moving letters between its parts', () => {
    const sealed = sealer.seal('key', { ...homePlace, table: 'a', rowId: 'bc' })
    expect(() => sealer.open(sealed, { ...homePlace, table: 'ab', rowId: 'c' })).toThrow(SealBroken)
    const quoted = sealer.seal('key', { ...homePlace, table: 'a","b', rowId: 'c' })
    expect(() => sealer.open(quoted, { ...homePlace, table: 'a', rowId: 'b","c' })).toThrow(SealBroken)
  })
})

describe('what is no sealed value', () => {
  test('is told as such, and never opened or thrown at as a defect', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(() => sealer.open(bytes, homePlace)).toThrow(SealBroken)
      }),
      some,
    )
  })

  test('includes every shortened one', () => {
    const sealed = sealer.seal('sk-key', homePlace)
    for (let length = 0; length < sealed.length; length++) {
      expect(() => sealer.open(sealed.subarray(0, length), homePlace)).toThrow(SealBroken)
    }
  })

  test('includes one with something behind it', () => {
    const sealed = Buffer.concat([sealer.seal('sk-key', homePlace), Buffer.from([0])])
    expect(() => sealer.open(sealed, homePlace)).toThrow(SealBroken)
  })

  test('includes one of a later version', () => {
    const sealed = sealer.seal('sk-key', homePlace)
    sealed.writeUInt8(2, 0)
    expect(() => sealer.open(sealed, homePlace)).toThrow('a version this server knows')
  })
})

test('the same value is never sealed under one nonce twice', () => {
  const nonces = Array.from({ length: 500 }, () => sealer.seal('x', homePlace).subarray(5, 17).toString('hex'))
  expect(new Set(nonces).size).toBe(500)
})

test('an empty value is a value', () => {
  expect(sealer.open(sealer.seal('', homePlace), homePlace)).toBe('')
})

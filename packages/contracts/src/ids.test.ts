import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as ids from './ids.ts'

const kinds = Object.entries(ids).filter(([name]) => name.endsWith('Id'))

test('there is an id for everything that a route names', () => {
  expect(kinds.map(([name]) => name)).toEqual(
    expect.arrayContaining(['userId', 'spaceId', 'documentId', 'pageId', 'collectionId', 'jobId', 'readingId']),
  )
})

describe.each(kinds)('%s', (_name, kind) => {
  test('is any UUID, and comes back as it was given', () => {
    fc.assert(fc.property(fc.uuid(), (uuid) => kind.parse(uuid) === uuid))
  })

  test('in capitals is the same one', () => {
    fc.assert(fc.property(fc.uuid(), (uuid) => kind.parse(uuid.toUpperCase()) === uuid))
  })

  test.each([
    ['nothing', ''],
    ['a number', 7],
    ['null', null],
    ['a list of one', ['01890000-0000-7000-8000-000000000001']],
    ['no hyphens', '01890000000070008000000000000001'],
    ['braces', '{01890000-0000-7000-8000-000000000001}'],
    ['a URN', 'urn:uuid:01890000-0000-7000-8000-000000000001'],
    ['one digit less', '01890000-0000-7000-8000-00000000000'],
    ['one digit more', '01890000-0000-7000-8000-0000000000012'],
    ['a letter that is no digit', '01890000-0000-7000-8000-00000000000g'],
    ['a version that does not exist', '01890000-0000-9000-8000-000000000001'],
    ['another variant', '01890000-0000-7000-c000-000000000001'],
    ['a space before', ' 01890000-0000-7000-8000-000000000001'],
    ['a line after', '01890000-0000-7000-8000-000000000001\n'],
    ['SQL behind it', "01890000-0000-7000-8000-000000000001' or 1=1"],
    ['full-width digits', '０１８９0000-0000-7000-8000-000000000001'],
    ['a path', '../01890000-0000-7000-8000-000000000001'],
  ])('is not %s', (_what, given) => {
    expect(kind.safeParse(given).success).toBe(false)
  })
})

describe('a SHA-256', () => {
  test('is 64 lower-case hexadecimal digits', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'.split('')), minLength: 64, maxLength: 64 })
    fc.assert(fc.property(digits, (hash) => ids.sha256.parse(hash) === hash))
  })

  test('is of no other length', () => {
    const lengths = fc.integer({ min: 0, max: 130 }).filter((length) => length !== 64)
    fc.assert(fc.property(lengths, (length) => !ids.sha256.safeParse('a'.repeat(length)).success))
  })

  test.each([
    ['in capitals', 'A'.repeat(64)],
    ['with a prefix', `0x${'a'.repeat(62)}`],
    ['with a letter that is no digit', `${'a'.repeat(63)}g`],
    // In many languages `$` also matches before a line break at the end; a file name must not get one.
    ['with a line after it', `${'a'.repeat(64)}\n`],
    ['over two lines', `${'a'.repeat(64)}\n${'b'.repeat(64)}`],
    ['as bytes', new Uint8Array(32)],
  ])('is never written %s', (_how, given) => {
    expect(ids.sha256.safeParse(given).success).toBe(false)
  })
})

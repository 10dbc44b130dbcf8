import { posix } from 'node:path'
import { UPLOAD_PATH_MAX_LENGTH } from '@kinfolio/contracts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fileNameOf, normaliseClientPath, titleOf } from './index.ts'

/** Names as clients, tablets and attackers send them. */
const piece = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ maxLength: 20, unit: 'binary' }),
  fc.constantFrom(
    '..',
    '.',
    '...',
    '',
    ' ',
    ' .. ',
    'C:',
    '\u0000',
    '\r\n',
    '\u202E',
    '\uD800',
    '\uFEFF..',
    '..\u200E',
    '~',
  ),
)
const path = fc
  .array(piece, { maxLength: 12 })
  .chain((pieces) => fc.constantFrom('/', '\\').map((bar) => pieces.join(bar)))
const many = { numRuns: 1_000 }

describe('a name from anybody', () => {
  test('leads nowhere: it is relative and climbs out of no folder', () => {
    fc.assert(
      fc.property(path, (given) => {
        const kept = normaliseClientPath(given)
        expect(posix.isAbsolute(kept)).toBe(false)
        expect(posix.join('/kept', kept)).toBe(`/kept/${kept}`)
        expect(kept.split('/').filter((name) => name === '' || name === '.' || name === '..')).toEqual([])
      }),
      many,
    )
  })

  test('fits a row, a header and a log line', () => {
    fc.assert(
      fc.property(path, (given) => {
        const kept = normaliseClientPath(given)
        expect(kept.length).toBeGreaterThan(0)
        expect(kept.length).toBeLessThanOrEqual(UPLOAD_PATH_MAX_LENGTH)
        expect(kept.isWellFormed()).toBe(true)
        expect(kept).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\\]/u)
      }),
      many,
    )
  })

  test('is the same when it comes back from us', () => {
    fc.assert(
      fc.property(path, (given) => {
        const kept = normaliseClientPath(given)
        expect(normaliseClientPath(kept)).toBe(kept)
      }),
      many,
    )
  })

  test('that is plain already stays as it is', () => {
    const plain = fc.array(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 _.-]{0,20}[A-Za-z0-9]$/), {
      minLength: 1,
      maxLength: 5,
    })
    fc.assert(
      fc.property(plain, (names) => {
        expect(normaliseClientPath(names.join('/'))).toBe(names.join('/'))
      }),
    )
  })

  test('however long keeps its last part, or as much of its end as fits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 0, max: 60 }), (length, folders) => {
        const name = `${'x'.repeat(length)}.pdf`
        const kept = normaliseClientPath('some folder/'.repeat(folders) + name)
        expect(name.endsWith(fileNameOf(kept))).toBe(true)
        expect(kept.endsWith('.pdf')).toBe(true)
      }),
    )
  })
})

describe('a title', () => {
  test.each([
    ['a/b/Letter.pdf', 'Letter'],
    ['Letter', 'Letter'],
    ['archive.tar.gz', 'archive.tar'],
    ['.env', '.env'],
    ['a.b/c', 'c'],
    ['1. Chapter', '1'],
  ])('of %s is %s', (given, title) => {
    expect(titleOf(given)).toBe(title)
  })

  test('is never empty, whatever was handed in', () => {
    fc.assert(
      fc.property(path, (given) => {
        expect(titleOf(normaliseClientPath(given))).not.toBe('')
      }),
      many,
    )
  })
})

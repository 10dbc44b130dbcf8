import { expect, test } from 'vitest'
import { headerOf, readHeader } from './header.ts'
import { NotAPageError, parsePage } from './index.ts'

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text)

// RM-1.1, RM-1.2
test.each([3, 4, 5, 6] as const)('a header of version %i is known', (version) => {
  expect(headerOf(version)).toHaveLength(43)
  expect(readHeader(headerOf(version))).toBe(version)
})

// RM-1.3, RM-1.4, RM-1.5
test.each([
  ['', 'empty', /empty/],
  ['INVALID\0\0\0\0\0', 'invalid-stub', /INVALID/],
  ['reMarkable lines with selections and layers\0\0', 'older-lines', /several pages in one/],
  ['reMarkable .lines file, version=7          ', 'unknown-version', /version "7"/],
  ['reMarkable .lines file, version=6', 'unknown-version', /versions 3 to 6/],
  ['reMarkable .lines file, version=', 'unknown-version', /versions 3 to 6/],
  ['%PDF-1.7 and so on, long enough to be a header', 'not-remarkable', /no reMarkable page/],
])('%j is no page, and it is said what it is', (text, kind, message) => {
  const read = (): unknown => parsePage(ascii(text))
  expect(read).toThrow(NotAPageError)
  expect(read).toThrow(expect.objectContaining({ kind, message: expect.stringMatching(message) }))
})

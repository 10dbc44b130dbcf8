import type { FormatVersion } from './scene.ts'
import { NotAPageError } from './problems.ts'

/** Length of the ASCII header of versions 3 to 6 (measured: every one of 414 real files). */
export const HEADER_BYTES = 43

const HEADER_START = 'reMarkable .lines file, version='
const OLDER_START = 'reMarkable lines with selections and layers'
const STUB_START = 'INVALID'

/**
 * Version of a page file.
 * @throws NotAPageError when the bytes are no page of version 3 to 6, saying what they are instead.
 */
export function readHeader(bytes: Uint8Array): FormatVersion {
  if (bytes.length === 0) throw new NotAPageError('empty', 'The file is empty.')
  const text = asciiOf(bytes.subarray(0, HEADER_BYTES))
  if (text.startsWith(OLDER_START)) {
    const message = 'This is a notebook of firmware before 1.0 (several pages in one .lines file), which is not read.'
    throw new NotAPageError('older-lines', message)
  }
  // Stubs of 12 bytes that begin like this were seen in the wild (facts from 414 measured files).
  if (text.startsWith(STUB_START)) {
    throw new NotAPageError('invalid-stub', 'The tablet marked this page as INVALID; it holds no ink.')
  }
  if (!text.startsWith(HEADER_START)) {
    throw new NotAPageError('not-remarkable', 'This is no reMarkable page: its first bytes are something else.')
  }
  return versionIn(text)
}

/** The header that a file of this version begins with. */
export function headerOf(version: FormatVersion): Uint8Array {
  return new TextEncoder().encode(`${HEADER_START}${version}`.padEnd(HEADER_BYTES))
}

/** The version is followed by spaces up to the header's length. */
function versionIn(text: string): FormatVersion {
  const digits = text.slice(HEADER_START.length).trim()
  if (text.length === HEADER_BYTES) {
    if (digits === '3') return 3
    if (digits === '4') return 4
    if (digits === '5') return 5
    if (digits === '6') return 6
  }
  const message = `This page says it has format version "${digits}"; versions 3 to 6 are read.`
  throw new NotAPageError('unknown-version', message)
}

/** Byte by byte: a decoder would join bytes of files that are something else. */
function asciiOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}

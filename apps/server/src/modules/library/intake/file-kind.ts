/** What a file is by its first bytes. Names lie, and clients rename. */
export type FileKind = 'page' | 'pdf' | 'epub' | 'archive' | 'png' | 'jpeg' | 'webp' | 'heic' | 'empty' | 'unknown'

/** Bytes of the start that `kindOfFile` looks at: PDF readers accept their mark within the first kilobyte. */
export const FILE_START_BYTES = 1_024

/**
 * `path` decides only between an EPUB and another zip, where the archive does not begin with its media type as the
 * EPUB specification (OCF 3.3, 4.3) asks.
 */
export function kindOfFile({ start, path }: { start: Uint8Array; path: string }): FileKind {
  if (start.length === 0) return 'empty'
  const text = Buffer.from(start.buffer, start.byteOffset, Math.min(start.length, FILE_START_BYTES)).toString('latin1')
  if (text.startsWith('reMarkable .lines file, version=')) return 'page'
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg'
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'webp'
  if (text.slice(4, 8) === 'ftyp' && HEIC_BRANDS.has(text.slice(8, 12))) return 'heic'
  if (ZIP_STARTS.some((mark) => text.startsWith(mark))) return isEpub({ text, path }) ? 'epub' : 'archive'
  if (text.includes('%PDF-')) return 'pdf'
  return 'unknown'
}

/** Brands of ISO/IEC 23008-12 that mean a still picture or a sequence of them in HEVC. */
const HEIC_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'])
/** A local file header, or the end record of an archive without entries (APPNOTE 4.3). */
const ZIP_STARTS = ['PK\x03\x04', 'PK\x05\x06']

function isEpub({ text, path }: { text: string; path: string }): boolean {
  return text.slice(30, 58) === 'mimetypeapplication/epub+zip' || /\.epub$/i.test(path)
}

import type { ObjectNumber, PdfFile } from './pdf-file.ts'
import { hex4, toUnicodeMap } from './pdf-file.ts'

/** Every letter is this wide, in thousandths of the font size; words are stretched to their boxes. */
const ADVANCE = 500
/** The box of a letter reaches from a fifth below the baseline to four fifths above it. */
export const GLYPHLESS_ASCENT = 0.8
const MAX_CODES = 0xffff

/**
 * A font without shapes, for text that is there to be found and not to be seen. Letters get codes as they
 * come, so any Unicode text works, and no viewer has to look for a font.
 */
export type GlyphlessFont = {
  /** `widthPx` is the natural width at a font size. Empty for text beyond 65,535 different letters. */
  encode: (text: string, sizePx: number) => { hex: string; widthPx: number }
  isUsed: () => boolean
  /** Writes the font and gives its number. */
  write: (file: PdfFile) => ObjectNumber
}

export function createGlyphlessFont(): GlyphlessFont {
  const codes = new Map<string, number>()
  const codeOf = (letter: string): number | undefined => {
    const known = codes.get(letter)
    if (known !== undefined || codes.size >= MAX_CODES) return known
    codes.set(letter, codes.size + 1)
    return codes.size
  }
  return {
    encode: (text, sizePx) => {
      const hexes = Array.from(text.toWellFormed(), codeOf).flatMap((code) => (code === undefined ? [] : [hex4(code)]))
      return { hex: hexes.join(''), widthPx: (hexes.length * sizePx * ADVANCE) / 1000 }
    },
    isUsed: () => codes.size > 0,
    write: (file) => writeFont(file, codes),
  }
}

function writeFont(file: PdfFile, codes: ReadonlyMap<string, number>): ObjectNumber {
  const texts = new Map(Array.from(codes, ([letter, code]) => [code, letter]))
  const toUnicode = file.addStream(Buffer.from(toUnicodeMap(texts)))
  const fontFile = emptyTrueType()
  const program = file.addStream(fontFile, `/Length1 ${fontFile.length}`)
  const map = file.addStream(new Uint8Array(2 * (codes.size + 1)))
  const descriptor = file.add(
    `<< /Type /FontDescriptor /FontName /Glyphless /Flags 5 /FontBBox [0 -200 ${ADVANCE} 800] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 800 /StemV 80 /FontFile2 ${program} 0 R >>`,
  )
  const descendant = file.add(
    `<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Glyphless /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor ${descriptor} 0 R /DW ${ADVANCE} /CIDToGIDMap ${map} 0 R >>`,
  )
  return file.add(
    `<< /Type /Font /Subtype /Type0 /BaseFont /Glyphless /Encoding /Identity-H /DescendantFonts [${descendant} 0 R] /ToUnicode ${toUnicode} 0 R >>`,
  )
}

/** The smallest TrueType file with one empty glyph (OpenType specification, tables a CIDFontType2 needs). */
function emptyTrueType(): Buffer {
  const head = words(
    1,
    0,
    1,
    0,
    0,
    0,
    0x5f0f,
    0x3cf5,
    0,
    1000,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    -200,
    ADVANCE,
    800,
    0,
    8,
    2,
    0,
    0,
  )
  const hhea = words(1, 0, 800, -200, 0, ADVANCE, 0, 0, ADVANCE, 1, 0, 0, 0, 0, 0, 0, 0, 1)
  const maxp = words(1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)
  return trueTypeOf([
    ['glyf', words(0, 0)],
    ['head', head],
    ['hhea', hhea],
    ['hmtx', words(ADVANCE, 0)],
    ['loca', words(0, 0)],
    ['maxp', maxp],
  ])
}

function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length)
  values.forEach((value, i) => bytes.writeUInt16BE(value & 0xffff, 2 * i))
  return bytes
}

/** Puts tables together into a TrueType file. Checksums are left zero: PDF viewers do not read them. */
export function trueTypeOf(tables: readonly (readonly [tag: string, bytes: Buffer])[]): Buffer {
  const power = 2 ** Math.floor(Math.log2(tables.length))
  const header = words(1, 0, tables.length, 16 * power, Math.log2(power), 16 * (tables.length - power))
  const directory: Buffer[] = []
  const bodies: Buffer[] = []
  let offset = header.length + 16 * tables.length
  for (const [tag, bytes] of tables) {
    const entry = Buffer.alloc(16)
    entry.write(tag, 'latin1')
    entry.writeUInt32BE(offset, 8)
    entry.writeUInt32BE(bytes.length, 12)
    directory.push(entry)
    const padded = Buffer.alloc(Math.ceil(bytes.length / 4) * 4)
    bytes.copy(padded)
    bodies.push(padded)
    offset += padded.length
  }
  return Buffer.concat([header, ...directory, ...bodies])
}

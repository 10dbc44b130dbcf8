import { inflateSync } from 'node:zlib'
import { trueTypeOf } from './glyphless-font.ts'

/** A TrueType font as PDF needs it: shapes, widths and which glyph shows a letter. */
export type WebFont = {
  /** Without the tables that only layout engines read. */
  file: Buffer
  unitsPerEm: number
  ascent: number
  descent: number
  /** 0 where the font has no such letter. */
  glyphOf: (codePoint: number) => number
  /** In thousandths of the font size. */
  widthOf: (glyph: number) => number
}

const WOFF_SIGNATURE = 0x774f4646
const TRUE_TYPE = 0x00010000
/** What a PDF viewer reads of an embedded TrueType font (ISO 32000-1 §9.9). */
const KEPT = new Set(['cvt ', 'fpgm', 'glyf', 'head', 'hhea', 'hmtx', 'loca', 'maxp', 'prep'])

/** Reads a WOFF 1 file (W3C recommendation) with TrueType outlines; throws when it is something else. */
export function readWebFont(woff: Buffer): WebFont {
  if (woff.readUInt32BE(0) !== WOFF_SIGNATURE || woff.readUInt32BE(4) !== TRUE_TYPE)
    throw new Error('This font is no WOFF file with TrueType outlines.')
  const tables = readTables(woff)
  const table = (tag: string): Buffer => {
    const found = tables.get(tag)
    if (found === undefined) throw new Error(`This font has no table "${tag}".`)
    return found
  }
  const unitsPerEm = table('head').readUInt16BE(18)
  const hhea = table('hhea')
  const hmtx = table('hmtx')
  const lastWidth = hhea.readUInt16BE(34) - 1
  const thousandths = (units: number): number => Math.round((1000 * units) / unitsPerEm)
  return {
    file: trueTypeOf([...tables].filter(([tag]) => KEPT.has(tag)).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    unitsPerEm,
    ascent: thousandths(hhea.readInt16BE(4)),
    descent: thousandths(hhea.readInt16BE(6)),
    glyphOf: readCharacterMap(table('cmap')),
    widthOf: (glyph) => thousandths(hmtx.readUInt16BE(4 * Math.min(glyph, lastWidth))),
  }
}

function readTables(woff: Buffer): Map<string, Buffer> {
  const tables = new Map<string, Buffer>()
  for (let i = 0; i < woff.readUInt16BE(12); i++) {
    const entry = 44 + 20 * i
    const offset = woff.readUInt32BE(entry + 4)
    const packedLength = woff.readUInt32BE(entry + 8)
    const length = woff.readUInt32BE(entry + 12)
    const packed = woff.subarray(offset, offset + packedLength)
    tables.set(woff.toString('latin1', entry, entry + 4), packedLength < length ? inflateSync(packed) : packed)
  }
  return tables
}

/** Formats 4 and 12 of `cmap` (OpenType specification): the Unicode ones. */
function readCharacterMap(cmap: Buffer): (codePoint: number) => number {
  const glyphs = new Map<number, number>()
  for (let i = 0; i < cmap.readUInt16BE(2); i++) {
    const subtable = cmap.subarray(cmap.readUInt32BE(4 + 8 * i + 4))
    const format = subtable.readUInt16BE(0)
    if (format === 4) readSegments(subtable, glyphs)
    else if (format === 12) readGroups(subtable, glyphs)
  }
  return (codePoint) => glyphs.get(codePoint) ?? 0
}

function readSegments(table: Buffer, glyphs: Map<number, number>): void {
  const size = table.readUInt16BE(6)
  for (let at = 14; at < 14 + size; at += 2) {
    const end = table.readUInt16BE(at)
    const start = table.readUInt16BE(at + size + 2)
    const delta = table.readUInt16BE(at + 2 * size + 2)
    const rangeAt = at + 3 * size + 2
    const range = table.readUInt16BE(rangeAt)
    for (let code = start; code <= end && code < 0xffff; code++) {
      const glyph = range === 0 ? code : table.readUInt16BE(rangeAt + range + 2 * (code - start))
      if (glyph !== 0) glyphs.set(code, (glyph + delta) & 0xffff)
    }
  }
}

function readGroups(table: Buffer, glyphs: Map<number, number>): void {
  for (let i = 0; i < table.readUInt32BE(12); i++) {
    const group = 16 + 12 * i
    const start = table.readUInt32BE(group)
    const end = table.readUInt32BE(group + 4)
    const first = table.readUInt32BE(group + 8)
    for (let code = start; code <= end; code++) glyphs.set(code, first + code - start)
  }
}

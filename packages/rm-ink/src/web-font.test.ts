import { expect, test } from 'vitest'
import { readFontFile, SCRIPTS } from './fonts.ts'
import { readWebFont } from './web-font.ts'

const sans = { family: 'sans', sizePx: 32, weight: 400, isItalic: false } as const

function latin(): Buffer {
  const file = readFontFile(sans, 'latin')
  if (file === undefined) throw new Error('the font package has no Latin part')
  return file
}

test('letters have glyphs and the widths the layout’s table was made from', () => {
  const font = readWebFont(latin())
  const width = (letter: string): number => font.widthOf(font.glyphOf(letter.codePointAt(0) ?? 0))
  expect(['i', 'e', 'M', '|'].map((letter) => Math.round(width(letter) / 10))).toEqual([26, 56, 91, 55])
  expect(font.glyphOf(0x6f22)).toBe(0)
  expect(font.ascent).toBeGreaterThan(font.descent)
})

test('the TrueType file has only what a PDF viewer reads, at the places its directory says', () => {
  const { file } = readWebFont(latin())
  const count = file.readUInt16BE(4)
  const tables = Array.from({ length: count }, (_, i) => {
    const entry = 12 + 16 * i
    const offset = file.readUInt32BE(entry + 8)
    return { tag: file.toString('latin1', entry, entry + 4), offset, end: offset + file.readUInt32BE(entry + 12) }
  })
  expect(tables.map(({ tag }) => tag)).toEqual(tables.map(({ tag }) => tag).toSorted((a, b) => (a < b ? -1 : 1)))
  expect(tables.map(({ tag }) => tag)).toEqual(expect.arrayContaining(['glyf', 'head', 'hhea', 'hmtx', 'loca', 'maxp']))
  for (const { offset, end } of tables) expect([offset % 4, end <= file.length]).toEqual([0, true])
  const head = tables.find(({ tag }) => tag === 'head')
  expect(file.readUInt32BE((head?.offset ?? 0) + 12)).toBe(0x5f0f3cf5)
})

test('every script of both families is there or is told to be missing', () => {
  const has = (family: 'sans' | 'serif'): string[] =>
    SCRIPTS.filter((script) => readFontFile({ ...sans, family }, script))
  expect(has('sans')).toEqual([...SCRIPTS])
  expect(has('serif')).toEqual(SCRIPTS.filter((script) => script !== 'devanagari'))
})

test('a weight the package lacks is replaced by the next heavier, or the heaviest', () => {
  const serif = { ...sans, family: 'serif' } as const
  expect(readFontFile({ ...serif, weight: 500 }, 'latin')).toEqual(readFontFile({ ...serif, weight: 700 }, 'latin'))
  expect(readFontFile({ ...serif, weight: 900 }, 'latin')).toEqual(readFontFile({ ...serif, weight: 700 }, 'latin'))
})

test('what is no WOFF file is refused', () => {
  expect(() => readWebFont(Buffer.alloc(64))).toThrow('no WOFF file')
})

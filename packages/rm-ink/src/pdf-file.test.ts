import { inflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { createPdfFile, pdfText, toUnicodeMap } from './pdf-file.ts'

function smallFile(): { text: string; stream: Buffer } {
  const file = createPdfFile()
  const later = file.reserve()
  const stream = file.addStream(Buffer.from('0 0 1 1 re f\n'.repeat(50)), '/Kind /Test')
  file.add('<< /Late true >>', later)
  const root = file.add(`<< /Type /Catalog /Test ${later} 0 R >>`)
  const bytes = Buffer.from(file.finish(root, stream))
  const start = bytes.indexOf('stream\n') + 'stream\n'.length
  return { text: bytes.toString('latin1'), stream: bytes.subarray(start, bytes.indexOf('\nendstream')) }
}

test('the cross-reference table points at every object, also those numbered before they were written', () => {
  const { text } = smallFile()
  const table = text.slice(text.lastIndexOf('xref\n', text.indexOf('trailer')))
  const offsets = Array.from(table.matchAll(/^(\d{10}) 00000 n $/gm), ([, offset]) => Number(offset))
  expect(offsets).toHaveLength(3)
  offsets.forEach((offset, i) => expect(text.slice(offset, offset + 7)).toBe(`${i + 1} 0 obj`))
  const startOfTable = Number(/startxref\n(\d+)/.exec(text)?.[1])
  expect(text.slice(startOfTable, startOfTable + 5)).toBe('xref\n')
})

test('streams are compressed and say their length', () => {
  const { text, stream } = smallFile()
  expect(inflateSync(stream).toString()).toBe('0 0 1 1 re f\n'.repeat(50))
  expect(text).toContain(`<< /Length ${stream.length} /Filter /FlateDecode /Kind /Test >>`)
})

test('titles may hold any letter and nothing that ends a string', () => {
  expect(pdfText('(a)\\😀')).toBe('<feff002800610029005cd83dde00>')
})

test('a map of codes is split where PDF readers stop reading', () => {
  const map = toUnicodeMap(new Map(Array.from({ length: 250 }, (_, i) => [i + 1, String.fromCodePoint(0x4e00 + i)])))
  expect(Array.from(map.matchAll(/(\d+) beginbfchar/g), ([, count]) => Number(count))).toEqual([100, 100, 50])
  expect(map).toContain('<0001> <4e00>')
  expect(toUnicodeMap(new Map([[7, '😀']]))).toContain('<0007> <d83dde00>')
})

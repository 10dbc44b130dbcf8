import { describe, expect, test } from 'vitest'
import { seededRandom } from '../test/seeded-random.ts'
import { ByteReader } from './byte-reader.ts'
import { ByteWriter } from './byte-writer.ts'
import { readId } from './crdt-id.ts'
import { DamagedError } from './problems.ts'
import { lwwByte, lwwBytes, lwwFloat, lwwId, readFields, readString, uuidBytes, uuidText } from './tagged.ts'

const bytesOf = (write: (writer: ByteWriter) => void): Uint8Array => {
  const writer = new ByteWriter()
  write(writer)
  return writer.finish()
}
const readerOf = (write: (writer: ByteWriter) => void): ByteReader => new ByteReader(bytesOf(write))

test('numbers of every size come back', () => {
  const reader = readerOf((writer) => {
    writer.u8(255)
    writer.u16(65_535)
    writer.u32(4_294_967_295)
    writer.f32(-1.5)
    writer.f64(Math.PI)
    writer.raw(new Uint8Array([1, 2]))
  })
  expect([reader.u8(), reader.u16(), reader.u32(), reader.f32(), reader.f64()]).toEqual([
    255,
    65_535,
    4_294_967_295,
    -1.5,
    Math.PI,
  ])
  expect(reader.take(2)).toEqual(new Uint8Array([1, 2]))
  expect(reader.remaining).toBe(0)
})

test('a reader of a view reads the view, not what lies around it', () => {
  const around = new Uint8Array([9, 9, 7, 0, 0, 0, 9])
  expect(new ByteReader(around.subarray(2, 6)).u32()).toBe(7)
})

// RM-3.5
test.each([0, 1, 127, 128, 300, 2 ** 31, 2 ** 32, 2 ** 48 - 1, Number.MAX_SAFE_INTEGER])(
  '%d is written in seven bits a byte',
  (value) => {
    expect(readerOf((writer) => writer.varuint(value)).varuint()).toBe(value)
  },
)

// RM-3.4
test('a number of more than 53 bits is damage, not another number', () => {
  expect(() => new ByteReader(new Uint8Array(9).fill(0xff)).varuint()).toThrow(DamagedError)
  expect(() => new ByteReader(new Uint8Array(2).fill(0xff)).varuint()).toThrow(/ends too early/)
})

test('every read beyond the end is damage, and so is one beyond an open part', () => {
  const reads: ((reader: ByteReader) => unknown)[] = [
    (reader) => reader.u8(),
    (reader) => reader.u16(),
    (reader) => reader.u32(),
    (reader) => reader.f32(),
    (reader) => reader.f64(),
    (reader) => reader.varuint(),
    (reader) => reader.take(1),
    (reader) => reader.text(1),
  ]
  for (const read of reads) {
    expect(() => read(new ByteReader(new Uint8Array(0)))).toThrow(DamagedError)
    const reader = new ByteReader(new Uint8Array(12))
    reader.openPart()
    expect(() => read(reader)).toThrow(DamagedError)
  }
})

test('a part is left at its end, whatever was read of it', () => {
  const reader = readerOf((writer) => {
    writer.u32(5)
    writer.raw(new Uint8Array([1, 2, 3, 4, 5, 6]))
  })
  const outer = reader.openPart()
  expect(reader.u8()).toBe(1)
  reader.closePart(outer)
  expect(reader.u8()).toBe(6)
})

// RM-3.6
test.each(['', 'Layer 1', 'Übung', 'größer als zweiunddreißig Zeichen lang, damit anders gelesen wird', '🌍'])(
  'the string %j comes back',
  (text) => {
    const reader = readerOf((writer) => writer.stringPart(0x2c, { text, format: 3 }))
    expect(reader.takeTag()).toBe(0x2c)
    expect(readString(reader, 1000)).toEqual({ text, format: 3, isCut: false })
  },
)

test('damaged text has replacement characters instead of failing', () => {
  expect(new ByteReader(new Uint8Array([0x61, 0xff, 0x62])).text(3)).toBe('a\uFFFDb')
})

test('equal ids that follow each other are one object, others never are', () => {
  const random = seededRandom(3)
  const ids = Array.from({ length: 500 }, () => ({
    author: Math.floor(random() * 3),
    counter: Math.floor(random() * 12),
  }))
  const reader = readerOf((writer) => ids.forEach((id) => writer.id(id)))
  expect(ids.map(() => readId(reader))).toEqual(ids)
  const twice = readerOf((writer) => [1, 1].forEach(() => writer.id({ author: 1, counter: 9 })))
  expect(readId(twice)).toBe(readId(twice))
})

describe('fields', () => {
  // RM-3.3
  test('that nobody takes are skipped, whatever their kind', () => {
    const reader = readerOf((writer) => {
      writer.byteField(0x11, 1)
      writer.u32Field(0x24, 1)
      writer.varuint(0x38)
      writer.f64(1)
      writer.part(0x4c, () => writer.u32(1))
      writer.idField(0x5f, { author: 1, counter: 2 ** 40 })
      writer.byteField(0x61, 42)
    })
    const seen: number[] = []
    readFields(reader, (tag) => {
      if (tag !== 0x61) return false
      seen.push(reader.u8())
      return true
    })
    expect(seen).toEqual([42])
    expect(reader.remaining).toBe(0)
  })

  // RM-3.2
  test('with an index above seven have a tag of two bytes', () => {
    const reader = readerOf((writer) => writer.u32Field(0xa4, 5))
    expect(reader.takeTag()).toBe(0xa4)
    expect(reader.u32()).toBe(5)
  })

  test.each([
    ['that go back', [0x21, 1, 0x11, 2]],
    ['of an unknown kind', [0x21, 1, 0x33, 0, 0]],
    ['that do not fit', [0x21, 1, 0x38, 0]],
    ['of a length that does not fit', [0x21, 1, 0x3c, 0xff, 0xff, 0xff, 0xff]],
    ['with a tag of three bytes', [0x21, 1, 0xa5, 0xa5, 0xa5]],
    ['with half a tag', [0x21, 1, 0xa5]],
  ])('%s are an unread tail', (_, bytes) => {
    const tags: number[] = []
    const reader = new ByteReader(Uint8Array.from(bytes))
    readFields(reader, (tag) => {
      tags.push(tag)
      if (tag === 0x21) reader.u8()
      return tag === 0x21
    })
    expect(tags[0]).toBe(0x21)
    expect(tags).not.toContain(0x11)
  })

  // RM-3.7
  test('with the id of their write come back, and are missing when they are of another kind', () => {
    const stamp = { author: 2, counter: 77 }
    const read = (write: (writer: ByteWriter) => void, lww: (reader: ByteReader) => unknown): unknown => {
      const reader = readerOf((writer) => writer.stamped(0x1c, { stamp, write: () => write(writer) }))
      reader.takeTag()
      return lww(reader)
    }
    expect(read((writer) => writer.byteField(0x21, 9), lwwByte)).toEqual({ stamp, value: 9 })
    expect(read((writer) => writer.f32Field(0x24, 0.5), lwwFloat)).toEqual({ stamp, value: 0.5 })
    expect(read((writer) => writer.idField(0x2f, stamp), lwwId)).toEqual({ stamp, value: stamp })
    expect(read((writer) => writer.part(0x2c, () => writer.u8(3)), lwwBytes)).toEqual({
      stamp,
      value: new Uint8Array([3]),
    })
    expect(read((writer) => writer.f32Field(0x24, 0.5), lwwByte)).toBeUndefined()
  })
})

// RM-3.8
test('a uuid comes back from its bytes, whose first groups are turned round', () => {
  const uuid = '01234567-89ab-cdef-0123-456789abcdef'
  expect([...uuidBytes(uuid).subarray(0, 6)]).toEqual([0x67, 0x45, 0x23, 0x01, 0xab, 0x89])
  expect(uuidText(uuidBytes(uuid))).toBe(uuid)
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ByteReader } from './byte-reader.ts'
import { ByteWriter } from './byte-writer.ts'
import { keyOf } from './crdt-id.ts'
import { DamagedError } from './problems.ts'
import { readFields, readString } from './tagged.ts'

// The same cases on every run, so that what is red today was red yesterday.
fc.configureGlobal({ seed: 226 })

const bytesOf = (write: (writer: ByteWriter) => void): Uint8Array => {
  const writer = new ByteWriter()
  write(writer)
  return writer.finish()
}
const numbers = fc.oneof(
  fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  fc.integer({ min: 0, max: 52 }).map((bits) => 2 ** bits),
  fc.integer({ min: 1, max: 53 }).map((bits) => 2 ** bits - 1),
)

describe('a number in seven bits a byte', () => {
  test('comes back, in as many bytes as its bits need', () => {
    fc.assert(
      fc.property(numbers, (value) => {
        const bytes = bytesOf((writer) => writer.varuint(value))
        expect(new ByteReader(bytes).varuint()).toBe(value)
        expect(bytes).toHaveLength(Math.max(1, Math.ceil(value.toString(2).length / 7)))
        expect(bytes.slice(0, -1).every((byte) => byte >= 0x80)).toBe(true)
      }),
    )
  })

  // RM-3.4, RM-3.5
  test('has up to 53 bits: the largest is read, one more is damage', () => {
    const largest = bytesOf((writer) => writer.varuint(Number.MAX_SAFE_INTEGER))
    expect([...largest]).toEqual([255, 255, 255, 255, 255, 255, 255, 15])
    expect(new ByteReader(largest).varuint()).toBe(Number.MAX_SAFE_INTEGER)
    const oneMore = Uint8Array.of(128, 128, 128, 128, 128, 128, 128, 16)
    expect(() => new ByteReader(oneMore).varuint()).toThrow(DamagedError)
  })

  // RM-3.5
  test('may be longer than it must be, as some writers pad it', () => {
    const reader = new ByteReader(Uint8Array.of(0x85, 0x80, 0x80, 0x00, 0x80, 0x00))
    expect([reader.varuint(), reader.varuint(), reader.remaining]).toEqual([5, 0, 0])
  })

  test('cut anywhere is damage', () => {
    fc.assert(
      fc.property(numbers, (value) => {
        const bytes = bytesOf((writer) => writer.varuint(value))
        expect(() => new ByteReader(bytes.subarray(0, bytes.length - 1)).varuint()).toThrow(DamagedError)
      }),
      { numRuns: 50 },
    )
  })
})

test('ids with counters on both sides of 45 bits have keys of their own', () => {
  const counters = [0, 1, 2 ** 32, 2 ** 45 - 1, 2 ** 45, 2 ** 45 + 1, 2 ** 48 - 2, 2 ** 48 - 1]
  const ids = [0, 1, 255].flatMap((author) => counters.map((counter) => ({ author, counter })))
  expect(new Set(ids.map(keyOf)).size).toBe(ids.length)
  expect(ids.map((id) => keyOf({ ...id }))).toEqual(ids.map(keyOf))
})

/** One field of each kind with index 5, and the byte that comes after it. */
const kinds: [string, number, number[]][] = [
  ['one byte', 0x51, [7]],
  ['four bytes', 0x54, [1, 2, 3, 4]],
  ['eight bytes', 0x58, [1, 2, 3, 4, 5, 6, 7, 8]],
  ['an empty part', 0x5c, [0, 0, 0, 0]],
  ['a part of three bytes', 0x5c, [3, 0, 0, 0, 9, 9, 9]],
  ['a short id', 0x5f, [1, 5]],
  ['an id of two bytes', 0x5f, [1, 0x80, 1]],
  ['an id of 48 bits', 0x5f, [0, 0xfe, 255, 255, 255, 255, 255, 63]],
]

describe('a field that nobody takes', () => {
  // RM-3.3
  test.each(kinds)('of %s is stepped over exactly', (_, tag, payload) => {
    const reader = new ByteReader(Uint8Array.from([tag, ...payload, 0x61, 42]))
    const taken: number[] = []
    readFields(reader, (found) => {
      if (found !== 0x61) return false
      taken.push(reader.u8())
      return true
    })
    expect(taken).toEqual([42])
  })

  test.each(kinds)('of %s that lacks its last byte ends the reading, and nothing is read beyond', (_, tag, payload) => {
    const bytes = Uint8Array.from([tag, ...payload.slice(0, -1), 0x61, 42])
    // The two bytes after it belong to somebody else.
    const reader = new ByteReader(bytes)
    reader.end = bytes.length - 2
    const seen: number[] = []
    readFields(reader, (found) => {
      seen.push(found)
      return false
    })
    expect(seen).toEqual([tag])
    expect(reader.pos).toBeLessThanOrEqual(bytes.length - 2)
  })
})

describe('a tag', () => {
  const tagsIn = (...bytes: number[]): number[] => {
    const reader = new ByteReader(Uint8Array.from(bytes))
    const seen: number[] = []
    readFields(reader, (tag) => {
      seen.push(tag)
      return false
    })
    return seen
  }

  // RM-3.2
  test('has one byte up to index seven and two from index eight on', () => {
    expect(tagsIn(0x71, 1)).toEqual([0x71])
    expect(tagsIn(0x81, 0x01, 1)).toEqual([0x81])
    expect(tagsIn(0xf1, 0x7f, 1)).toEqual([0x3ff1])
  })

  // RM-3.2, RM-3.9
  test('of equal index ends the reading: each field comes once', () => {
    expect(tagsIn(0x21, 1, 0x21, 2)).toEqual([0x21])
    expect(tagsIn(0x21, 1, 0x24, 2, 0, 0, 0)).toEqual([0x21])
    expect(tagsIn(0x21, 1, 0x34, 2, 0, 0, 0)).toEqual([0x21, 0x34])
  })

  test('may have the index zero, but only first', () => {
    expect(tagsIn(0x01, 1, 0x11, 2)).toEqual([0x01, 0x11])
    expect(tagsIn(0x11, 2, 0x01, 1)).toEqual([0x11])
  })
})

describe('a string', () => {
  /** Letters of one to four bytes, and what texts of several lines and scripts hold. */
  const letter = fc.constantFrom(
    'a',
    'Z',
    ' ',
    '\n',
    '\0',
    '\u007f',
    '\u0080',
    'ß',
    '\u07ff',
    'अ',
    '漢',
    '\uffff',
    '🌍',
    '\u{10ffff}',
  )
  const stringReader = (text: string, format?: number): ByteReader => {
    const reader = new ByteReader(bytesOf((writer) => writer.stringPart(0x6c, { text, format })))
    reader.takeTag()
    return reader
  }

  // RM-3.6
  test('of any letters comes back, with its format code', () => {
    fc.assert(
      fc.property(fc.string({ unit: letter, maxLength: 60 }), fc.option(fc.nat({ max: 9 })), (text, code) => {
        const format = code ?? undefined
        const reader = stringReader(text, format)
        expect(readString(reader, 10_000)).toEqual({ text, format, isCut: false })
        expect(reader.remaining).toBe(0)
      }),
    )
  })

  test.each([31, 32, 33, 64])(
    'of %d ASCII letters, or with one letter beyond ASCII at its end, comes back',
    (length) => {
      const plain = 'x'.repeat(length)
      for (const text of [plain, `${plain.slice(2)}ß`, `ß${plain.slice(2)}`]) {
        expect(readString(stringReader(text), 1000).text).toBe(text)
      }
    },
  )

  test('is cut at the limit and not before, and what follows it is still read', () => {
    expect(readString(stringReader('12345'), 5)).toEqual({ text: '12345', format: undefined, isCut: false })
    expect(readString(stringReader('12345', 3), 4)).toEqual({ text: '1234', format: 3, isCut: true })
  })

  test('cut within a letter shows that letter as damaged and nothing else', () => {
    expect(readString(stringReader('aß'), 2).text).toBe('a\ufffd')
  })

  test('that claims more bytes than its part has is damage', () => {
    const reader = new ByteReader(
      bytesOf((writer) => {
        writer.u32(4)
        writer.varuint(9)
        writer.u8(1)
        writer.raw(new Uint8Array(20))
      }),
    )
    expect(() => readString(reader, 100)).toThrow(DamagedError)
  })
})

describe('a writer', () => {
  test('keeps what it wrote when it must grow, at every size', () => {
    for (const size of [255, 256, 257, 1000, 70_000]) {
      const writer = new ByteWriter()
      writer.u8(1)
      writer.raw(new Uint8Array(size).fill(7))
      writer.u32(0xdeadbeef)
      const bytes = writer.finish()
      expect(bytes).toHaveLength(size + 5)
      expect([bytes[0], bytes[1], bytes[size]]).toEqual([1, 7, 7])
      expect([...bytes.subarray(size + 1)]).toEqual([0xef, 0xbe, 0xad, 0xde])
    }
  })

  test('writes the length of a part that made it grow', () => {
    const bytes = bytesOf((writer) => writer.part(0x2c, () => writer.raw(new Uint8Array(5000).fill(9))))
    const reader = new ByteReader(bytes)
    expect(reader.takeTag()).toBe(0x2c)
    const outer = reader.openPart()
    expect([reader.remaining, outer]).toEqual([5000, bytes.length])
  })

  test('gives a copy, so that writing on does not change it', () => {
    const writer = new ByteWriter()
    writer.u8(1)
    const first = writer.finish()
    writer.u8(2)
    expect([[...first], [...writer.finish()]]).toEqual([[1], [1, 2]])
  })
})

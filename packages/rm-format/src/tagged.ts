import type { CrdtId } from './scene.ts'
import type { ByteReader } from './byte-reader.ts'
import { NO_ID, readId } from './crdt-id.ts'

/**
 * Tags are varuint(index << 4 | kind). Fields are read by tag and not by place, so that missing or new ones
 * do no harm. The cases of each reader are the tags themselves in hexadecimal:
 * 0x1f is index 1 with an id, 0x2c index 2 with a length-prefixed part, 0x74 index 7 with four bytes.
 */
export type FieldReader = (tag: number) => boolean

/**
 * Calls `read` for each tag up to the end of the part; a tag that it does not take is skipped. Indexes ascend in
 * every known file. Where they stop doing so, or no tag can be read, an unread tail begins, as newer firmware
 * appends it (three corpus files `rmscene-ts__paper-pro-*` end in bytes that are no tags); it stays in the block.
 */
export function readFields(reader: ByteReader, read: FieldReader): void {
  let lastIndex = -1
  while (reader.pos < reader.end) {
    const start = reader.pos
    const tag = reader.takeTag()
    if (tag >> 4 <= lastIndex) {
      reader.pos = start
      return
    }
    lastIndex = tag >> 4
    if (!read(tag) && !reader.skipField(tag)) return
  }
}

/** A value with the id of the write that set it; the newest write wins. */
export type Lww<T> = { stamp: CrdtId; value: T }

/** Part {1: id of the write, 2: value}; undefined when the value is missing (read from rmscene 0.8). */
export function readLww<T>(reader: ByteReader, readValue: (tag: number) => T | undefined): Lww<T> | undefined {
  const outer = reader.openPart()
  let stamp = NO_ID
  let value: T | undefined
  readFields(reader, (tag) => {
    if (tag === 0x1f) {
      stamp = readId(reader)
      return true
    }
    if (tag >> 4 !== 2) return false
    value = readValue(tag)
    return value !== undefined
  })
  reader.closePart(outer)
  return value === undefined ? undefined : { stamp, value }
}

/** Values by their kind. A value of another kind than expected counts as missing. */
export function lwwId(reader: ByteReader): Lww<CrdtId> | undefined {
  return readLww(reader, (tag) => (tag === 0x2f ? readId(reader) : undefined))
}

export function lwwByte(reader: ByteReader): Lww<number> | undefined {
  return readLww(reader, (tag) => (tag === 0x21 ? reader.u8() : undefined))
}

export function lwwFloat(reader: ByteReader): Lww<number> | undefined {
  return readLww(reader, (tag) => (tag === 0x24 ? reader.f32() : undefined))
}

/** A length-prefixed value, cut out whole. */
export function lwwBytes(reader: ByteReader): Lww<Uint8Array> | undefined {
  return readLww(reader, (tag) => (tag === 0x2c ? reader.take(reader.u32()) : undefined))
}

/** Inside its part: varuint length in bytes, u8 "is ASCII", UTF-8, and in texts optionally 2: u32 format code. */
export function readString(
  reader: ByteReader,
  maxBytes: number,
): { text: string; format: number | undefined; isCut: boolean } {
  const outer = reader.openPart()
  const length = reader.varuint()
  reader.u8()
  const isCut = length > maxBytes
  const text = reader.text(isCut ? maxBytes : length)
  if (isCut) reader.take(length - maxBytes)
  let format: number | undefined
  readFields(reader, (tag) => {
    if (tag !== 0x24) return false
    format = reader.u32()
    return true
  })
  reader.closePart(outer)
  return { text, format, isCut }
}

/** Bytes of a UUID in the order Windows writes them: the first three groups are little-endian. */
export function uuidText(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
  const group = (...places: number[]): string => places.map((place) => hex[place] ?? '00').join('')
  return [group(3, 2, 1, 0), group(5, 4), group(7, 6), group(8, 9), group(10, 11, 12, 13, 14, 15)].join('-')
}

/** Sixteen bytes of a UUID, in the order that `uuidText` reads. */
export function uuidBytes(uuid: string): Uint8Array {
  const hex = uuid.replaceAll('-', '').padEnd(32, '0')
  const places = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]
  return Uint8Array.from(places, (place) => Number.parseInt(hex.slice(place * 2, place * 2 + 2), 16))
}

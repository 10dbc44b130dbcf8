import type { CrdtId } from './scene.ts'
import { DamagedError } from './problems.ts'

/** Payload kinds of a tag's low four bits (read from rmscene 0.8; confirmed on all corpus files). */
const KIND_ID = 0xf
const KIND_LENGTH = 0xc
const KIND_8 = 0x8
const KIND_4 = 0x4
const KIND_1 = 0x1

const utf8 = new TextDecoder('utf-8')

/**
 * A cursor over little-endian bytes that never reads past `end`: every read that would do so throws
 * DamagedError instead. `end` is narrowed while a sub-block is open.
 */
export class ByteReader {
  readonly bytes: Uint8Array
  readonly view: DataView
  pos: number
  end: number
  /** Ids read lately, by their counter's low bits: neighbours name each other, so most ids are read three times. */
  readonly recentIds: (CrdtId | undefined)[] = [undefined, undefined, undefined, undefined]

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.pos = 0
    this.end = bytes.length
  }

  /** Bytes up to the end of the part that is open. */
  get remaining(): number {
    return this.end - this.pos
  }

  /** Fixed-size numbers, little-endian as everything in the format. */
  u8(): number {
    return this.view.getUint8(this.advance(1))
  }

  u16(): number {
    return this.view.getUint16(this.advance(2), true)
  }

  u32(): number {
    return this.view.getUint32(this.advance(4), true)
  }

  i32(): number {
    return this.view.getInt32(this.advance(4), true)
  }

  f32(): number {
    return this.view.getFloat32(this.advance(4), true)
  }

  f64(): number {
    return this.view.getFloat64(this.advance(8), true)
  }

  /** A view of the next bytes, not a copy. */
  take(length: number): Uint8Array {
    const start = this.advance(length)
    return this.bytes.subarray(start, start + length)
  }

  /** LEB128. Multiplies instead of shifting, because ids of sentinels have 48 bits. */
  varuint(): number {
    let byte = this.u8()
    if (byte < 0x80) return byte
    let value = byte & 0x7f
    let scale = 0x80
    while (byte >= 0x80) {
      byte = this.u8()
      value += (byte & 0x7f) * scale
      if (value > Number.MAX_SAFE_INTEGER) throw new DamagedError('a number has more than 53 bits')
      scale *= 0x80
    }
    return value
  }

  /** Enters a length-prefixed part and returns what `closePart` needs to leave it. */
  openPart(): number {
    const length = this.u32()
    if (length > this.end - this.pos) throw new DamagedError('a part is longer than what holds it')
    const outerEnd = this.end
    this.end = this.pos + length
    return outerEnd
  }

  /** Leaves a part. Bytes that nobody read are skipped: newer firmware appends fields. */
  closePart(outerEnd: number): void {
    this.pos = this.end
    this.end = outerEnd
  }

  /** Steps over the tag at the cursor and returns it; −1, without a step, when no tag of up to two bytes stands there. */
  takeTag(): number {
    const first = this.view.getUint8(this.pos)
    if (first < 0x80) {
      this.pos++
      return first
    }
    if (this.end - this.pos < 2) return -1
    const second = this.view.getUint8(this.pos + 1)
    // Index 15 is the highest seen; a third byte would mean an index above 1023.
    if (second >= 0x80) return -1
    this.pos += 2
    return (first & 0x7f) | (second << 7)
  }

  /** Skips the payload of a tag; false when its kind is unknown or it does not fit, so that nothing after it can be read. */
  skipField(tag: number): boolean {
    const length = this.payloadLength(tag & 0xf)
    if (length > this.end - this.pos) return false
    this.pos += length
    return true
  }

  /** Bytes of a field's payload by its kind: an id is a byte and a LEB128 number, a part says its own length. */
  private payloadLength(kind: number): number {
    if (kind === KIND_8 || kind === KIND_4 || kind === KIND_1) return kind
    const left = this.end - this.pos
    if (kind === KIND_LENGTH && left >= 4) return 4 + this.view.getUint32(this.pos, true)
    if (kind !== KIND_ID) return Number.POSITIVE_INFINITY
    let length = 2
    while (length <= left && this.view.getUint8(this.pos + length - 1) >= 0x80) length++
    return length
  }

  /** UTF-8 text; damaged sequences become U+FFFD. */
  text(length: number): string {
    const bytes = this.take(length)
    // TextDecoder costs about a microsecond a call, and most strings are short labels.
    if (length > 32) return utf8.decode(bytes)
    let ascii = ''
    for (const byte of bytes) {
      if (byte >= 0x80) return utf8.decode(bytes)
      ascii += String.fromCharCode(byte)
    }
    return ascii
  }

  /** The one place where the cursor moves over bytes that must be there. */
  private advance(length: number): number {
    const start = this.pos
    if (length > this.end - start) throw new DamagedError('it ends too early')
    this.pos = start + length
    return start
  }
}

import type { CrdtId } from './scene.ts'

const FIRST_CAPACITY = 256
const utf8 = new TextEncoder()

/** Little-endian bytes that grow as they are written. Parts are closed by writing their length where they began. */
export class ByteWriter {
  private bytes = new Uint8Array(FIRST_CAPACITY)
  private view = new DataView(this.bytes.buffer)
  private length = 0

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.bytes.slice(0, this.length)
  }

  u8(value: number): void {
    const at = this.grow(1)
    this.view.setUint8(at, value)
  }

  u16(value: number): void {
    const at = this.grow(2)
    this.view.setUint16(at, value, true)
  }

  u32(value: number): void {
    const at = this.grow(4)
    this.view.setUint32(at, value, true)
  }

  /** Coordinates of points. */
  f32(value: number): void {
    const at = this.grow(4)
    this.view.setFloat32(at, value, true)
  }

  /** Rectangles, the text's place and stroke thickness; the format is not of one mind (read from rmscene 0.8). */
  f64(value: number): void {
    const at = this.grow(8)
    this.view.setFloat64(at, value, true)
  }

  raw(bytes: Uint8Array): void {
    const at = this.grow(bytes.length)
    this.bytes.set(bytes, at)
  }

  /** LEB128, by division since ids may have 53 bits. */
  varuint(value: number): void {
    let rest = value
    while (rest >= 0x80) {
      this.u8((rest % 0x80) | 0x80)
      rest = Math.floor(rest / 0x80)
    }
    this.u8(rest)
  }

  /** An id is one byte of author and a varuint of counter, here without its tag. */
  id(id: CrdtId): void {
    this.u8(id.author)
    this.varuint(id.counter)
  }

  /** A tag and what it announces. A tag is a varuint: field number × 16 + kind, and kind 0xF is an id. */
  idField(tag: number, id: CrdtId): void {
    this.varuint(tag)
    this.id(id)
  }

  /** Kind 1: one byte, also for truth values. */
  byteField(tag: number, value: number): void {
    this.varuint(tag)
    this.u8(value)
  }

  /** Kind 4: four bytes. Whether they are a number with a point is known by the field alone. */
  u32Field(tag: number, value: number): void {
    this.varuint(tag)
    this.u32(value)
  }

  f32Field(tag: number, value: number): void {
    this.varuint(tag)
    this.f32(value)
  }

  /** Kind C: a part with its length before it, so that readers can step over what they do not know. */
  part(tag: number, write: () => void): void {
    this.varuint(tag)
    const lengthAt = this.grow(4)
    const start = this.length
    write()
    this.view.setUint32(lengthAt, this.length - start, true)
  }

  /** A part that holds a string: length in bytes, "is ASCII", UTF-8; in texts an inline format code may follow. */
  stringPart(tag: number, input: { text: string; format?: number | undefined }): void {
    this.part(tag, () => {
      const bytes = utf8.encode(input.text)
      this.varuint(bytes.length)
      // The tablet writes 1 whatever the text is (corpus: highlights with umlauts).
      this.u8(1)
      this.raw(bytes)
      if (input.format !== undefined) this.u32Field(0x24, input.format)
    })
  }

  /** A value with the id of the write that set it: of two replicas' values the one with the later id stands. */
  stamped(tag: number, input: { stamp: CrdtId; write: () => void }): void {
    this.part(tag, () => {
      this.idField(0x1f, input.stamp)
      input.write()
    })
  }

  private grow(extra: number): number {
    const at = this.length
    this.length += extra
    if (this.length > this.bytes.length) {
      const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length))
      grown.set(this.bytes)
      this.bytes = grown
      this.view = new DataView(grown.buffer)
    }
    return at
  }
}

import { crc32, deflateSync } from 'node:zlib'

/** The smallest PNG of a size, in base64: one row of zeros, which is enough for who only looks at the header. */
export function tinyPng(width: number, height: number): string {
  const chunk = (type: string, body: Buffer): Buffer => {
    const typed = Buffer.concat([Buffer.from(type), body])
    const ends = Buffer.alloc(8)
    ends.writeUInt32BE(body.byteLength, 0)
    ends.writeUInt32BE(crc32(typed), 4)
    return Buffer.concat([ends.subarray(0, 4), typed, ends.subarray(4)])
  }
  const size = Buffer.alloc(13)
  size.writeUInt32BE(width, 0)
  size.writeUInt32BE(height, 4)
  size.set([8, 0, 0, 0, 0], 8)
  const parts = [chunk('IHDR', size), chunk('IDAT', deflateSync(Buffer.alloc(64))), chunk('IEND', Buffer.alloc(0))]
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...parts]).toString('base64')
}

/** The frame of a JPEG of a size, in base64: an application segment, tables, the frame header, and the end. */
export function tinyJpeg(width: number, height: number, frame = 0xc0): string {
  const segment = (marker: number, body: number[]): number[] => [0xff, marker, 0, body.length + 2, ...body]
  const size = [8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0]
  const bytes = [
    [0xff, 0xd8],
    segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0]),
    // A Huffman table has a marker among those of frames.
    segment(0xc4, [0, 1, 2, 3, 4, 5, 6, 7]),
    segment(frame, size),
    [0xff, 0xd9],
  ]
  return Buffer.from(bytes.flat()).toString('base64')
}

/** A PNG in base64 that is this long exactly: what follows its last chunk but one is filled with zeros. */
export function pngOfLength(base64Length: number, size: readonly [number, number]): string {
  const png = Buffer.from(tinyPng(size[0], size[1]), 'base64')
  const bytes = Math.floor((base64Length / 4) * 3)
  const filler = Buffer.alloc(bytes - png.length)
  return Buffer.concat([png.subarray(0, -12), filler, png.subarray(-12)]).toString('base64')
}

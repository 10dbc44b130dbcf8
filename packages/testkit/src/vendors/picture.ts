import { createHash } from 'node:crypto'

/** A picture as a vendor sees it: what can be told from its first and last bytes. */
export type SeenPicture = {
  /** SHA-256 of the bytes in hex, to script answers by. */
  sha256: string
  bytes: Uint8Array
  mediaType: 'image/png' | 'image/jpeg'
  width: number
  height: number
}

/** Reads size and type of a PNG or JPEG that is complete; undefined for anything that a vendor could not decode. */
export function seePicture(base64: string): SeenPicture | undefined {
  const bytes = Buffer.from(base64, 'base64')
  const size = sizeOfPng(bytes) ?? sizeOfJpeg(bytes)
  if (size === undefined) return undefined
  return { sha256: createHash('sha256').update(bytes).digest('hex'), bytes, ...size }
}

type Size = Pick<SeenPicture, 'mediaType' | 'width' | 'height'>

const pngSignature = Buffer.from('89504e470d0a1a0a', 'hex')

function sizeOfPng(bytes: Buffer): Size | undefined {
  const isWhole = bytes.subarray(0, 8).equals(pngSignature) && bytes.subarray(-8, -4).toString('latin1') === 'IEND'
  if (!isWhole) return undefined
  return { mediaType: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
}

function sizeOfJpeg(bytes: Buffer): Size | undefined {
  const isWhole =
    bytes.length > 4 && bytes.readUInt16BE(0) === 0xffd8 && bytes.readUInt16BE(bytes.length - 2) === 0xffd9
  if (!isWhole) return undefined
  for (let at = 2; at + 9 < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes.readUInt16BE(at)
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker)
    if (isFrame)
      return { mediaType: 'image/jpeg', height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) }
  }
  return undefined
}

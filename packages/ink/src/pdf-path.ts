import { MAX_NUMBER_BYTES, writeHundredths } from './number-bytes.ts'

const decoder = new TextDecoder()

/** Makes a writer of closed PDF paths (`m`, `l`, `h`) with hundredths of a unit, without the painting operator. */
export function createPdfPathWriter(): (outline: Float32Array) => string {
  let bytes = new Uint8Array(1 << 16)
  return (outline) => {
    const needed = outline.length * (MAX_NUMBER_BYTES + 1) + 8
    if (needed > bytes.length) bytes = new Uint8Array(2 * needed)
    return decoder.decode(bytes.subarray(0, writePath(bytes, outline)))
  }
}

function writePath(bytes: Uint8Array, outline: Float32Array): number {
  let at = 0
  for (let i = 0; i < outline.length; i += 2) {
    at = writeHundredths(bytes, at, Math.round(outline[i]! * 100))
    at = writeHundredths(bytes, at, Math.round(outline[i + 1]! * 100))
    bytes[at++] = 32
    bytes[at++] = i === 0 ? 109 : 108 // m, l
  }
  bytes[at++] = 32
  bytes[at++] = 104 // h
  bytes[at++] = 32
  return at
}

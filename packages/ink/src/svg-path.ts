import { MAX_NUMBER_BYTES, writeHundredths } from './number-bytes.ts'

const decoder = new TextDecoder()

/**
 * Makes a writer of `d` attributes with hundredths of a unit. Steps between corners are small, so relative
 * coordinates are short; digits go straight into bytes, which is several times faster than joining strings.
 */
export function createPathWriter(): (outline: Float32Array) => string {
  let bytes = new Uint8Array(1 << 16)
  return (outline) => {
    const needed = outline.length * MAX_NUMBER_BYTES + 8
    if (needed > bytes.length) bytes = new Uint8Array(2 * needed)
    return decoder.decode(bytes.subarray(0, writePath(bytes, outline)))
  }
}

function writePath(bytes: Uint8Array, outline: Float32Array): number {
  let lastX = Math.round(outline[0]! * 100)
  let lastY = Math.round(outline[1]! * 100)
  let at = 0
  bytes[at++] = 77 // M
  at = writeHundredths(bytes, at, lastX)
  at = writeHundredths(bytes, at, lastY)
  bytes[at++] = 108 // l
  for (let i = 2; i < outline.length; i += 2) {
    const x = Math.round(outline[i]! * 100)
    const y = Math.round(outline[i + 1]! * 100)
    if (x === lastX && y === lastY) continue
    at = writeHundredths(bytes, at, x - lastX)
    at = writeHundredths(bytes, at, y - lastY)
    lastX = x
    lastY = y
  }
  // A path of one corner would end in a bare `l`, which is no valid path.
  if (bytes[at - 1] === 108) at--
  bytes[at++] = 122 // z
  return at
}

/** Bytes one coordinate needs at most: sign, eight digits, point, two digits. */
const MAX_COORDINATE_BYTES = 12
const decoder = new TextDecoder()

/**
 * Makes a writer of `d` attributes with hundredths of a unit. Steps between corners are small, so relative
 * coordinates are short; digits go straight into bytes, which is several times faster than joining strings.
 */
export function createPathWriter(): (outline: Float32Array) => string {
  let bytes = new Uint8Array(1 << 16)
  return (outline) => {
    const needed = outline.length * MAX_COORDINATE_BYTES + 8
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

/** Writes an integer number of hundredths with a leading blank or minus sign and no needless zeros. */
function writeHundredths(bytes: Uint8Array, start: number, hundredths: number): number {
  let at = start
  let rest = hundredths
  bytes[at++] = rest < 0 ? 45 : 32
  if (rest < 0) rest = -rest
  const whole = (rest / 100) | 0
  const fraction = rest - whole * 100
  if (whole > 0 || fraction === 0) at = writeWhole(bytes, at, whole)
  if (fraction === 0) return at
  bytes[at++] = 46 // .
  const tenth = (fraction / 10) | 0
  bytes[at++] = 48 + tenth
  const hundredth = fraction - tenth * 10
  if (hundredth > 0) bytes[at++] = 48 + hundredth
  return at
}

function writeWhole(bytes: Uint8Array, start: number, value: number): number {
  if (value < 10) {
    bytes[start] = 48 + value
    return start + 1
  }
  const at = writeWhole(bytes, start, (value / 10) | 0)
  bytes[at] = 48 + (value % 10)
  return at + 1
}

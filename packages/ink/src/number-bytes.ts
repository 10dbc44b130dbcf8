/** Bytes one number needs at most: sign or blank, eight digits, point, two digits. */
export const MAX_NUMBER_BYTES = 12

/** Bytes being filled; `at` is where the next one goes. The caller makes room. */
export type ByteSink = { bytes: Uint8Array; at: number }

/** Writes an integer number of hundredths as a decimal, with a leading blank or minus sign and no needless zeros. */
export function writeHundredths(sink: ByteSink, hundredths: number): void {
  const { bytes } = sink
  let at = sink.at
  let rest = hundredths
  bytes[at++] = rest < 0 ? 45 : 32
  if (rest < 0) rest = -rest
  const whole = (rest / 100) | 0
  const fraction = rest - whole * 100
  if (whole > 0 || fraction === 0) at = writeWhole(bytes, at, whole)
  if (fraction > 0) {
    bytes[at++] = 46 // .
    const tenth = (fraction / 10) | 0
    bytes[at++] = 48 + tenth
    const hundredth = fraction - tenth * 10
    if (hundredth > 0) bytes[at++] = 48 + hundredth
  }
  sink.at = at
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

const decoder = new TextDecoder()

/** Makes a function that writes outlines as text. Working memory is kept from call to call. */
export function createOutlineWriter(
  bytesPerNumber: number,
  write: (sink: ByteSink, outline: Float32Array) => void,
): (outline: Float32Array) => string {
  const sink: ByteSink = { bytes: new Uint8Array(1 << 16), at: 0 }
  return (outline) => {
    const needed = outline.length * bytesPerNumber + 8
    if (needed > sink.bytes.length) sink.bytes = new Uint8Array(2 * needed)
    sink.at = 0
    write(sink, outline)
    return decoder.decode(sink.bytes.subarray(0, sink.at))
  }
}

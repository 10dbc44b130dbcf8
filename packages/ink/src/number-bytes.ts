/** Bytes one number needs at most: sign or blank, eight digits, point, two digits. */
export const MAX_NUMBER_BYTES = 12

/** Writes an integer number of hundredths as a decimal, with a leading blank or minus sign and no needless zeros. */
export function writeHundredths(bytes: Uint8Array, start: number, hundredths: number): number {
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

import type { Scene } from '@kinfolio/rm-format'

/** Seven digits say most 32-bit numbers, nine say every one (IEEE 754 §5.12.2). */
const FEW_DIGITS = 7
const ALL_DIGITS = 9

/**
 * A scene as one line of JSON: arrays of numbers become plain arrays, the images' map an object, and picture
 * bytes their length, since they are files of their own.
 */
export function sceneToJson(scene: Scene): string {
  return JSON.stringify(scene, (_, value: unknown) => {
    if (value instanceof Float32Array) return Array.from(value, shortest)
    if (value instanceof Uint8Array) return { lengthBytes: value.length }
    if (value instanceof Map) return Object.fromEntries(value)
    return value
  })
}

/** The number with as few digits as give the same 32 bits when they are read. */
function shortest(number: number): number {
  const short = Number(number.toPrecision(FEW_DIGITS))
  return Math.fround(short) === number ? short : Number(number.toPrecision(ALL_DIGITS))
}

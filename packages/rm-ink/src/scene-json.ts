import type { Scene } from '@kinfolio/rm-format'

/** Numbers of points are 32-bit; seven digits say all of one. */
const DIGITS = 7

/**
 * A scene as one line of JSON: arrays of numbers become plain arrays, the images' map an object, and picture
 * bytes their length, since they are files of their own.
 */
export function sceneToJson(scene: Scene): string {
  return JSON.stringify(scene, (_, value: unknown) => {
    if (value instanceof Float32Array) return Array.from(value, (number) => Number(number.toPrecision(DIGITS)))
    if (value instanceof Uint8Array) return { lengthBytes: value.length }
    if (value instanceof Map) return Object.fromEntries(value)
    return value
  })
}

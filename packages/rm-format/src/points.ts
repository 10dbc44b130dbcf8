import type { Points } from './scene.ts'
import { isBounded } from './bounded.ts'

/** Stored points: bytes per point, and how many of them to step over for each one kept. */
export type StoredPoints = { view: DataView; offset: number; count: number; step: number }

/** x, y, speed, width, direction, pressure. */
const PROPERTIES = 6
/** Bytes of a point: six f32 (versions 3, 5 and v6 blocks of version 1), or packed (v6 blocks of version 2). */
export const WIDE_POINT_BYTES = 24
export const PACKED_POINT_BYTES = 14

/** Speed and width of packed points are quarters (read from rmscene 0.8; width measured over 23,323 strokes). */
const QUARTER = 0.25
const RADIANS_PER_STEP = (2 * Math.PI) / 255
const PRESSURE_PER_STEP = 1 / 255

/**
 * One block of memory for all points of a page. Each stroke gets six views of it, so that a page of 68,816
 * strokes costs one allocation for its points, and can be handed to another thread whole.
 */
export class PointStore {
  private readonly floats: Float32Array
  private used = 0
  /** Points that were not kept because a coordinate was NaN, infinite or absurdly large. */
  impossible = 0
  /** Points that were not kept because the page has more than its limit. */
  thinned = 0
  /** Strokes that found no room at all. */
  refused = 0

  constructor(capacity: number) {
    this.floats = new Float32Array(capacity * PROPERTIES)
  }

  /** Six f32: x, y, speed, direction (radians), width, pressure. `shiftX` makes 0 the middle of the page. */
  readWide(stored: StoredPoints, shiftX: number): Points {
    const { view, step, count } = stored
    const room = this.reserve(stored)
    const { floats } = this
    let kept = 0
    for (let index = 0; index < room.wanted; index++) {
      const at = stored.offset + Math.min(index * step, count - 1) * WIDE_POINT_BYTES
      const x = view.getFloat32(at, true) + shiftX
      const y = view.getFloat32(at + 4, true)
      const speed = view.getFloat32(at + 8, true)
      const direction = view.getFloat32(at + 12, true)
      const width = view.getFloat32(at + 16, true)
      const pressure = view.getFloat32(at + 20, true)
      // The sum is NaN or infinite when one of them is.
      if (!isPlace(x, y) || !isBounded(width) || !Number.isFinite(speed + direction + pressure)) continue
      const place = room.start + kept
      floats[place] = x
      floats[place + room.wanted] = y
      floats[place + room.wanted * 2] = speed
      floats[place + room.wanted * 3] = width
      floats[place + room.wanted * 4] = direction
      floats[place + room.wanted * 5] = pressure
      kept++
    }
    return this.views(room, kept)
  }

  /** f32 x, f32 y, u16 speed, u16 width, u8 direction, u8 pressure. */
  readPacked(stored: StoredPoints): Points {
    const { view, step, count } = stored
    const room = this.reserve(stored)
    const { floats } = this
    let kept = 0
    for (let index = 0; index < room.wanted; index++) {
      const at = stored.offset + Math.min(index * step, count - 1) * PACKED_POINT_BYTES
      const x = view.getFloat32(at, true)
      const y = view.getFloat32(at + 4, true)
      if (!isPlace(x, y)) continue
      const place = room.start + kept
      floats[place] = x
      floats[place + room.wanted] = y
      floats[place + room.wanted * 2] = view.getUint16(at + 8, true) * QUARTER
      floats[place + room.wanted * 3] = view.getUint16(at + 10, true) * QUARTER
      floats[place + room.wanted * 4] = view.getUint8(at + 12) * RADIANS_PER_STEP
      floats[place + room.wanted * 5] = view.getUint8(at + 13) * PRESSURE_PER_STEP
      kept++
    }
    return this.views(room, kept)
  }

  /** Memory for a stroke. Each property of it lies by itself, so that a view of one is one stretch. */
  private reserve(stored: StoredPoints): { start: number; wanted: number } {
    const wanted = keptCount(stored.count, stored.step)
    const start = this.used
    if (start + wanted * PROPERTIES > this.floats.length) {
      this.refused++
      this.thinned += stored.count
      return { start, wanted: 0 }
    }
    this.used = start + wanted * PROPERTIES
    this.thinned += stored.count - wanted
    return { start, wanted }
  }

  /** Views cover the kept points only; when some were dropped, the end of each stretch stays unused. */
  private views(room: { start: number; wanted: number }, count: number): Points {
    const { wanted } = room
    this.impossible += wanted - count
    if (count === 0) return NO_POINTS
    const first = (this.floats.byteOffset + room.start * 4) | 0
    const stride = wanted * 4
    const { buffer } = this.floats
    return {
      count,
      x: new Float32Array(buffer, first, count),
      y: new Float32Array(buffer, first + stride, count),
      speed: new Float32Array(buffer, first + stride * 2, count),
      width: new Float32Array(buffer, first + stride * 3, count),
      direction: new Float32Array(buffer, first + stride * 4, count),
      pressure: new Float32Array(buffer, first + stride * 5, count),
    }
  }
}

const NOTHING = new Float32Array(0)
const NO_POINTS: Points = {
  count: 0,
  x: NOTHING,
  y: NOTHING,
  speed: NOTHING,
  width: NOTHING,
  direction: NOTHING,
  pressure: NOTHING,
}

/** Points kept of `count` when every `step`-th and the last are. */
function keptCount(count: number, step: number): number {
  return step === 1 || count < 2 ? count : Math.ceil((count - 1) / step) + 1
}

/** The smallest power of two by which strokes of these lengths must be thinned to fit, and what they then need. */
export function planPoints(counts: readonly number[], maxPoints: number): { step: number; capacity: number } {
  let step = 1
  let capacity = 0
  for (;;) {
    capacity = 0
    for (const count of counts) capacity += keptCount(count, step)
    // Strokes of two points cannot be thinned. Those that do not fit then are refused one by one.
    if (capacity <= maxPoints || step >= 1_048_576) break
    step *= 2
  }
  return { step, capacity: Math.min(capacity, maxPoints) }
}

function isPlace(x: number, y: number): boolean {
  return isBounded(x) && isBounded(y)
}

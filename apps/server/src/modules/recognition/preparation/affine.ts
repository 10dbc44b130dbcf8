import type { Box } from '../reader.port.ts'

/** `x' = a·x + b·y + c`, `y' = d·x + e·y + f`. Plain numbers, so that it crosses threads and fits in JSON. */
export type Affine = { a: number; b: number; c: number; d: number; e: number; f: number }

export type Point = { x: number; y: number }

export const identity: Affine = { a: 1, b: 0, c: 0, d: 0, e: 1, f: 0 }

export function mapPoint(by: Affine, { x, y }: Point): Point {
  return { x: by.a * x + by.b * y + by.c, y: by.d * x + by.e * y + by.f }
}

/** The same for a strip of the page: `by` leads to fractions of the strip, which begins at `offset` and is `share` tall. */
export function movedDown(by: Affine, { offset, share }: { offset: number; share: number }): Affine {
  return { ...by, d: by.d * share, e: by.e * share, f: by.f * share + offset }
}

/** The smallest upright box around the mapped corners, cut at the picture's edge. */
export function mapBox(by: Affine, box: Box): Box {
  const right = box.x + box.width
  const bottom = box.y + box.height
  const corners = [
    mapPoint(by, { x: box.x, y: box.y }),
    mapPoint(by, { x: right, y: box.y }),
    mapPoint(by, { x: right, y: bottom }),
    mapPoint(by, { x: box.x, y: bottom }),
  ]
  const xs = corners.map(({ x }) => x)
  const ys = corners.map(({ y }) => y)
  return boxBetween({ x: Math.min(...xs), y: Math.min(...ys) }, { x: Math.max(...xs), y: Math.max(...ys) })
}

/** A box between two corners, cut at the picture's edge (0..1). */
export function boxBetween(low: Point, high: Point): Box {
  const x = clamp(low.x)
  const y = clamp(low.y)
  return { x, y, width: Math.max(0, clamp(high.x) - x), height: Math.max(0, clamp(high.y) - y) }
}

/** The smallest box around all of them; a box without size when there is none. */
export function unionOf(boxes: readonly Box[]): Box {
  if (boxes.length === 0) return { x: 0, y: 0, width: 0, height: 0 }
  return boxBetween(
    { x: Math.min(...boxes.map((box) => box.x)), y: Math.min(...boxes.map((box) => box.y)) },
    { x: Math.max(...boxes.map((box) => box.x + box.width)), y: Math.max(...boxes.map((box) => box.y + box.height)) },
  )
}

/**
 * From fractions of a turned and scaled picture back to fractions of the picture it came from.
 * `degrees` is the clockwise turn that was applied about the centre; sizes are in pixels, `turned` being
 * the enlarged canvas and `upright` the picture just before the turn.
 */
export function undoTurn(turn: {
  degrees: number
  turned: { width: number; height: number }
  upright: { width: number; height: number }
}): Affine {
  const angle = (-turn.degrees * Math.PI) / 180
  const cos = Math.cos(angle)
  const sin = Math.sin(angle)
  const { turned, upright } = turn
  // Pixels about the centre of the turned picture, turned back, then as fractions of the upright one.
  const a = (cos * turned.width) / upright.width
  const b = (-sin * turned.height) / upright.width
  const d = (sin * turned.width) / upright.height
  const e = (cos * turned.height) / upright.height
  return { a, b, c: 0.5 - (a + b) / 2, d, e, f: 0.5 - (d + e) / 2 }
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value))
}

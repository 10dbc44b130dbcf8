import type { Box } from '@kinfolio/contracts'

export type Point = { x: number; y: number }

/** How much of a stroke has to lie in a box before it counts as written there. */
const COVERED_MIN = 0.5

/** Which strokes are the ink of a box: those that lie in it for the greater part. All in fractions of the page. */
export function strokesUnder(box: Box, strokes: readonly Box[]): number[] {
  return strokes.flatMap((stroke, index) => (coveredShare(stroke, box) >= COVERED_MIN ? [index] : []))
}

/** The share of a stroke's extent that lies in a box. A dot or a straight line has no area, yet a length. */
function coveredShare(stroke: Box, box: Box): number {
  return overlap([stroke.x, stroke.width], [box.x, box.width]) * overlap([stroke.y, stroke.height], [box.y, box.height])
}

function overlap([start, length]: [number, number], [from, size]: [number, number]): number {
  if (length <= 0) return start >= from && start <= from + size ? 1 : 0
  return Math.max(0, Math.min(start + length, from + size) - Math.max(start, from)) / length
}

export function isInside(point: Point, box: Box): boolean {
  return point.x >= box.x && point.x <= box.x + box.width && point.y >= box.y && point.y <= box.y + box.height
}

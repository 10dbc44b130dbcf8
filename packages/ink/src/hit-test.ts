import type { Rect } from '@kinfolio/rm-format'
import type { OutlineMark, Page } from './page.ts'

type Point = { x: number; y: number }

/** A place on the page; `radius` in page units is how far beside a stroke still counts as on it (0 by default). */
export type Touch = Point & { radius?: number }

/** Index of the topmost drawn stroke at a place, if any. */
export function strokeAt(page: Page, { x, y, radius = 0 }: Touch): number | undefined {
  const point = { x, y }
  for (let i = page.marks.length - 1; i >= 0; i--) {
    const mark = page.marks[i]!
    if (mark.kind !== 'outline' || !isNearBox(mark.bounds, point, radius)) continue
    if (isInside(mark.outline, point) || distanceToEdge(mark.outline, point) <= radius) return mark.strokeIndex
  }
  return undefined
}

/** A rectangle; `minOverlap` is the share of a stroke's outline, 0 to 1, that must lie in it (0.5 by default). */
export type Area = Rect & { minOverlap?: number }

/** Indices of the drawn strokes that lie in a rectangle, e.g. the ink of a word's box. */
export function strokesIn(page: Page, area: Area): number[] {
  const { minOverlap = 0.5 } = area
  const found: number[] = []
  for (const mark of page.marks) {
    if (mark.kind !== 'outline' || !meets(mark.bounds, area)) continue
    if (shareInside(mark, area) >= minOverlap) found.push(mark.strokeIndex)
  }
  return found
}

function isNearBox({ x, y, width, height }: Rect, point: Point, radius: number): boolean {
  return (
    point.x >= x - radius && point.x <= x + width + radius && point.y >= y - radius && point.y <= y + height + radius
  )
}

function meets(a: Rect, b: Rect): boolean {
  return a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height
}

/** By edge length, so that a finely sampled end weighs no more than a straight line of two corners. */
function shareInside({ outline }: OutlineMark, rect: Rect): number {
  let inside = 0
  let all = 0
  for (let i = 0; i < outline.length; i += 2) {
    const next = (i + 2) % outline.length
    const length = Math.hypot(outline[next]! - outline[i]!, outline[next + 1]! - outline[i + 1]!)
    all += length
    inside +=
      length * clippedShare({ x: outline[i]!, y: outline[i + 1]! }, { x: outline[next]!, y: outline[next + 1]! }, rect)
  }
  return all === 0 ? 0 : inside / all
}

/** How much of a straight edge lies in a rectangle (Liang–Barsky), 0 to 1. */
function clippedShare(from: Point, to: Point, rect: Rect): number {
  const [enterX, leaveX] = slab(from.x, to.x - from.x, [rect.x, rect.x + rect.width])
  const [enterY, leaveY] = slab(from.y, to.y - from.y, [rect.y, rect.y + rect.height])
  return Math.max(0, Math.min(1, leaveX, leaveY) - Math.max(0, enterX, enterY))
}

function slab(start: number, step: number, [low, high]: [number, number]): [number, number] {
  if (step === 0) return start >= low && start <= high ? [-Infinity, Infinity] : [Infinity, -Infinity]
  const a = (low - start) / step
  const b = (high - start) / step
  return a < b ? [a, b] : [b, a]
}

/** Nonzero winding, the same rule the shapes are filled by. */
function isInside(outline: Float32Array, { x, y }: Point): boolean {
  let winding = 0
  for (let i = 0; i < outline.length; i += 2) {
    const next = (i + 2) % outline.length
    const [x1, y1, x2, y2] = [outline[i]!, outline[i + 1]!, outline[next]!, outline[next + 1]!]
    if (y1 <= y === y2 <= y) continue
    const side = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
    if (y2 > y1 && side > 0) winding++
    else if (y2 <= y1 && side < 0) winding--
  }
  return winding !== 0
}

function distanceToEdge(outline: Float32Array, { x, y }: Point): number {
  let nearest = Infinity
  for (let i = 0; i < outline.length; i += 2) {
    const next = (i + 2) % outline.length
    const [x1, y1] = [outline[i]!, outline[i + 1]!]
    const dx = outline[next]! - x1
    const dy = outline[next + 1]! - y1
    const length2 = dx * dx + dy * dy
    const t = length2 === 0 ? 0 : Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / length2))
    nearest = Math.min(nearest, Math.hypot(x1 + t * dx - x, y1 + t * dy - y))
  }
  return nearest
}

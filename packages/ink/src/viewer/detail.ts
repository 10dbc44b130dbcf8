import type { Mark } from '../page.ts'
import { scaleOf } from './tile-plan.ts'

/** Corners of an outline nearer to each other than this, in pixels, are one: far below what anti-aliasing shows. */
const CORNER_PX = 0.2
/** Outlines as short as this, in numbers, gain nothing. */
const SHORT = 16
/** From this level on outlines are painted as they are. */
const FULL_LEVEL = 3

/** The marks of a page with as much detail as a level can show. What a level has thinned out is kept for its next tile. */
export function createDetail(marks: readonly Mark[]): (index: number, level: number) => Mark {
  const thinned = new Map<number, (Mark | undefined)[]>()
  return (index, level) => {
    const mark = marks[index]!
    if (level >= FULL_LEVEL || mark.kind !== 'outline' || mark.outline.length <= SHORT) return mark
    let known = thinned.get(level)
    if (known === undefined) thinned.set(level, (known = []))
    return (known[index] ??= { ...mark, outline: thinOut(mark.outline, CORNER_PX / scaleOf(level)) })
  }
}

/** Leaves out corners that lie within `distance` of the last one kept. */
function thinOut(outline: Float32Array, distance: number): Float32Array {
  const kept = new Float32Array(outline.length)
  const near = distance * distance
  let length = 0
  for (let i = 0; i < outline.length; i += 2) {
    const dx = outline[i]! - kept[length - 2]!
    const dy = outline[i + 1]! - kept[length - 1]!
    // Written so that the first corner, which has none before it, is kept.
    if (dx * dx + dy * dy < near) continue
    kept[length++] = outline[i]!
    kept[length++] = outline[i + 1]!
  }
  // What has shrunk to a point or a line would paint nothing.
  return length < 6 ? outline : kept.slice(0, length)
}

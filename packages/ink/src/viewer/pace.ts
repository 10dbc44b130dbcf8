import type { Points, Scene, SceneItem, Stroke } from '@kinfolio/rm-format'
import type { Page } from '../page.ts'
import type { Pace } from './ink-page.ts'

/** As deep as a page is laid out; strokes below are counted by neither. */
const MAX_DEPTH = 64
/**
 * Milliseconds per unit of the tablet's clock. The format names no unit: over 2,239 strokes of the corpus a pen moves
 * 1.4 page units in it (median), and an unhurried hand about 280 in a second, so this is a guess from measurements.
 */
const CLOCK_MS = 5
/** An unhurried hand, in page units a second: the pace of ink whose speed was not kept. */
const EVEN_SPEED = 280
/** A pen that rests on the paper is not waited for; a damaged speed near zero would last for hours. */
const POINT_MS_MAX = 250
const STROKE_MS_MIN = 20

/**
 * The order and the pace of a page's ink. The order is that of the ids, which count up while a page is written (of 3,607
 * neighbours in the corpus 3,585 rise); the pace is the way between points by the speed stored with them.
 */
export function paceOf(scene: Scene, page: Page): Pace {
  const strokes = strokesOf(scene)
  const drawn = page.marks.flatMap((mark) => (mark.kind === 'outline' ? [strokes[mark.strokeIndex]] : []))
  const durationMs = Float32Array.from(drawn, (stroke) => (stroke === undefined ? STROKE_MS_MIN : durationOf(stroke)))
  const measured = drawn.filter((stroke) => stroke !== undefined && hasSpeed(stroke.points)).length
  const order = Uint32Array.from(drawn.keys()).sort((a, b) => writtenBefore(drawn[a], drawn[b]) || a - b)
  return { order, durationMs, isMeasured: measured * 2 > drawn.length }
}

/** All strokes of a scene, in the order in which the layout counts them. */
function strokesOf(scene: Scene): Stroke[] {
  const strokes: Stroke[] = []
  const walk = (items: readonly SceneItem[], depth: number): void => {
    for (const one of items) {
      if (one.kind === 'stroke') strokes.push(one)
      else if (one.kind === 'group' && depth < MAX_DEPTH) walk(one.items, depth + 1)
    }
  }
  for (const { items } of scene.layers) walk(items, 0)
  return strokes
}

function writtenBefore(a: Stroke | undefined, b: Stroke | undefined): number {
  if (a === undefined || b === undefined) return 0
  return a.id.counter - b.id.counter || a.id.author - b.id.author
}

function hasSpeed({ count, speed }: Points): boolean {
  for (let i = 0; i < count; i++) if (speed[i]! > 0) return true
  return false
}

function durationOf({ points }: Stroke): number {
  const isMeasured = hasSpeed(points)
  let ms = 0
  for (let i = 1; i < points.count; i++) {
    const way = Math.hypot(points.x[i]! - points.x[i - 1]!, points.y[i]! - points.y[i - 1]!)
    const speed = isMeasured ? points.speed[i]! / CLOCK_MS : EVEN_SPEED / 1_000
    const taken = way / speed
    // Written so that NaN takes no time; a point without speed takes what is allowed at most.
    if (taken > 0) ms += Math.min(taken, POINT_MS_MAX)
  }
  return Math.max(ms, STROKE_MS_MIN)
}

import type { Points } from '@kinfolio/rm-format'
import type { Knot } from './handwriting-font.ts'
import type { Random } from './handwriting-random.ts'

/** What writes: the tablet's tool and colour numbers, and how wide and lively its line is, in page units. */
export type Pen = {
  tool: number
  colour: number
  argb?: number | undefined
  thickness: number
  /** Width of the line at full pressure. */
  width: number
  /** How much of the width pressure takes away: 0 for a fineliner, 0.6 for a brush. */
  liveliness: number
}

/** Distance between points in page units; a tablet samples about as densely at a calm pace. */
const POINT_DISTANCE = 2.8
/** Pieces of the curve between two knots while looking for evenly spaced points. */
const PIECES = 12
/** A stroke shorter than this, in page units, is a dot. */
const DOT_LENGTH = 16
/** Page units per unit of the tablet's clock in a calm straight stroke. */
const CALM_SPEED = 6

/** Points along the smooth curve through the knots, with pressure, speed and width of a hand in motion. */
export function drawStroke(knots: readonly Knot[], context: { pen: Pen; random: Random }): Points {
  const path = evenly(smooth(knots))
  const { pen, random } = context
  const count = path.length
  const points: Points = {
    count,
    x: new Float32Array(count),
    y: new Float32Array(count),
    speed: new Float32Array(count),
    width: new Float32Array(count),
    direction: new Float32Array(count),
    pressure: new Float32Array(count),
  }
  // Pressure drifts slowly along a stroke instead of flickering from point to point.
  let drift = random.wobble(0.06)
  for (const [index, place] of path.entries()) {
    const before = path[Math.max(index - 1, 0)] ?? place
    const after = path[Math.min(index + 1, count - 1)] ?? place
    drift = drift * 0.9 + random.wobble(0.02)
    const pressure = Math.min(Math.max(pressureAt({ index, count }, { before, after }) + drift, 0.08), 1)
    points.x[index] = place.x
    points.y[index] = place.y
    points.pressure[index] = pressure
    points.width[index] = pen.width * (1 - pen.liveliness * (1 - pressure))
    points.speed[index] = CALM_SPEED * (0.4 + straightness(before, { place, after }))
    points.direction[index] = (Math.PI / 3) * (1 + random.wobble(0.05))
  }
  return points
}

type Place = { x: number; y: number }

/** Light where the pen lands and leaves, firmer downwards than upwards (y grows downwards on the page). */
function pressureAt(at: { index: number; count: number }, along: { before: Place; after: Place }): number {
  const { before, after } = along
  const length = Math.hypot(after.x - before.x, after.y - before.y)
  const down = length === 0 ? 0 : (after.y - before.y) / length
  const fromStart = at.index * POINT_DISTANCE
  const toEnd = (at.count - 1 - at.index) * POINT_DISTANCE
  // A dot is set down, not swept.
  if (at.count * POINT_DISTANCE < DOT_LENGTH) return 0.95
  const landing = Math.min(0.55 + fromStart / 14, 1)
  const leaving = Math.min(0.4 + toEnd / 18, 1)
  return (0.74 + 0.16 * down) * landing * leaving
}

function straightness(before: Place, { place, after }: { place: Place; after: Place }): number {
  const ax = place.x - before.x
  const ay = place.y - before.y
  const bx = after.x - place.x
  const by = after.y - place.y
  const lengths = Math.hypot(ax, ay) * Math.hypot(bx, by)
  return lengths === 0 ? 0.3 : Math.max((ax * bx + ay * by) / lengths, 0)
}

/** Centripetal Catmull-Rom curve through the knots, broken at corners: it never loops between close knots. */
function smooth(knots: readonly Knot[]): Place[] {
  const places: Place[] = []
  for (const run of runsBetweenCorners(knots)) {
    for (let index = 0; index + 1 < run.length; index++) {
      const [b, c] = [run[index], run[index + 1]]
      if (b === undefined || c === undefined) continue
      const a = run[index - 1] ?? mirrored(c, b)
      const d = run[index + 2] ?? mirrored(b, c)
      for (let piece = 0; piece < PIECES; piece++) places.push(between([a, b, c, d], piece / PIECES))
    }
    const last = run.at(-1)
    if (last !== undefined) places.push({ x: last.x, y: last.y })
  }
  return places
}

function runsBetweenCorners(knots: readonly Knot[]): Knot[][] {
  const runs: Knot[][] = [[]]
  for (const knot of knots) {
    runs.at(-1)?.push(knot)
    if (knot.isCorner) runs.push([knot])
  }
  return runs.filter((run) => run.length > 1 || knots.length === 1)
}

function mirrored(from: Place, around: Place): Place {
  return { x: 2 * around.x - from.x, y: 2 * around.y - from.y }
}

/** Barry and Goldman's form of the curve from the second to the third place. */
function between([a, b, c, d]: readonly [Place, Place, Place, Place], at: number): Place {
  const step = (from: Place, to: Place): number => Math.sqrt(Math.hypot(to.x - from.x, to.y - from.y)) || 1e-3
  const tb = step(a, b)
  const tc = tb + step(b, c)
  const td = tc + step(c, d)
  const t = tb + (tc - tb) * at
  const mix = (p: Place, q: Place, [from, to]: readonly [number, number]): Place => {
    const share = (t - from) / (to - from)
    return { x: p.x + (q.x - p.x) * share, y: p.y + (q.y - p.y) * share }
  }
  const ab = mix(a, b, [0, tb])
  const bc = mix(b, c, [tb, tc])
  const cd = mix(c, d, [tc, td])
  return mix(mix(ab, bc, [0, tc]), mix(bc, cd, [tb, td]), [tb, tc])
}

/** The same path in steps of equal length, its ends kept. */
function evenly(places: readonly Place[]): Place[] {
  const [first] = places
  const last = places.at(-1)
  if (first === undefined || last === undefined) return []
  const even = [first]
  let carried = 0
  for (let index = 1; index < places.length; index++) {
    const from = places[index - 1] ?? first
    const to = places[index] ?? last
    const length = Math.hypot(to.x - from.x, to.y - from.y)
    for (let at = POINT_DISTANCE - carried; at < length; at += POINT_DISTANCE) {
      even.push({ x: from.x + ((to.x - from.x) * at) / length, y: from.y + ((to.y - from.y) * at) / length })
    }
    carried = (carried + length) % POINT_DISTANCE
  }
  even.push(last)
  return even
}

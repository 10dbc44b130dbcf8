import type { Points, Rect } from '@kinfolio/rm-format'
import type { Pen } from './pens.ts'

export type OutlineInput = { points: Points; pen: Pen; dx: number; dy: number }
export type Outline = { outline: Float32Array; bounds: Rect }

/** How far a drawn arc may lie from the true one, in page units: invisible at eight-fold zoom. */
const ARC_TOLERANCE = 0.06
const MAX_ARC_STEPS = 24
/** Points nearer than this to the last one change nothing that can be seen. */
const MIN_STEP = 0.25
/** No mark is thinner: hairlines of width 0 occur and the tablet shows them. */
const MIN_WIDTH = 0.8
/** No real pen is wider; a broken file must not cover the page. */
const MAX_WIDTH = 400
/** Places further out than this are damage, not ink. */
const MAX_COORDINATE = 100_000

/** A growing list of x, y pairs, reused for every stroke of a page. */
type Side = { values: Float32Array; length: number }
type Spine = { x: Float32Array; y: Float32Array; half: Float32Array; count: number }

/**
 * Makes a function that turns strokes into filled shapes. It keeps working memory between calls, so
 * use one per page. Cost and result are linear in the number of points: at most two corners a point,
 * plus one bounded arc at each sharp turn and end.
 */
export function createOutliner(): (input: OutlineInput) => Outline | undefined {
  const left: Side = { values: new Float32Array(4096), length: 0 }
  const right: Side = { values: new Float32Array(4096), length: 0 }
  let spine: Spine = spineOf(1024)
  return (input) => {
    if (input.points.count > spine.x.length) spine = spineOf(input.points.count)
    left.length = 0
    right.length = 0
    readSpine(spine, input)
    if (spine.count === 0) return undefined
    if (spine.count === 1) traceDot(left, spine)
    else traceSides({ spine, left, right, cap: input.pen.cap })
    return joinSides(left, right)
  }
}

function spineOf(capacity: number): Spine {
  return { x: new Float32Array(capacity), y: new Float32Array(capacity), half: new Float32Array(capacity), count: 0 }
}

/** Keeps the points that can be seen, moved to their place on the page, with half the width at each. */
function readSpine(spine: Spine, { points, pen, dx, dy }: OutlineInput): void {
  let count = 0
  let lastX = Infinity
  let lastY = Infinity
  for (let i = 0; i < points.count; i++) {
    const x = points.x[i]! + dx
    const y = points.y[i]! + dy
    // Written so that NaN fails it too.
    if (!(Math.abs(x) < MAX_COORDINATE && Math.abs(y) < MAX_COORDINATE)) continue
    const width = points.width[i]! * pen.factor + pen.extra
    const half = width > MIN_WIDTH ? Math.min(width, MAX_WIDTH) / 2 : MIN_WIDTH / 2
    if (Math.abs(x - lastX) + Math.abs(y - lastY) < MIN_STEP) {
      spine.half[count - 1] = Math.max(spine.half[count - 1]!, half)
      continue
    }
    spine.x[count] = lastX = x
    spine.y[count] = lastY = y
    spine.half[count++] = half
  }
  spine.count = count
}

function traceDot(side: Side, spine: Spine): void {
  const half = spine.half[0]!
  addArc(side, { x: spine.x[0]!, y: spine.y[0]!, fromX: half, fromY: 0, angle: 2 * Math.PI })
}

type Trace = { spine: Spine; left: Side; right: Side; cap: Pen['cap'] }

/** Walks the spine once and lays down both edges; the right one is read backwards when they are joined. */
function traceSides({ spine, left, right, cap }: Trace): void {
  const { x, y, half, count } = spine
  let ux = 0
  let uy = 0
  let before = 0
  for (let i = 0; i < count; i++) {
    const isLast = i === count - 1
    let vx = ux
    let vy = uy
    let after = before
    if (!isLast) {
      vx = x[i + 1]! - x[i]!
      vy = y[i + 1]! - y[i]!
      after = Math.sqrt(vx * vx + vy * vy)
      vx /= after
      vy /= after
    }
    const h = half[i]!
    if (i === 0) {
      addPair(left, x[0]! + vy * h, y[0]! - vx * h)
      addPair(right, x[0]! - vy * h, y[0]! + vx * h)
    } else if (isLast) {
      addPair(left, x[i]! + uy * h, y[i]! - ux * h)
      if (cap === 'round') addArc(left, { x: x[i]!, y: y[i]!, fromX: uy * h, fromY: -ux * h, angle: Math.PI })
      addPair(right, x[i]! - uy * h, y[i]! + ux * h)
    } else {
      addJoin({ left, right }, { x: x[i]!, y: y[i]!, h, ux, uy, vx, vy, reach: Math.min(before, after) })
    }
    ux = vx
    uy = vy
    before = after
  }
  if (cap === 'round') closeStart(right, spine)
}

/** The start's cap belongs after the right edge, which is read backwards: so its arc goes in front, turned round. */
function closeStart(right: Side, { x, y, half }: Spine): void {
  const dx = x[1]! - x[0]!
  const dy = y[1]! - y[0]!
  const scale = half[0]! / Math.sqrt(dx * dx + dy * dy)
  const cap: Side = { values: new Float32Array(2 * MAX_ARC_STEPS), length: 0 }
  addArc(cap, { x: x[0]!, y: y[0]!, fromX: dy * scale, fromY: -dx * scale, angle: -Math.PI })
  const { length } = cap
  reserve(right, length)
  right.values.copyWithin(length, 0, right.length)
  right.values.set(cap.values.subarray(0, length))
  right.length += length
}

type Corner = { x: number; y: number; h: number; ux: number; uy: number; vx: number; vy: number; reach: number }

/**
 * Gentle turns share one pair of corners. A turn too sharp for that gets an arc outside and passes through
 * the spine inside, so that every part of the shape winds the same way and the nonzero rule leaves no hole.
 */
function addJoin({ left, right }: { left: Side; right: Side }, corner: Corner): void {
  const { x, y, h, ux, uy, vx, vy, reach } = corner
  const cross = ux * vy - uy * vx
  const dot = ux * vx + uy * vy
  // |cross| / (1 + dot) is the tangent of half the turn.
  if (dot > 0.8 && h * Math.abs(cross) < reach * (1 + dot)) {
    const scale = h / Math.sqrt(2 + 2 * dot)
    const nx = (uy + vy) * scale
    const ny = -(ux + vx) * scale
    addPair(left, x + nx, y + ny)
    addPair(right, x - nx, y - ny)
    return
  }
  const turn = Math.atan2(cross, dot)
  const outer = turn > 0 ? left : right
  const inner = turn > 0 ? right : left
  const side = turn > 0 ? 1 : -1
  const fromX = side * uy * h
  const fromY = -side * ux * h
  addPair(outer, x + fromX, y + fromY)
  addArc(outer, { x, y, fromX, fromY, angle: turn })
  addPair(outer, x + side * vy * h, y - side * vx * h)
  addPair(inner, x - fromX, y - fromY)
  addPair(inner, x, y)
  addPair(inner, x - side * vy * h, y + side * vx * h)
}

type Arc = { x: number; y: number; fromX: number; fromY: number; angle: number }

/** Adds the corners between the two ends of an arc; `from` is the vector from the middle to its start. */
function addArc(side: Side, { x, y, fromX, fromY, angle }: Arc): void {
  const radius = Math.sqrt(fromX * fromX + fromY * fromY)
  const widest = 2 * Math.acos(Math.max(0, 1 - ARC_TOLERANCE / radius))
  const steps = Math.min(MAX_ARC_STEPS, Math.ceil(Math.abs(angle) / widest))
  const step = angle / steps
  const cos = Math.cos(step)
  const sin = Math.sin(step)
  let vx = fromX
  let vy = fromY
  for (let i = 1; i < steps; i++) {
    const turned = vx * cos - vy * sin
    vy = vx * sin + vy * cos
    vx = turned
    addPair(side, x + vx, y + vy)
  }
}

function addPair(side: Side, x: number, y: number): void {
  if (side.length + 2 > side.values.length) reserve(side, 2)
  side.values[side.length] = x
  side.values[side.length + 1] = y
  side.length += 2
}

function reserve(side: Side, more: number): void {
  if (side.length + more <= side.values.length) return
  const grown = new Float32Array(2 * (side.values.length + more))
  grown.set(side.values)
  side.values = grown
}

function joinSides(left: Side, right: Side): Outline {
  const outline = new Float32Array(left.length + right.length)
  outline.set(left.values.subarray(0, left.length))
  let at = left.length
  for (let i = right.length - 2; i >= 0; i -= 2) {
    outline[at++] = right.values[i]!
    outline[at++] = right.values[i + 1]!
  }
  return { outline, bounds: boundsOf(outline) }
}

/** The smallest rectangle around x, y pairs. */
function boundsOf(pairs: Float32Array): Rect {
  let minX = Infinity
  let minY = Infinity
  let maxX = -Infinity
  let maxY = -Infinity
  for (let i = 0; i < pairs.length; i += 2) {
    const x = pairs[i]!
    const y = pairs[i + 1]!
    if (x < minX) minX = x
    if (x > maxX) maxX = x
    if (y < minY) minY = y
    if (y > maxY) maxY = y
  }
  return { x: minX, y: minY, width: maxX - minX, height: maxY - minY }
}

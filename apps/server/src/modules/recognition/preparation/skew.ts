import { eachInkPixel, type Grey } from './grey.ts'

/** Steeper pages are taken for what they are: a page held sideways is a matter of orientation, not of skew. */
const maxSkewDegrees = 8
/** Turning costs sharpness, so less than this is left alone. */
const minSkewDegrees = 0.25
/** How much sharper the rows have to become before a turn is believed. */
const minGain = 1.08
const maxInkPixels = 60_000
const coarseStep = 0.5
const fineStep = 0.1

/**
 * How far lines of text run down to the right, in degrees (clockwise positive); 0 when unsure. Shears the
 * ink by each candidate angle and keeps the one whose row profile has the sharpest edges (projection
 * profile, Postl 1986). Wants a picture of about 1,000 pixels in width.
 */
export function estimateSkew(grey: Grey): number {
  const ink = inkOf(grey)
  if (ink.xs.length < 50) return 0
  const level = sharpness(ink, 0)
  const coarse = best(ink, { from: -maxSkewDegrees, to: maxSkewDegrees, step: coarseStep })
  const fine = best(ink, { from: coarse.angle - coarseStep, to: coarse.angle + coarseStep, step: fineStep })
  const isBelieved = Math.abs(fine.angle) >= minSkewDegrees && fine.score > level * minGain
  return isBelieved ? fine.angle : 0
}

type Ink = { xs: Float32Array; ys: Float32Array; height: number; width: number }

function inkOf(grey: Grey): Ink {
  const points: number[] = []
  eachInkPixel(grey, (x, y) => {
    points.push(x, y)
  })
  const count = points.length / 2
  const stride = Math.max(1, Math.ceil(count / maxInkPixels))
  const kept = Math.floor(count / stride)
  const at = (index: number, part: 0 | 1): number => points[index * stride * 2 + part] ?? 0
  return {
    xs: Float32Array.from({ length: kept }, (_, index) => at(index, 0)),
    ys: Float32Array.from({ length: kept }, (_, index) => at(index, 1)),
    height: grey.height,
    width: grey.width,
  }
}

function best(ink: Ink, range: { from: number; to: number; step: number }): { angle: number; score: number } {
  const count = Math.round((range.to - range.from) / range.step) + 1
  const tried = Array.from({ length: count }, (_, index) => {
    const angle = Math.round((range.from + index * range.step) * 1000) / 1000
    return { angle, score: sharpness(ink, angle) }
  })
  return tried.reduce((winner, next) => (next.score > winner.score ? next : winner))
}

function sharpness(ink: Ink, degrees: number): number {
  const slope = Math.tan((degrees * Math.PI) / 180)
  const shift = Math.ceil(Math.abs(slope) * ink.width)
  const rows = new Float32Array(ink.height + 2 * shift + 2)
  for (let at = 0; at < ink.xs.length; at += 1) {
    const row = Math.round((ink.ys[at] ?? 0) - slope * (ink.xs[at] ?? 0)) + shift
    rows[row] = (rows[row] ?? 0) + 1
  }
  let score = 0
  for (let row = 1; row < rows.length; row += 1) score += ((rows[row] ?? 0) - (rows[row - 1] ?? 0)) ** 2
  return score
}

import { eachInkPixel, type Grey } from './grey.ts'

/** A picture this many times taller than wide is a scrolled page, which is read piece by piece rather than made small. */
const LONG_FROM_RATIO = 2
/** Where no row is free of ink, neighbours share this part of the tallest stretch, so that each line is whole in one. */
const OVERLAP_SHARE = 0.08
/** A cut is looked for this far around the place that would make all stretches equal. */
const SEARCH_SHARE = 0.3

/** A stretch of a tall picture; all as fractions of its height. */
export type Stretch = {
  /** What is cut out of the picture. */
  top: number
  bottom: number
  /** Lines whose middle lies here are this stretch's own: what two stretches show is read by one of them. */
  from: number
  to: number
}

type Tall = { width: number; height: number; thumb: Grey }

/** Whether a picture has to be cut, since it would have to be shrunk for its height alone. */
export function isTooTall({ width, height }: Pick<Tall, 'width' | 'height'>, tallest: number): boolean {
  return height > tallest && height >= width * LONG_FROM_RATIO
}

/**
 * Cuts a tall picture into stretches of at most `tallest` pixels, where there is no ink if possible. Stretches without
 * any ink are left out.
 */
export function cutStretches({ height, thumb }: Tall, tallest: number): Stretch[] {
  const ink = inkByRow(thumb)
  // A pixel less, so that rounding never makes a stretch taller than was allowed.
  const rowsMax = Math.max(1, Math.floor(((tallest - 1) / height) * ink.length))
  const overlap = Math.floor(rowsMax * OVERLAP_SHARE)
  const cuts = cutRows(ink, Math.max(1, rowsMax - overlap))
  return cuts
    .slice(1)
    .map((end, index) => between({ start: cuts[index] ?? end, end, overlap }))
    .filter((rows) => ink.slice(rows.top, rows.bottom).some((count) => count > 0))
    .map((rows) => asFractions(rows, ink.length))
}

type Cut = { row: number; isClean: boolean }

/** Every place between two stretches, with both ends of the picture. */
function cutRows(ink: readonly number[], reach: number): Cut[] {
  const cuts: Cut[] = [{ row: 0, isClean: true }]
  for (let top = 0; ink.length - top > reach;) {
    const left = ink.length - top
    const count = Math.ceil(left / reach)
    const ideal = top + left / count
    const last = top + Math.max(1, Math.min(reach, Math.ceil((left / count) * (1 + SEARCH_SHARE))))
    // A cut before this would make one stretch more, which is worth it only where nothing else is free of ink.
    const soonest = top + Math.max(1, left - (count - 1) * reach)
    const first = top + Math.max(1, Math.floor((left / count) * (1 - SEARCH_SHARE)))
    const cut =
      gapNear(ink, { first: Math.max(first, soonest), last, ideal }) ??
      gapNear(ink, { first, last, ideal }) ??
      leastInked(ink, { first, last })
    cuts.push(cut)
    top = cut.row
  }
  return [...cuts, { row: ink.length, isClean: true }]
}

type Search = { first: number; last: number }

/** The middle of the widest gap between lines; of those as wide, the one nearest to the ideal place. */
function gapNear(ink: readonly number[], { first, last, ideal }: Search & { ideal: number }): Cut | undefined {
  let best: { row: number; rows: number } | undefined
  for (let row = first, from = first; row <= last; row += 1) {
    if ((ink[row] ?? 0) > 0) from = row + 1
    else if (row === last || (ink[row + 1] ?? 0) > 0) {
      const gap = { row: Math.floor((from + row + 1) / 2), rows: row + 1 - from }
      const isNearer = Math.abs(gap.row - ideal) < Math.abs((best?.row ?? Infinity) - ideal)
      if (gap.rows > (best?.rows ?? 0) || (gap.rows === best?.rows && isNearer)) best = gap
    }
  }
  return best && { row: best.row, isClean: true }
}

function leastInked(ink: readonly number[], { first, last }: Search): Cut {
  let row = first
  for (let at = first; at <= last; at += 1) if ((ink[at] ?? 0) < (ink[row] ?? 0)) row = at
  return { row, isClean: false }
}

function between({ start, end, overlap }: { start: Cut; end: Cut; overlap: number }): Stretch {
  const half = Math.floor(overlap / 2)
  return {
    top: start.isClean ? start.row : Math.max(0, start.row - half),
    bottom: end.isClean ? end.row : end.row + half,
    from: start.row,
    to: end.row,
  }
}

function asFractions({ top, bottom, from, to }: Stretch, rows: number): Stretch {
  return { top: top / rows, bottom: Math.min(1, bottom / rows), from: from / rows, to: to / rows }
}

function inkByRow(grey: Grey): number[] {
  const counts = Array.from({ length: grey.height }, () => 0)
  eachInkPixel(grey, (_, y) => {
    counts[y] = (counts[y] ?? 0) + 1
  })
  return counts
}

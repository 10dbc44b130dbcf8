import type { Rect } from '@kinfolio/rm-format'

/** Side of the square that repeats over the page, in page units; it starts at the page's origin, as paper would. */
export const GRAIN_TILE = 36
/** Grains are squares of this side: the tablet's are one to two pixels. */
const CELL = 1.5
const CELLS = GRAIN_TILE / CELL
/** How many darknesses there are; the last one is solid ink and needs no grain. */
export const GRAIN_STEPS = 16

/** How much of the paper ink of a step covers, 0 to 1. */
export function coverageOf(step: number): number {
  return step / GRAIN_STEPS
}

/** The step that covers about this much; undefined where the ink is solid. Something is always left to be seen. */
export function grainOf(coverage: number): number | undefined {
  const step = Math.max(1, Math.round(coverage * GRAIN_STEPS))
  return step < GRAIN_STEPS ? step : undefined
}

const known = new Map<number, Rect[]>()

/**
 * What is inked of one tile, as rectangles. A darker step has all grains of a lighter one and more, so that strokes
 * that cross are no darker than the darker of them, as on the tablet.
 */
export function grainRects(step: number): Rect[] {
  const rects = known.get(step) ?? rowsOf(step)
  known.set(step, rects)
  return rects
}

function rowsOf(step: number): Rect[] {
  const inked = new Set(cellsInOrder().slice(0, Math.round(coverageOf(step) * CELLS * CELLS)))
  const rects: Rect[] = []
  for (let row = 0; row < CELLS; row++) {
    for (let column = 0; column < CELLS; column++) {
      if (!inked.has(row * CELLS + column)) continue
      const from = column
      while (column + 1 < CELLS && inked.has(row * CELLS + column + 1)) column++
      rects.push({ x: from * CELL, y: row * CELL, width: (column + 1 - from) * CELL, height: CELL })
    }
  }
  return rects
}

let order: number[] | undefined

/** The cells of a tile, first inked first: noise whose grains keep apart, so that thin strokes of faint ink stay one line. */
function cellsInOrder(): number[] {
  if (order !== undefined) return order
  const noise = Array.from({ length: CELLS * CELLS }, (_, cell) => noiseAt(cell))
  const around = (cell: number): number => {
    const [row, column] = [Math.floor(cell / CELLS), cell % CELLS]
    const at = (r: number, c: number): number => noise[((r + CELLS) % CELLS) * CELLS + ((c + CELLS) % CELLS)] ?? 0
    return at(row - 1, column) + at(row + 1, column) + at(row, column - 1) + at(row, column + 1)
  }
  const tooth = noise.map((value, cell) => value - around(cell) / 6)
  order = Array.from(noise.keys()).toSorted((a, b) => (tooth[b] ?? 0) - (tooth[a] ?? 0) || a - b)
  return order
}

/** A number from 0 to 1 that looks like chance and is always the same (the finaliser of MurmurHash3). */
function noiseAt(cell: number): number {
  let hash = cell + 1
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 0xffffffff
}

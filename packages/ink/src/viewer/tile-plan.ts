import type { Rect } from '@kinfolio/rm-format'

/** Side of a tile in pixels of the screen: about a dozen cover a window, and each is painted in a few milliseconds. */
export const TILE_PX = 512
/** Tiles paint this many pixels of their neighbours, so that no gap shows where two meet at a fraction of a pixel. */
export const OVERLAP_PX = 1
/** Tiles are made at every √2 of magnification, so that they are shown at 71 to 100 % of their pixels: never blurred. */
const LEVELS_PER_DOUBLING = 2
const LEVEL_MIN = -12
const LEVEL_MAX = 12
/** The longest side of the overview in pixels; it is always kept, so that what is not painted yet is seen blurred. */
const OVERVIEW_PX = 1_024

/** A tile's place: `level` says its scale, `column` and `row` count from the upper left corner of the page. */
export type Tile = { level: number; column: number; row: number }

/** Pixels of the tile per page unit. */
export function scaleOf(level: number): number {
  return 2 ** (level / LEVELS_PER_DOUBLING)
}

/** The lowest level that has at least as many pixels as the screen shows. */
export function levelFor(pixelsPerUnit: number): number {
  const level = Math.ceil(LEVELS_PER_DOUBLING * Math.log2(pixelsPerUnit) - 1e-6)
  return Math.min(LEVEL_MAX, Math.max(LEVEL_MIN, level))
}

export function overviewLevel({ width, height }: { width: number; height: number }): number {
  const level = Math.floor(LEVELS_PER_DOUBLING * Math.log2(OVERVIEW_PX / Math.max(width, height)))
  return Math.min(LEVEL_MAX, Math.max(LEVEL_MIN, level))
}

/** Where a tile lies on the page, without its overlap, in page units. */
export function rectOf({ level, column, row }: Tile, frame: Rect): Rect {
  const side = TILE_PX / scaleOf(level)
  return { x: frame.x + column * side, y: frame.y + row * side, width: side, height: side }
}

/** A box in shares of the page as a rectangle in page units. */
export function onPage(box: Rect, { x, y, width, height }: Rect): Rect {
  return { x: x + box.x * width, y: y + box.y * height, width: box.width * width, height: box.height * height }
}

/** The tiles of a level that meet a part of the page, those in the middle of it first. */
export function tilesOver(part: Rect, { frame, level }: { frame: Rect; level: number }): Tile[] {
  const side = TILE_PX / scaleOf(level)
  const tiles: (Tile & { away: number })[] = []
  const [left, right] = along([part.x - frame.x, part.width], { length: frame.width, side })
  const [top, bottom] = along([part.y - frame.y, part.height], { length: frame.height, side })
  const middle = { x: (part.x + part.width / 2 - frame.x) / side, y: (part.y + part.height / 2 - frame.y) / side }
  for (let row = top; row <= bottom; row++)
    for (let column = left; column <= right; column++) {
      const away = Math.hypot(column + 0.5 - middle.x, row + 0.5 - middle.y)
      tiles.push({ level, column, row, away })
    }
  return tiles.sort((a, b) => a.away - b.away).map(({ away: _, ...tile }) => tile)
}

/** First and last tile along one side; none when the part lies off the page. */
function along([from, size]: [number, number], { length, side }: { length: number; side: number }): [number, number] {
  if (from >= length || from + size <= 0) return [0, -1]
  const last = Math.ceil(length / side) - 1
  return [Math.max(0, Math.floor(from / side)), Math.min(last, Math.ceil((from + size) / side) - 1)]
}

export function keyOf({ level, column, row }: Tile): string {
  return `${level}/${column}/${row}`
}

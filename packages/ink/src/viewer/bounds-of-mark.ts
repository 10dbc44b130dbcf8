import type { Rect } from '@kinfolio/rm-format'
import type { Mark } from '../page.ts'

/** Letters reach beyond the box of their line: descenders, slant, and fonts that are not the tablet's. */
const TEXT_REACH = 48

/** A rectangle that holds everything a mark paints, in page units; undefined for a mark that paints nothing. */
export function boundsOfMark(mark: Mark): Rect | undefined {
  switch (mark.kind) {
    case 'outline':
      return mark.bounds
    case 'highlight':
    case 'template':
      return around(mark.rects.flatMap(({ x, y, width, height }) => [x, y, x + width, y + height]))
    case 'shape':
      return around(mark.polygons.flatMap((corners) => Array.from(corners)))
    case 'text':
      return grown(mark.line.rect, TEXT_REACH)
    case 'image':
      return around(cornersOf(mark.matrix))
  }
}

function cornersOf([a, b, c, d, e, f]: readonly [number, number, number, number, number, number]): number[] {
  return [e, f, a + e, b + f, c + e, d + f, a + c + e, b + d + f]
}

/** Of x, y pairs. */
function around(pairs: readonly number[]): Rect | undefined {
  if (pairs.length === 0) return undefined
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let i = 0; i < pairs.length; i += 2) {
    minX = Math.min(minX, pairs[i]!)
    maxX = Math.max(maxX, pairs[i]!)
    minY = Math.min(minY, pairs[i + 1]!)
    maxY = Math.max(maxY, pairs[i + 1]!)
  }
  return { x: minX, y: minY, width: maxX - minX, height: maxY - minY }
}

function grown({ x, y, width, height }: Rect, by: number): Rect {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by }
}

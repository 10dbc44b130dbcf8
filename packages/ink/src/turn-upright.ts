import type { Rect } from '@kinfolio/rm-format'
import type { Mark } from './page.ts'

/** Half the width of the first tablets' screen, and its height: what lies on its side lies there (facts §2.2). */
const HALF_WIDTH = 702
const HEIGHT = 1872

/**
 * Turns a stroke by a quarter, clockwise: tablets held sideways stored their ink as the upright screen saw it, with
 * lines of writing running upwards (proved by the tablet's own picture of a landscape page in the corpus, rm2pdf).
 * Other marks stay: such pages have neither typed text nor pictures, and highlights count on the source as it is seen.
 */
export function turnUpright(mark: Mark): Mark {
  if (mark.kind !== 'outline') return mark
  return { ...mark, outline: turned(mark.outline), bounds: turnedRect(mark.bounds) }
}

function turned(outline: Float32Array): Float32Array {
  const result = new Float32Array(outline.length)
  for (let i = 0; i < outline.length; i += 2) {
    result[i] = HEIGHT / 2 - outline[i + 1]!
    result[i + 1] = outline[i]! + HALF_WIDTH
  }
  return result
}

function turnedRect({ x, y, width, height }: Rect): Rect {
  return { x: HEIGHT / 2 - y - height, y: x + HALF_WIDTH, width: height, height: width }
}

import type { Rect } from '@kinfolio/rm-format'
import type { ImageMark, Mark } from './page.ts'

export type Extent = { left: number; right: number; top: number; bottom: number }

/** The smallest rectangle around everything that was written, set or placed; undefined where nothing was. */
export function extentOf(marks: readonly Mark[]): Extent | undefined {
  let extent: Extent | undefined
  const grow = ({ x, y, width, height }: Rect): void => {
    extent ??= { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity }
    extent.left = Math.min(extent.left, x)
    extent.right = Math.max(extent.right, x + width)
    extent.top = Math.min(extent.top, y)
    extent.bottom = Math.max(extent.bottom, y + height)
  }
  for (const mark of marks) boxesOf(mark).forEach(grow)
  return extent
}

function boxesOf(mark: Mark): readonly Rect[] {
  switch (mark.kind) {
    case 'outline':
      return [mark.bounds]
    case 'text':
      return [mark.line.rect]
    case 'highlight':
      return mark.rects
    case 'image':
      return [boxOf(mark)]
    default:
      // Paper is as large as the page, and boxes and lines of lists stand beside their text.
      return []
  }
}

/** Of a picture that may be turned or slanted. */
function boxOf({ matrix: [a, b, c, d, e, f] }: ImageMark): Rect {
  const x = e + Math.min(0, a) + Math.min(0, c)
  const y = f + Math.min(0, b) + Math.min(0, d)
  return { x, y, width: Math.abs(a) + Math.abs(c), height: Math.abs(b) + Math.abs(d) }
}

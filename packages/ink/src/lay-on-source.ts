import type { Rect } from '@kinfolio/rm-format'
import type { Page } from './page.ts'

/**
 * EPUBs have no pages of their own. This layout, in points, is like the tablet's own conversion; counting, drawing and
 * exporting must share it, or page numbers would mean different text.
 */
export const EPUB_LAYOUT = { width: 445, height: 594, fontSize: 12 }

/** Longest edge of a picture as a page, in page units; a larger one is shown smaller, never a smaller one larger. */
export const PICTURE_EDGE_MAX = 3_000

/**
 * The page of a source document under the ink: its size in page units (a PDF point is 227/72 of one), centred in x and
 * at the top, as the tablet shows it. Without a picture it gives the page its frame only.
 */
export type SourcePage = { width: number; height: number; picture?: Uint8Array | undefined }

/**
 * Lays a page's ink on its source. The source is the paper then, whatever paper the scene names, and ink beyond it
 * enlarges the page.
 */
export function layOnSource(page: Page, { width, height, picture }: SourcePage): Page {
  const under: Rect = { x: -width / 2, y: 0, width, height }
  const inks = page.marks.flatMap((mark) => (mark.kind === 'outline' ? [mark.bounds] : []))
  // Reduced and not spread: a page may hold more strokes than a call takes arguments.
  const [left, top, right, bottom] = [under, ...inks].reduce<[number, number, number, number]>(
    ([x0, y0, x1, y1], box) => [
      Math.min(x0, box.x),
      Math.min(y0, box.y),
      Math.max(x1, box.x + box.width),
      Math.max(y1, box.y + box.height),
    ],
    [Infinity, Infinity, -Infinity, -Infinity],
  )
  const framed = { ...page, left, top, width: right - left, height: bottom - top }
  if (picture === undefined) return framed
  const matrix = [width, 0, 0, height, under.x, under.y] as const
  const mark = { kind: 'image', layer: 0, image: 'source', fileName: 'source', bytes: picture, matrix } as const
  return { ...framed, marks: [mark, ...page.marks] }
}

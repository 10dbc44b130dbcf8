import type { Rect, Scene } from '@kinfolio/rm-format'
import { extentOf } from './extent.ts'
import type { Page } from './page.ts'
import { POINTS_PER_UNIT } from './pdf-operators.ts'

/**
 * EPUBs have no pages of their own. This layout, in points, is like the tablet's own conversion; counting, drawing and
 * exporting must share it, or page numbers would mean different text.
 */
export const EPUB_LAYOUT = { width: 445, height: 594, fontSize: 12 }

/** Longest edge of a picture as a page, in page units; a larger one is shown smaller, never a smaller one larger. */
export const PICTURE_EDGE_MAX = 3_000

/** Ink further from the middle of the upper edge is damage; a source may well be larger. */
const INK_REACH = 15_000

/** Screens of the first tablets, to which pages before version 6 were fitted. */
const SCREEN = { width: 1404, height: 1872 }
const FIRST_VERSION_IN_INCHES = 6

export type SourceSize = { widthPoints: number; heightPoints: number }
/** What decides where a source lies: the version of the page's own file, and how its document is held. */
export type SourceView = { version: Scene['version']; isLandscape?: boolean | undefined }

/**
 * Where a page of a PDF or EPUB lies under the ink, in page units. Since version 6 an inch is 227 units, and the page is
 * centred in x (measured by others over many documents). Before, it filled as much of the screen as it could from the
 * upper left corner (measured on five pictures that tablets made of their own pages: corpus, rm2pdf).
 */
export function placeOfSource({ widthPoints, heightPoints }: SourceSize, view: SourceView): Rect {
  if (view.version >= FIRST_VERSION_IN_INCHES) {
    const width = widthPoints / POINTS_PER_UNIT
    return { x: -width / 2, y: 0, width, height: heightPoints / POINTS_PER_UNIT }
  }
  const across = view.isLandscape ? SCREEN.height : SCREEN.width
  const down = view.isLandscape ? SCREEN.width : SCREEN.height
  const unitsPerPoint = Math.min(across / widthPoints, down / heightPoints)
  return { x: -across / 2, y: 0, width: widthPoints * unitsPerPoint, height: heightPoints * unitsPerPoint }
}

/** The page of a source under the ink, in page units. Without a picture it gives the page its frame only. */
export type SourcePage = { rect: Rect; picture?: Uint8Array | undefined }

/**
 * Lays a page's ink on its source. The source is the paper then, whatever paper the scene names, and ink beyond it
 * enlarges the page.
 */
export function layOnSource(page: Page, { rect: under, picture }: SourcePage): Page {
  const ink = extentOf(page.marks)
  const left = Math.min(under.x, Math.max(ink?.left ?? Infinity, -INK_REACH))
  const top = Math.min(under.y, Math.max(ink?.top ?? Infinity, -INK_REACH))
  const right = Math.max(under.x + under.width, Math.min(ink?.right ?? -Infinity, INK_REACH))
  const bottom = Math.max(under.y + under.height, Math.min(ink?.bottom ?? -Infinity, INK_REACH))
  const framed = { ...page, left, top, width: right - left, height: bottom - top }
  if (picture === undefined) return framed
  const matrix = [under.width, 0, 0, under.height, under.x, under.y] as const
  const mark = { kind: 'image', layer: 0, image: 'source', fileName: 'source', bytes: picture, matrix } as const
  return { ...framed, marks: [mark, ...page.marks] }
}

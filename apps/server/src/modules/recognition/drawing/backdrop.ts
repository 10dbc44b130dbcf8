import { PICTURE_EDGE_MAX } from '@kinfolio/ink'
import type { Rect } from '@kinfolio/rm-format'

/** Longest edge of a source page as it lies under the ink, in pixels; pictures have a pixel for each page unit. */
export const BACKDROP_EDGE_MAX_PX = PICTURE_EDGE_MAX
export const JPEG_QUALITY = 85

/** A source page as a picture, where it lies on the tablet's page, and the words it holds. */
export type Backdrop = {
  bytes: Uint8Array
  /** In page units. */
  rect: Rect
  words: SourceLine[]
}

/** A printed line of the source, boxes in page units. */
export type SourceLine = { text: string; box: Rect; words: { text: string; box: Rect }[] }

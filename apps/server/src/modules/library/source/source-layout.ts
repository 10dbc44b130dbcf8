/** Page units per PDF point: the tablet shows PDFs at 227 units an inch (facts: measured on PDF-backed pages). */
export const UNITS_PER_POINT = 227 / 72

/**
 * EPUBs have no pages of their own. This layout, in points, is like the tablet's own conversion; counting, drawing and
 * exporting must share it, or page numbers would mean different text.
 */
export const EPUB_LAYOUT = { width: 445, height: 594, fontSize: 12 }

/** Longest edge of a picture as a page, in page units. */
export const PICTURE_EDGE_MAX = 3_000

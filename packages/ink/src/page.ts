import type { Rect } from '@kinfolio/rm-format'

/**
 * A page laid out for drawing: every output (SVG, canvas, PDF, hit testing) reads the same marks, so that
 * a stroke lies on the same spot everywhere. All lengths are page units, which are pixels at native size.
 */
export type Page = {
  /** x of the left edge; −702 on the usual paper, since x is zero in the middle of the page. */
  left: number
  /** y of the upper edge; zero unless ink lies above it. */
  top: number
  width: number
  height: number
  /** Bottom to top. */
  marks: Mark[]
  /** Lines of typed text, in reading order, also when they are not drawn (`only: 'ink'`). */
  text: TextLine[]
  /** What could not be drawn as the file wanted it, one sentence each. */
  problems: string[]
}

export type Mark = OutlineMark | HighlightMark | TextMark | ShapeMark | ImageMark | TemplateMark

export type Blend = 'normal' | 'darken'

/** One stroke as a filled shape. Fill it with the nonzero rule. */
export type OutlineMark = {
  kind: 'outline'
  /** Index in `scene.layers`. */
  layer: number
  /** Index over all strokes of the scene in scene order, hidden and erased ones counted too. */
  strokeIndex: number
  tool: number
  /** `#rrggbb`. */
  colour: string
  opacity: number
  blend: Blend
  /** Of pencils and brushes: the ink is grains that cover this many sixteenths of the paper. Absent where it is solid. */
  grain?: number | undefined
  /** x, y, x, y, … of one closed polygon. */
  outline: Float32Array
  bounds: Rect
}

/** Highlighted text of the source document. */
export type HighlightMark = {
  kind: 'highlight'
  layer: number
  colour: string
  opacity: number
  blend: Blend
  rects: Rect[]
  text: string
}

export type TextMark = { kind: 'text'; line: TextLine }

/** A part of the typed text that is no letter: a checkbox or the stroke through a done line. */
export type ShapeMark = { kind: 'shape'; colour: string; polygons: Float32Array[] }

/** A picture on the page: the unit square (0,0)–(1,1) of the picture goes through `matrix` (a b c d e f, as in SVG). */
export type ImageMark = {
  kind: 'image'
  layer: number
  image: string
  fileName: string
  bytes: Uint8Array | undefined
  matrix: readonly [number, number, number, number, number, number]
}

/** The preprinted lines, grid or dots of the paper. */
export type TemplateMark = { kind: 'template'; colour: string; rects: Rect[] }

export type Font = { family: 'serif' | 'sans'; sizePx: number; weight: number; isItalic: boolean }

/** A word of one line in one font, with the spaces after it. `x` and `width` are where the tablet puts it; outputs stretch their font to that. */
export type TextRun = { text: string; x: number; width: number; font: Font }

export type TextWord = { text: string; rect: Rect }

export type TextLine = {
  /** Index in `scene.text.paragraphs`. */
  paragraph: number
  /** The tablet's style number. */
  style: number
  text: string
  baseline: number
  rect: Rect
  runs: TextRun[]
  words: TextWord[]
  isStruckThrough: boolean
}

/** Width in page units of a text in a font. */
export type Measure = (text: string, font: Font) => number

export type LayoutOptions = {
  /** The tablet's template name, e.g. `P Grid medium`. */
  template?: string | undefined
  /** Indices in `scene.layers` to leave out, besides those hidden in the file. */
  hiddenLayers?: ReadonlySet<number> | undefined
  /** `ink`: strokes only, as a reader of handwriting wants them: pencils solid. The page size stays the same. */
  only?: 'ink' | undefined
  /**
   * The document is set to landscape. Tablets before version 6 kept its ink lying on its side; it is turned upright.
   * Landscape pages of version 6 are drawn as they are stored, as far as is known.
   */
  isLandscape?: boolean | undefined
  /** How wide text is; a table of the tablet's own letters' widths when absent. */
  measure?: Measure | undefined
}

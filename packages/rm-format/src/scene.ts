/**
 * The scene: what one page of a tablet shows, whatever file version it came from.
 *
 * Coordinates are page units (about 1/227 inch), y grows downwards from the top edge. x is zero in the
 * middle of the page; version 3 and 5 files, whose origin is the left edge, are shifted when they are read.
 */
export type Scene = {
  /** The number in the file's header. */
  version: FormatVersion
  /** Paper size in page units, when the file tells it; otherwise 1404 × 1872 is meant. */
  paper: PaperSize | undefined
  /** Bottom to top, as they are drawn. */
  layers: Layer[]
  /** Typed text. A page has one text at most. */
  text: TypedText | undefined
  /** Pictures that image items point to, by their uuid. */
  images: ReadonlyMap<string, ImageSource>
  /** Settings of the page that change its picture; undefined where the file says nothing. */
  settings: PageSettings
}

/**
 * Versions 3 (firmware before 1.8), 5 (1.8 to 2.15) and 6 (3.0 and later) are the tablet's. Version 4 is known from one
 * file only, which a program made.
 */
export type FormatVersion = 3 | 4 | 5 | 6
/** Page units. Known papers: 1404 × 1872, 1620 × 2160 (Paper Pro), 820.3 × 1458.3 (Move); measured over 224 files. */
export type PaperSize = { width: number; height: number }
/** From the scene info block, which files have since firmware 3.4. */
export type PageSettings = {
  isBackgroundVisible: boolean | undefined
  isRootDocumentVisible: boolean | undefined
  /** The part of an enlarged page that holds content: x, y, width, height in page units. */
  contentRect: Rect | undefined
  /** Preferred text column: 0 narrow (740 wide), 1 medium (936), 2 wide (1152). */
  preferredLayout: number | undefined
}

export type Rect = { x: number; y: number; width: number; height: number }

/** A position in a replicated sequence. `counter` may exceed 32 bits, never 2^53. */
export type CrdtId = { author: number; counter: number }

/** A layer. In version 3 to 5 its id counts the layers and strokes of the file, since none is stored. */
export type Layer = { kind: 'layer'; id: CrdtId; label: string; isVisible: boolean; items: SceneItem[] }

/** A group inside a layer. With an anchor it moves with a character of the typed text. */
export type Group = {
  kind: 'group'
  id: CrdtId
  label: string
  isVisible: boolean
  anchor: Anchor | undefined
  items: SceneItem[]
}

/**
 * `character` may be one of the sentinels TOP (2^48 − 2) and BOTTOM (2^48 − 1). `type` is 1 for ink on the text itself, with
 * threshold 0, else 2, with 35.75 or 67.03 (measured over 807 groups); the line is the same for both (on one pair).
 */
export type Anchor = { character: CrdtId; type: number; threshold: number; originX: number }

/** Order in a list is order of drawing: later ones cover earlier ones. */
export type SceneItem = Group | Stroke | GlyphHighlight | PlacedImage

export type Stroke = {
  kind: 'stroke'
  id: CrdtId
  /** The tablet's tool number, see `tools.ts`. */
  tool: number
  /** The tablet's colour number, see `tools.ts`; 9 means that `argb` holds the colour. */
  colour: number
  /** 0xAARRGGBB, where the file stores an own colour. */
  argb: number | undefined
  /** Pen size that was chosen. The widths of the points hold it already (measured over 23,323 strokes). */
  thickness: number
  points: Points
  /** Milliseconds since 1970 are not stored; this is the replica's id of the writing. */
  writtenBy: CrdtId | undefined
  /** Length that was erased ahead of the first point, in page units; 0 where nothing was. Undefined before version 6. */
  startingLength?: number | undefined
  /** Id of the last move, for strokes that were moved (firmware 3.2 and later). The points are where it left them. */
  movedBy?: CrdtId | undefined
}

/** One array per property, all of the same length. */
export type Points = {
  count: number
  x: Float32Array
  y: Float32Array
  /** Page units per unit of the tablet's clock. */
  speed: Float32Array
  /** Width of the pen's mark in page units. */
  width: Float32Array
  /** Direction of the tilt in radians, 0 to 2π. */
  direction: Float32Array
  /** 0 to 1. */
  pressure: Float32Array
}

/** Highlighted text of a source document. */
export type GlyphHighlight = {
  kind: 'highlight'
  id: CrdtId
  colour: number
  argb: number | undefined
  text: string
  /** Index of the first character in the source page's text, where known. */
  start: number | undefined
  length: number | undefined
  /** One for each line of the marked text. */
  rects: Rect[]
  /** First and last marked character, where typed text was marked, and whether the last one is marked too. */
  firstCharacter?: CrdtId | undefined
  lastCharacter?: CrdtId | undefined
  includesLast?: boolean | undefined
}

export type PlacedImage = {
  kind: 'image'
  id: CrdtId
  /** Names an entry of `Scene.images`. */
  image: string
  /** Four or more corners: position on the page, and place in the picture (u, v from 0 to 1). */
  corners: { x: number; y: number; u: number; v: number }[]
  /** Triangles over `corners`. */
  triangles: number[]
  /** Id of the last move, as for strokes. */
  movedBy?: CrdtId | undefined
}

/** `fileName` names a file in `<document>/<page>/`. No known page holds the bytes themselves. */
export type ImageSource = { fileName: string; bytes: Uint8Array | undefined }

export type TypedText = {
  /** Left end of the text column and top of its first line. */
  x: number
  y: number
  width: number
  paragraphs: Paragraph[]
  /** Deleted characters at the places they had: anchors may still point at them. */
  deleted?: DeletedRun[]
}

/** `count` consecutive ids from `id`, which stood before the `index`-th of `characterIds` of a paragraph. */
export type DeletedRun = { id: CrdtId; count: number; paragraph: number; index: number }

/** A run of text up to a newline. `text` may hold U+2028, a soft break. */
export type Paragraph = {
  /** The tablet's style number, 0 to 11, see `tools.ts`. */
  style: number
  /** Extended style of newer firmware. */
  baseStyle: number | undefined
  properties: number | undefined
  text: string
  /** Stretches of `text` (UTF-16 offsets) with one weight and slant. They cover it wholly, in order. */
  spans: { from: number; to: number; isBold: boolean; isItalic: boolean }[]
  /** Id of each code point of `text`, then that of the newline that ends the paragraph, if there is one. */
  characterIds: CrdtId[]
}

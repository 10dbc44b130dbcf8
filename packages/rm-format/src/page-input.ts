import type {
  Anchor,
  GlyphHighlight,
  ImageSource,
  PageSettings,
  PaperSize,
  Paragraph,
  PlacedImage,
  Points,
  Stroke,
  TypedText,
} from './scene.ts'

/**
 * A page to be written. A `Scene` is one too. Ids are given anew, so they may be left out; an anchor names a
 * character by the id it has in the given paragraphs, or by a sentinel.
 */
export type PageInput = {
  layers: LayerInput[]
  paper?: PaperSize | undefined
  settings?: Partial<PageSettings> | undefined
  text?: TextInput | undefined
  images?: ReadonlyMap<string, ImageSource> | undefined
  /** Of the replica that writes; a fixed one by default, so that equal pages give equal bytes. */
  authorUuid?: string | undefined
}

/** Layers are drawn in this order, each over the one before. */
export type LayerInput = { label: string; isVisible?: boolean | undefined; items: ItemInput[] }
/** `writtenBy` and `movedBy` are not taken over: a page that is written anew has no past. */
export type StrokeInput = Omit<Stroke, 'id' | 'writtenBy' | 'movedBy' | 'argb'> & { argb?: number | undefined }
/**
 * `start` and `length` may be left out, as firmware does since 3.6. Characters are named by the ids that they have in
 * the given paragraphs, as by anchors.
 */
export type HighlightInput = Omit<GlyphHighlight, 'id' | 'argb' | 'start' | 'length'> & {
  argb?: number | undefined
  start?: number | undefined
  length?: number | undefined
}
export type ImageInput = Omit<PlacedImage, 'id' | 'movedBy'>
/** Groups hold ink that is anchored to typed text; without an anchor they only group. */
export type GroupInput = {
  kind: 'group'
  label?: string | undefined
  isVisible?: boolean | undefined
  anchor?: Anchor | undefined
  items: ItemInput[]
}
export type ItemInput = StrokeInput | HighlightInput | ImageInput | GroupInput

/** Without `spans` the text is neither bold nor slanted. `characterIds` are needed only if anchors name them. */
export type ParagraphInput = Pick<Paragraph, 'text' | 'style'> &
  Partial<Pick<Paragraph, 'baseStyle' | 'properties' | 'spans' | 'characterIds'>>
export type TextInput = Pick<TypedText, 'x' | 'y' | 'width' | 'deleted'> & { paragraphs: ParagraphInput[] }

type PointInput = { x: number; y: number; speed?: number; width?: number; direction?: number; pressure?: number }

/** Width of a pen of medium size, in page units (measured: fineliner strokes of thickness 2). */
const DEFAULT_WIDTH = 2

/** Points from a list of objects, for code where convenience counts more than speed. */
export function pointsOf(list: readonly PointInput[]): Points {
  return {
    count: list.length,
    x: Float32Array.from(list, (point) => point.x),
    y: Float32Array.from(list, (point) => point.y),
    speed: Float32Array.from(list, (point) => point.speed ?? 0),
    width: Float32Array.from(list, (point) => point.width ?? DEFAULT_WIDTH),
    direction: Float32Array.from(list, (point) => point.direction ?? 0),
    pressure: Float32Array.from(list, (point) => point.pressure ?? 0.5),
  }
}

import type { Group, Layer, PlacedImage, Scene, SceneItem, Stroke, GlyphHighlight } from '@kinfolio/rm-format'
import { paintOf } from './colours.ts'
import { growToContent, LANDSCAPE, paperOf } from './page-size.ts'
import { createOutliner } from './outline.ts'
import type { HighlightMark, ImageMark, LayoutOptions, Mark, OutlineMark, Page } from './page.ts'
import { lookOf } from './pens.ts'
import { templateMarks } from './templates.ts'
import { layoutText } from './text-layout.ts'
import type { TextLayout } from './text-layout.ts'
import { turnUpright } from './turn-upright.ts'

/** Groups nested deeper than this are damage; the tablet nests two deep. */
const MAX_DEPTH = 64
/** What tablets do with landscape pages since is not known: no such file is; they are drawn as they are stored. */
const FIRST_UPRIGHT_VERSION = 6

/**
 * Lays a scene out as a draw list. Never throws on what a file may hold: what cannot be drawn is left out
 * and named in `problems`. The page has the scene's paper size (1404 × 1872 where it tells none) and grows
 * to hold ink beyond it.
 */
export function layoutPage(scene: Scene, options: LayoutOptions = {}): Page {
  const text = layoutText(scene.text, options.measure)
  const walk: Walk = { scene, options, text, outlineOf: createOutliner(), marks: [], problems: new Set(), strokes: 0 }
  scene.layers.forEach((layer, index) => layLayer(walk, layer, index))
  const isInkOnly = options.only === 'ink'
  const isOnItsSide = options.isLandscape === true && scene.version < FIRST_UPRIGHT_VERSION
  const ink = isOnItsSide ? walk.marks.map(turnUpright) : walk.marks
  const { isBackgroundVisible, isRootDocumentVisible } = scene.settings
  const typed = isRootDocumentVisible === false ? [] : text.marks
  const paper = growToContent(isOnItsSide ? LANDSCAPE : paperOf(scene), [...typed, ...ink])
  return {
    ...paper,
    marks: [
      ...(isInkOnly || isBackgroundVisible === false ? [] : templateMarks(options.template, paper)),
      ...(isInkOnly ? [] : typed),
      ...(isInkOnly ? ink.filter((mark) => mark.kind === 'outline') : ink),
    ],
    text: text.lines,
    problems: [...walk.problems],
  }
}

type Walk = {
  scene: Scene
  options: LayoutOptions
  text: TextLayout
  outlineOf: ReturnType<typeof createOutliner>
  marks: Mark[]
  problems: Set<string>
  /** Strokes met so far, drawn or not: the next stroke's index. */
  strokes: number
}

/** Where the things of a group stand: its layer, its offset on the page, and whether they show at all. */
type Place = { layer: number; dx: number; dy: number; isVisible: boolean; depth: number }

function layLayer(walk: Walk, layer: Layer, index: number): void {
  const isVisible = layer.isVisible && !walk.options.hiddenLayers?.has(index)
  layItems(walk, layer.items, { layer: index, dx: 0, dy: 0, isVisible, depth: 0 })
}

function layItems(walk: Walk, items: SceneItem[], place: Place): void {
  for (const one of items) {
    if (one.kind === 'group') layGroup(walk, one, place)
    else if (one.kind === 'stroke') layStroke(walk, one, place)
    else if (!place.isVisible) continue
    else if (one.kind === 'highlight') walk.marks.push(highlightMark(one, place))
    else layImage(walk, one, place)
  }
}

function layGroup(walk: Walk, group: Group, place: Place): void {
  if (place.depth >= MAX_DEPTH) {
    walk.problems.add(`Groups nested deeper than ${MAX_DEPTH} were left out.`)
    return
  }
  const moved = { ...place, isVisible: place.isVisible && group.isVisible, depth: place.depth + 1 }
  if (group.anchor) {
    const baseline = walk.text.baselineOf(group.anchor.character)
    // The tablet empties groups whose character is deleted, so only others are worth a word.
    if (baseline === undefined && group.items.length > 0)
      walk.problems.add('Some ink hangs on text that is no longer there; it was put at the first line.')
    moved.dx = group.anchor.originX
    moved.dy = baseline ?? walk.text.firstBaseline
  }
  layItems(walk, group.items, moved)
}

function layStroke(walk: Walk, stroke: Stroke, place: Place): void {
  const strokeIndex = walk.strokes++
  if (!place.isVisible) return
  const look = lookOf(stroke, { isSolid: walk.options.only === 'ink' })
  if (look === undefined) return
  const shape = walk.outlineOf({ points: stroke.points, pen: look.pen, dx: place.dx, dy: place.dy })
  if (shape === undefined) {
    if (stroke.points.count > 0) walk.problems.add('Some strokes have no usable point and were left out.')
    return
  }
  const { colour, opacity, blend, grain } = look
  const mark: OutlineMark = {
    kind: 'outline',
    layer: place.layer,
    strokeIndex,
    tool: stroke.tool,
    colour,
    opacity,
    blend,
    ...(grain === undefined ? {} : { grain }),
    outline: shape.outline,
    bounds: shape.bounds,
  }
  walk.marks.push(mark)
}

/** The tablet darkens the text under a highlight like under the highlighter pen. */
function highlightMark(highlight: GlyphHighlight, place: Place): HighlightMark {
  const { colour, alpha } = paintOf(highlight.colour, highlight.argb)
  const rects = highlight.rects
    .filter(({ x, y, width, height }) => [x, y, width, height].every(Number.isFinite) && width > 0 && height > 0)
    .map((rect) => ({ ...rect, x: rect.x + place.dx, y: rect.y + place.dy }))
  const blend = alpha === 1 ? 'darken' : 'normal'
  return { kind: 'highlight', layer: place.layer, colour, opacity: alpha, blend, rects, text: highlight.text }
}

function layImage(walk: Walk, placed: PlacedImage, place: Place): void {
  const source = walk.scene.images.get(placed.image)
  const matrix = imageMatrix(placed, place)
  if (source === undefined || matrix === undefined) {
    walk.problems.add('A picture on this page could not be placed.')
    return
  }
  const { fileName, bytes } = source
  const mark: ImageMark = { kind: 'image', layer: place.layer, image: placed.image, fileName, bytes, matrix }
  walk.marks.push(mark)
}

/** The affine map from the picture's unit square to the page, from three corners that are no line. */
function imageMatrix({ corners }: PlacedImage, { dx, dy }: Place): ImageMark['matrix'] | undefined {
  const [p, q, r] = corners
  if (p === undefined || q === undefined || r === undefined) return undefined
  const qu = q.u - p.u
  const qv = q.v - p.v
  const ru = r.u - p.u
  const rv = r.v - p.v
  const det = qu * rv - ru * qv
  const a = ((q.x - p.x) * rv - (r.x - p.x) * qv) / det
  const b = ((q.y - p.y) * rv - (r.y - p.y) * qv) / det
  const c = ((r.x - p.x) * qu - (q.x - p.x) * ru) / det
  const d = ((r.y - p.y) * qu - (q.y - p.y) * ru) / det
  const matrix = [a, b, c, d, p.x + dx - a * p.u - c * p.v, p.y + dy - b * p.u - d * p.v] as const
  return matrix.every(Number.isFinite) ? matrix : undefined
}

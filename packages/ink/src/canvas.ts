import type { Rect } from '@kinfolio/rm-format'
import { cssFont } from './fonts.ts'
import { coverageOf, GRAIN_TILE, grainRects } from './grain.ts'
import type { ImageMark, Mark, OutlineMark, Page, TextLine } from './page.ts'
import { createPathWriter } from './svg-path.ts'

/** What is used of a 2D context: browsers' and `@napi-rs/canvas`' contexts both fit. */
export type Canvas2d = {
  // Contexts also take gradients and patterns here; we only write colours.
  fillStyle: unknown
  strokeStyle: unknown
  lineWidth: number
  globalAlpha: number
  globalCompositeOperation: string
  font: string
  save(): void
  restore(): void
  scale(x: number, y: number): void
  translate(x: number, y: number): void
  transform(a: number, b: number, c: number, d: number, e: number, f: number): void
  beginPath(): void
  moveTo(x: number, y: number): void
  lineTo(x: number, y: number): void
  closePath(): void
  // A path is of the context's own kind.
  fill(path?: never): void
  fillRect(x: number, y: number, width: number, height: number): void
  strokeRect(x: number, y: number, width: number, height: number): void
  fillText(text: string, x: number, y: number): void
  measureText(text: string): { width: number }
  drawImage(image: never, x: number, y: number, width: number, height: number): void
  createPattern(tile: never, repetition: 'repeat'): { setTransform(matrix: Matrix): void } | null
}

type Matrix = { a: number; b: number; c: number; d: number; e: number; f: number }

export type CanvasDrawing = {
  context: Canvas2d
  /** Canvas pixels per page unit; 1 is native size. */
  scale?: number
  background?: 'paper' | 'none'
  /**
   * Makes the context's own path of an SVG path, as in `(d) => new Path2D(d)`. One call for a stroke instead of one for
   * each of its corners takes a third off a dense page; corners are then rounded to hundredths of a unit.
   */
  pathOf?: (d: string) => unknown
  /**
   * Makes a canvas of this many pixels to each side and gives its context and the canvas, for the grain of pencils and
   * brushes; without it their ink is evenly translucent.
   */
  createTile?: (side: number) => { context: Canvas2d; tile: unknown }
  /** Keeps made grain from one drawing to the next, for who draws a page in many parts. */
  grains?: Map<string, unknown>
  /** Decoded pictures by `ImageMark.image`; whatever the context's `drawImage` takes. */
  images?: ReadonlyMap<string, unknown>
}

/** Draws the page with its upper left corner at the context's origin. Decoding pictures and loading fonts is the caller's. */
export function drawOn(page: Page, drawing: CanvasDrawing): void {
  const { context, scale = 1, background = 'paper' } = drawing
  const drawer = drawerOf(drawing)
  context.save()
  context.scale(scale, scale)
  context.translate(-page.left, -page.top)
  if (background === 'paper') {
    context.fillStyle = '#ffffff'
    context.fillRect(page.left, page.top, page.width, page.height)
  }
  for (const mark of page.marks) drawMark(drawer, mark)
  context.restore()
}

type Drawer = {
  context: Canvas2d
  images: ReadonlyMap<string, unknown>
  fillOutline: (outline: Float32Array) => void
  /** What fills ink of a colour and a step of grain; undefined where there is no way to show grain. */
  grainFill: (ink: { colour: string; grain: number }) => unknown
}

function drawerOf(drawing: CanvasDrawing): Drawer {
  const { context, images = new Map(), pathOf } = drawing
  const grainFill = createGrainFill(drawing)
  const plain: Drawer = { context, images, grainFill, fillOutline: (outline) => fillPolygons(context, [outline]) }
  if (pathOf === undefined) return plain
  const write = createPathWriter()
  // The caller pairs the paths with the context, as it does the pictures.
  return { ...plain, fillOutline: (outline) => context.fill(pathOf(write(outline)) as never) }
}

/** Pixels of a tile per page unit: enough for its grains to keep their edges when a page is drawn twice as large. */
const TILE_SCALE = 2

function createGrainFill({ context, createTile, grains }: CanvasDrawing): Drawer['grainFill'] {
  const fills = grains ?? new Map<string, unknown>()
  return ({ colour, grain }) => {
    if (createTile === undefined) return undefined
    const key = `${colour} ${grain}`
    if (fills.has(key)) return fills.get(key)
    const { context: ofTile, tile } = createTile(GRAIN_TILE * TILE_SCALE)
    ofTile.scale(TILE_SCALE, TILE_SCALE)
    ofTile.fillStyle = colour
    fillRects(ofTile, grainRects(grain))
    const pattern = context.createPattern(tile as never, 'repeat')
    pattern?.setTransform({ a: 1 / TILE_SCALE, b: 0, c: 0, d: 1 / TILE_SCALE, e: 0, f: 0 })
    fills.set(key, pattern ?? undefined)
    return pattern ?? undefined
  }
}

function drawMark(drawer: Drawer, mark: Mark): void {
  const { context, images } = drawer
  if (mark.kind === 'text') return drawLine(context, mark.line)
  if (mark.kind === 'image') return drawPicture(context, mark, images.get(mark.image))
  context.fillStyle = mark.colour
  if (mark.kind === 'template') return fillRects(context, mark.rects)
  if (mark.kind === 'shape') return fillPolygons(context, mark.polygons)
  context.globalAlpha = mark.opacity
  context.globalCompositeOperation = mark.blend === 'darken' ? 'darken' : 'source-over'
  if (mark.kind === 'outline') drawStroke(drawer, mark)
  else fillRects(context, mark.rects)
  context.globalAlpha = 1
  context.globalCompositeOperation = 'source-over'
}

function drawStroke(
  { context, fillOutline, grainFill }: Drawer,
  { outline, colour, opacity, grain }: OutlineMark,
): void {
  if (grain !== undefined) {
    const fill = grainFill({ colour, grain })
    if (fill === undefined) context.globalAlpha = opacity * coverageOf(grain)
    else context.fillStyle = fill
  }
  fillOutline(outline)
}

function fillPolygons(context: Canvas2d, polygons: readonly Float32Array[]): void {
  context.beginPath()
  for (const corners of polygons) {
    context.moveTo(corners[0]!, corners[1]!)
    for (let i = 2; i < corners.length; i += 2) context.lineTo(corners[i]!, corners[i + 1]!)
    context.closePath()
  }
  context.fill()
}

function fillRects(context: Canvas2d, rects: readonly Rect[]): void {
  for (const { x, y, width, height } of rects) context.fillRect(x, y, width, height)
}

/** Each run is stretched to the width the tablet gave it, whatever font the context found. */
function drawLine(context: Canvas2d, { runs, baseline }: TextLine): void {
  context.fillStyle = '#000000'
  for (const { text, x, width, font } of runs) {
    context.font = cssFont(font)
    const natural = context.measureText(text).width
    context.save()
    context.translate(x, baseline)
    if (natural > 0 && width > 0) context.scale(width / natural, 1)
    context.fillText(text, 0, 0)
    context.restore()
  }
}

function drawPicture(context: Canvas2d, { matrix }: ImageMark, picture: unknown): void {
  context.save()
  context.transform(...matrix)
  if (picture === undefined || picture === null) {
    context.strokeStyle = '#b8b8b8'
    context.lineWidth = 0.004
    context.strokeRect(0, 0, 1, 1)
  } else {
    // The caller pairs the pictures with the context; their type is the context's own.
    context.drawImage(picture as never, 0, 0, 1, 1)
  }
  context.restore()
}

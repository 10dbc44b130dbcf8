import type { Rect } from '@kinfolio/rm-format'
import { cssFont } from './fonts.ts'
import type { ImageMark, Mark, Page, TextLine } from './page.ts'
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
}

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

type Drawer = { context: Canvas2d; images: ReadonlyMap<string, unknown>; fillOutline: (outline: Float32Array) => void }

function drawerOf({ context, images = new Map(), pathOf }: CanvasDrawing): Drawer {
  if (pathOf === undefined) return { context, images, fillOutline: (outline) => fillPolygons(context, [outline]) }
  const write = createPathWriter()
  // The caller pairs the paths with the context, as it does the pictures.
  return { context, images, fillOutline: (outline) => context.fill(pathOf(write(outline)) as never) }
}

function drawMark({ context, images, fillOutline }: Drawer, mark: Mark): void {
  if (mark.kind === 'text') return drawLine(context, mark.line)
  if (mark.kind === 'image') return drawPicture(context, mark, images.get(mark.image))
  context.fillStyle = mark.colour
  if (mark.kind === 'template') return fillRects(context, mark.rects)
  if (mark.kind === 'shape') return fillPolygons(context, mark.polygons)
  context.globalAlpha = mark.opacity
  context.globalCompositeOperation = mark.blend === 'darken' ? 'darken' : 'source-over'
  if (mark.kind === 'outline') fillOutline(mark.outline)
  else fillRects(context, mark.rects)
  context.globalAlpha = 1
  context.globalCompositeOperation = 'source-over'
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

import type { Box } from '@kinfolio/contracts'
import { strokesUnder } from './geometry.ts'

export type Ink = { drawing: SVGSVGElement; strokes: readonly SVGGraphicsElement[]; bounds: readonly Box[] | null }

/** The strokes of a drawing: what carries `data-stroke`, or `data-highlight` for the tablet's highlighter. */
export function inkOf(drawing: SVGSVGElement): Ink {
  const strokes = Array.from(drawing.querySelectorAll('[data-stroke], [data-highlight]')).filter(
    (element) => element instanceof SVGGraphicsElement,
  )
  return { drawing, strokes, bounds: null }
}

/** Where each stroke lies, in fractions of the page. Measured once, since it costs a layout of the drawing. */
function boundsIn(ink: Ink): readonly Box[] {
  ink.bounds ??= ink.strokes.map((stroke) => asFraction(stroke.getBBox(), ink.drawing.viewBox.baseVal))
  return ink.bounds
}

export function asFraction(rect: Box, page: Box): Box {
  return {
    x: (rect.x - page.x) / page.width,
    y: (rect.y - page.y) / page.height,
    width: rect.width / page.width,
    height: rect.height / page.height,
  }
}

export type InkMark = { box: Box; isLine: boolean }

/** Colours the strokes of some places and lays a mark below them; answers how to take both away again. */
export function lightInk(ink: Ink, marks: readonly InkMark[]): () => void {
  // Measured when first needed: a page of thousands of strokes is shown before it is asked about.
  const bounds = marks.length === 0 ? [] : boundsIn(ink)
  const strokes = marks.flatMap(({ box }) => strokesUnder(box, bounds)).flatMap((index) => ink.strokes[index] ?? [])
  for (const stroke of strokes) stroke.setAttribute('data-lit', '')
  const rects = marks.map((mark) => markIn(ink.drawing, mark))
  layBelowInk(ink.drawing, rects)
  return () => {
    for (const stroke of strokes) stroke.removeAttribute('data-lit')
    for (const rect of rects) rect.remove()
  }
}

/** Above paper and pictures, which would hide them, and below what is written, which they would dull. */
function layBelowInk(drawing: SVGSVGElement, rects: readonly SVGRectElement[]): void {
  const lastPicture = Array.from(drawing.querySelectorAll('image')).at(-1)
  const firstInk = drawing.querySelector('[data-stroke], [data-highlight]')
  if (lastPicture !== undefined) lastPicture.after(...rects)
  else if (firstInk !== null) firstInk.before(...rects)
  else drawing.append(...rects)
}

function markIn(drawing: SVGSVGElement, { box, isLine }: InkMark): SVGRectElement {
  const page = drawing.viewBox.baseVal
  const rect = document.createElementNS('http://www.w3.org/2000/svg', 'rect')
  rect.setAttribute('class', isLine ? 'sheet-mark sheet-mark-line' : 'sheet-mark')
  rect.setAttribute('x', String(page.x + box.x * page.width))
  rect.setAttribute('y', String(page.y + box.y * page.height))
  rect.setAttribute('width', String(box.width * page.width))
  rect.setAttribute('height', String(box.height * page.height))
  return rect
}

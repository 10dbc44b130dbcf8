import type { Box } from '@kinfolio/contracts'

export type Ink = { drawing: SVGSVGElement; strokes: readonly SVGGraphicsElement[]; bounds: readonly Box[] | null }

/** The strokes of a drawing: what carries `data-stroke`, or `data-highlight` for the tablet's highlighter. */
export function inkOf(drawing: SVGSVGElement): Ink {
  const strokes = Array.from(drawing.querySelectorAll('[data-stroke], [data-highlight]')).filter(
    (element) => element instanceof SVGGraphicsElement,
  )
  return { drawing, strokes, bounds: null }
}

/** Where each stroke lies, in fractions of the page. Measured once, since it costs a layout of the drawing. */
export function boundsIn(ink: Ink): readonly Box[] {
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

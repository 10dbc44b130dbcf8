import type { Measure, ShapeMark, TextRun } from './page.ts'
import type { ParagraphLook } from './text-styles.ts'

/** Measured on device-export, relative to the text's left end and its baseline. */
const BULLET_LEFT = -26
const NUMBER_RIGHT = -16
const BOX = { left: -41.5, right: -14.5, top: -25.5, bottom: 1.5 }
const BORDER = 2.4
const STRIKE = { top: -11, height: 2 }

export type BoxState = 'unchecked' | 'checked' | 'partly'
export type MarkerPlace = { x: number; baseline: number }

export type MarkerInput = { look: ParagraphLook; place: MarkerPlace; measure: Measure }

/** The bullet or number in front of a list line, as text. */
export function markerRun(label: string, { look, place, measure }: MarkerInput): TextRun {
  const width = measure(label, look.font)
  const x = look.marker === 'number' ? place.x + NUMBER_RIGHT - width : place.x + BULLET_LEFT
  return { text: label, x, width, font: look.font }
}

/** A checkbox as filled shapes: a frame with a folded corner, a dash when part of its list is done, or a ticked block. */
export function checkbox(state: BoxState, { x, baseline }: MarkerPlace): ShapeMark[] {
  const l = x + BOX.left
  const r = x + BOX.right
  const t = baseline + BOX.top
  const b = baseline + BOX.bottom
  const block = Float32Array.of(l, t, r, t, r, b, l, b)
  if (state === 'checked') return [shape('#000000', [block]), shape('#ffffff', [tick(l, t)])]
  const [il, ir, it, ib] = [l + BORDER, r - BORDER, t + BORDER, b - BORDER]
  // The inside runs the other way round, so that the nonzero rule leaves it open.
  const inside = Float32Array.of(il, it, il, ib - 5, il + 2, ib - 1.5, il + 6, ib, ir, ib, ir, it)
  const dash = Float32Array.of(l + 5.5, t + 12, l + 21, t + 12, l + 21, t + 15, l + 5.5, t + 15)
  return [shape('#000000', state === 'partly' ? [block, inside, dash] : [block, inside])]
}

function tick(l: number, t: number): Float32Array {
  return Float32Array.of(
    l + 5.4,
    t + 14.6,
    l + 7.2,
    t + 12.9,
    l + 11.1,
    t + 16.6,
    l + 19.6,
    t + 7.6,
    l + 21.4,
    t + 9.3,
    l + 11.2,
    t + 20.2,
  )
}

/** The line through done text. */
export function strike({ x, baseline }: MarkerPlace, width: number): ShapeMark {
  const top = baseline + STRIKE.top
  const bottom = top + STRIKE.height
  return shape('#000000', [Float32Array.of(x, top, x + width, top, x + width, bottom, x, bottom)])
}

function shape(colour: string, polygons: Float32Array[]): ShapeMark {
  return { kind: 'shape', colour, polygons }
}

import type { Stroke } from '@kinfolio/rm-format'
import { paintOf } from './colours.ts'
import type { Blend } from './page.ts'

/** How a tool's points become a shape: width = point width × `factor` + `extra`, in page units. */
export type Pen = {
  factor: number
  extra: number
  cap: 'round' | 'flat'
  /** Undefined where the points' pressure decides. */
  opacity: number | undefined
}

/**
 * The points' own width is what the tablet draws (measured over 23,323 strokes and on the official export);
 * the factors are the small differences per tool that the export shows.
 */
const solid: Pen = { factor: 1, extra: 0, cap: 'round', opacity: 1 }
const highlighter: Pen = { factor: 1, extra: 0, cap: 'flat', opacity: 1 }
const paintbrush: Pen = { factor: 0.67, extra: 0, cap: 'round', opacity: 1 }
const marker: Pen = { factor: 0.8, extra: 0, cap: 'round', opacity: 1 }
const calligraphy: Pen = { factor: 1, extra: 0, cap: 'round', opacity: 1 }
/** Grain is approximated by opacity. */
const pencil: Pen = { factor: 1, extra: 0, cap: 'round', opacity: undefined }
const mechanicalPencil: Pen = { factor: 1, extra: 0, cap: 'round', opacity: 0.85 }

const ERASE_AREA = 8
const ERASER = 6
const SHADER = 23

const pens = new Map<number, Pen>([
  [0, paintbrush],
  [12, paintbrush],
  [1, pencil],
  [14, pencil],
  [2, solid],
  [15, solid],
  [3, marker],
  [16, marker],
  [4, solid],
  [17, solid],
  [5, highlighter],
  [18, highlighter],
  [ERASER, solid],
  [7, mechanicalPencil],
  [13, mechanicalPencil],
  [21, calligraphy],
  [SHADER, { factor: 1, extra: 0, cap: 'round', opacity: 1 }],
])

export type StrokeLook = { pen: Pen; colour: string; opacity: number; blend: Blend }

/** How to draw a stroke; undefined for what leaves no mark (the erase-area tool). Unknown tools draw as a fineliner. */
export function lookOf(stroke: Stroke): StrokeLook | undefined {
  if (stroke.tool === ERASE_AREA) return undefined
  const pen = pens.get(stroke.tool) ?? solid
  if (stroke.tool === ERASER) return { pen, colour: '#ffffff', opacity: 1, blend: 'normal' }
  const { colour, alpha } = paintOf(stroke.colour, stroke.argb)
  if (pen === highlighter) return highlighterLook(stroke, { colour, alpha })
  return { pen, colour, opacity: alpha * (pen.opacity ?? pencilOpacity(stroke)), blend: 'normal' }
}

/** Firmware before 2.11 knew only grey highlighters and stored the pen colours 0 to 2 for them. */
function highlighterLook(stroke: Stroke, paint: { colour: string; alpha: number }): StrokeLook {
  const isGrey = stroke.colour <= 2
  const { colour, alpha } = isGrey ? paintOf(8, undefined) : paint
  // Opaque colours keep the ink beneath readable by darken (proved on 1,717 pixels); translucent ones lie over it.
  return { pen: highlighter, colour, opacity: alpha, blend: alpha === 1 ? 'darken' : 'normal' }
}

/** A guess: harder pressed pencil is darker. The tablet draws grain of about this average darkness. */
function pencilOpacity(stroke: Stroke): number {
  const { count, pressure } = stroke.points
  if (count === 0) return 1
  let sum = 0
  for (let i = 0; i < count; i++) sum += pressure[i] ?? 0
  // One damaged point would otherwise make the whole stroke's opacity no number, which breaks a PDF.
  const mean = Number.isFinite(sum) ? sum / count : 0.5
  return Math.min(0.95, Math.max(0.3, 0.3 + 0.7 * mean))
}

import type { Stroke } from '@kinfolio/rm-format'
import { paintOf } from './colours.ts'
import { grainOf } from './grain.ts'
import type { Blend } from './page.ts'

/** How a tool's points become a shape: width = point width × `factor` + `extra`, in page units. */
export type Pen = {
  factor: number
  extra: number
  cap: 'round' | 'flat'
  /** How much of the paper its ink covers, 0 to 1, where pressure decides that. */
  coverage?: (pressure: number) => number
  /** Whether ink that does not cover everything lies on the paper as grains; otherwise it is evenly translucent. */
  isGrainy?: boolean
}

/**
 * The points' own width is what the tablet draws (measured over 23,323 strokes and on the official export);
 * the factors are the small differences per tool that the export shows.
 */
const solid: Pen = { factor: 1, extra: 0, cap: 'round' }
const highlighter: Pen = { factor: 1, extra: 0, cap: 'flat' }
const marker: Pen = { factor: 0.8, extra: 0, cap: 'round' }
const calligraphy: Pen = { factor: 1, extra: 0, cap: 'round' }

/**
 * The laws of coverage are measured on pictures that tablets made of their own pages (corpus: rm2pdf and rmconvert,
 * `.thumbnails`), comparing the darkness of whole strokes: 45 of the pencil, 45 of the mechanical pencil and 62 of the
 * brush. Only the grains' shape is a guess, since those pictures are a fifth of the native size.
 */
const paintbrush: Pen = { factor: 0.67, extra: 0, cap: 'round', coverage: (p) => 2.2 * p, isGrainy: true }
const pencil: Pen = { factor: 1, extra: 0, cap: 'round', coverage: (p) => 0.04 + 0.66 * p, isGrainy: true }
const mechanicalPencil: Pen = { factor: 1, extra: 0, cap: 'round', coverage: (p) => 0.78 * p }

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
  [SHADER, { factor: 1, extra: 0, cap: 'round' }],
])

export type StrokeLook = {
  pen: Pen
  colour: string
  opacity: number
  blend: Blend
  /** The step of its grain; undefined where the ink is even. */
  grain?: number | undefined
}

/**
 * How to draw a stroke; undefined for what leaves no mark (the erase-area tool). Unknown tools draw as a fineliner.
 * `isSolid` leaves out how faint a pen is.
 */
export function lookOf(stroke: Stroke, { isSolid = false }: { isSolid?: boolean } = {}): StrokeLook | undefined {
  if (stroke.tool === ERASE_AREA) return undefined
  const pen = pens.get(stroke.tool) ?? solid
  if (stroke.tool === ERASER) return { pen, colour: '#ffffff', opacity: 1, blend: 'normal' }
  const { colour, alpha } = paintOf(stroke.colour, stroke.argb)
  if (pen === highlighter) return highlighterLook(stroke, { colour, alpha })
  const coverage = isSolid ? 1 : coverageOf(pen, stroke)
  if (pen.isGrainy) return { pen, colour, opacity: alpha, blend: 'normal', grain: grainOf(coverage) }
  return { pen, colour, opacity: alpha * coverage, blend: 'normal' }
}

/** Firmware before 2.11 knew only grey highlighters and stored the pen colours 0 to 2 for them. */
function highlighterLook(stroke: Stroke, paint: { colour: string; alpha: number }): StrokeLook {
  const isGrey = stroke.colour <= 2
  const { colour, alpha } = isGrey ? paintOf(8, undefined) : paint
  // Opaque colours keep the ink beneath readable by darken (proved on 1,717 pixels); translucent ones lie over it.
  return { pen: highlighter, colour, opacity: alpha, blend: alpha === 1 ? 'darken' : 'normal' }
}

/** However lightly somebody wrote, what they wrote can be seen. */
const FAINTEST = 0.12
/** Of strokes that tell none that could be. */
const USUAL_PRESSURE = 0.5

function coverageOf({ coverage }: Pen, stroke: Stroke): number {
  return coverage === undefined ? 1 : Math.min(1, Math.max(FAINTEST, coverage(meanPressure(stroke))))
}

function meanPressure({ points: { count, pressure } }: Stroke): number {
  if (count === 0) return USUAL_PRESSURE
  let sum = 0
  for (let i = 0; i < count; i++) sum += pressure[i] ?? 0
  // One damaged point would otherwise make the whole stroke's opacity no number, which breaks a PDF.
  return Number.isFinite(sum) ? sum / count : USUAL_PRESSURE
}

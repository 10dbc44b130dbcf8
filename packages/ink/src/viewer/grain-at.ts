import type { CanvasDrawing } from '../canvas.ts'

/** Grains are 1.5 page units wide; where that is less than a pixel they would flicker, and look as dark as even ink. */
const GRAIN_SCALE_MIN = 0.6

export type GrainTiles = { createTile: CanvasDrawing['createTile'] | undefined; grains: Map<string, unknown> }

/** How pencils are drawn at a scale. Grain is made once and kept: a page is drawn in very many parts. */
export function grainAt(
  scale: number,
  { createTile, grains }: GrainTiles,
): Pick<CanvasDrawing, 'createTile' | 'grains'> {
  return createTile === undefined || scale < GRAIN_SCALE_MIN ? {} : { createTile, grains }
}

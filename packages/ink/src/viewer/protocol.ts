import type { Rect } from '@kinfolio/rm-format'
import type { Tile } from './tile-plan.ts'

/** A part of the page that is marked, as with a highlighter drawn before the ink. Boxes are shares of the page, 0 to 1. */
export type LightMark = { box: Rect; colour: string; opacity: number }

/** What stands out: marks below the ink, and the ink of some boxes in a colour of its own. */
export type Light = { marks: readonly LightMark[]; inkIn: readonly Rect[]; ink: string }

export const NO_LIGHT: Light = { marks: [], inkIn: [], ink: '#000000' }

/** What the page asks of the painter. `light` and `paper` count for every tile painted after them. */
export type Wish =
  | { kind: 'open'; packed: Uint8Array<ArrayBuffer>; paper: string }
  | { kind: 'want'; tiles: readonly Tile[] }
  | { kind: 'light'; light: Light; epoch: number }
  | { kind: 'paper'; paper: string; epoch: number }

/** What the painter answers. `epoch` is that of the last light or paper it knew. */
export type Answer =
  | { kind: 'opened'; frame: Rect; strokes: number }
  | { kind: 'painted'; tile: Tile; picture: TilePicture; epoch: number }
  | { kind: 'failed'; message: string }

/** A bitmap from a worker; where there is none, the canvas that was painted on. */
export type TilePicture = ImageBitmap | HTMLCanvasElement

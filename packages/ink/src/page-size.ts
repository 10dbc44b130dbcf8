import type { Scene } from '@kinfolio/rm-format'
import { extentOf } from './extent.ts'
import type { Mark } from './page.ts'

/** Paper of the first tablets, meant where a file tells no size. */
const DEFAULT_WIDTH = 1404
const DEFAULT_HEIGHT = 1872
/** The tablet itself stops enlarging pages well before this; a broken file must not ask for gigabytes of pixels. */
const MAX_SIDE = 30_000

/** Ink at the screen's edge passes it by its own width and a little more. */
const EDGE_SLACK = 16
/** Free space the official export leaves below ink that passes the lower edge (measured once: Text_combos, 2,277 high). */
const SPACE_BELOW = 49

/** The first tablets' paper, held sideways. */
export const LANDSCAPE: Sides = { width: DEFAULT_HEIGHT, height: DEFAULT_WIDTH }

/** The paper a scene names, or that of the first tablets. */
export function paperOf({ paper }: Scene): Sides {
  return { width: usable(paper?.width) ?? DEFAULT_WIDTH, height: usable(paper?.height) ?? DEFAULT_HEIGHT }
}

type Sides = { width: number; height: number }
export type PaperBox = { left: number; top: number; width: number; height: number }

/**
 * The paper, grown to hold everything on it, so that nothing is cut off. What passes an edge by a hair is the pen
 * slipping off the screen, which enlarges nothing. x stays zero in the middle of the paper, not of the grown page.
 */
export function growToContent({ width, height }: Sides, marks: readonly Mark[]): PaperBox {
  const ink = extentOf(marks) ?? { left: 0, right: 0, top: 0, bottom: 0 }
  const left = ink.left < -width / 2 - EDGE_SLACK ? Math.floor(ink.left) : -width / 2
  const right = ink.right > width / 2 + EDGE_SLACK ? Math.ceil(ink.right) : width / 2
  const top = ink.top < -EDGE_SLACK ? Math.floor(ink.top) : 0
  const bottom = ink.bottom > height + EDGE_SLACK ? Math.ceil(ink.bottom + SPACE_BELOW) : height
  return bounded({ left, top, width: right - left, height: bottom - top })
}

function bounded({ left, top, width, height }: PaperBox): PaperBox {
  return {
    left: Math.max(left, -MAX_SIDE / 2),
    top: Math.max(top, -MAX_SIDE / 2),
    width: Math.min(width, MAX_SIDE),
    height: Math.min(height, MAX_SIDE),
  }
}

function usable(side: number | undefined): number | undefined {
  return side !== undefined && side >= 1 && side <= MAX_SIDE ? side : undefined
}

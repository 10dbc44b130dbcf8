import type { Rect, Scene } from '@kinfolio/rm-format'
import type { Mark } from './page.ts'

/** Paper of the first tablets, meant where a file tells no size. */
export const DEFAULT_WIDTH = 1404
export const DEFAULT_HEIGHT = 1872
/** The tablet itself stops enlarging pages well before this; a broken file must not ask for gigabytes of pixels. */
const MAX_SIDE = 30_000

/** Free space the official export leaves below ink that passes the lower edge (measured once: Text_combos, 2,277 high). */
const SPACE_BELOW = 49

export type PaperBox = { left: number; top: number; width: number; height: number }

/** The paper, grown to hold everything drawn on it. x stays zero in the middle of the paper, not of the grown page. */
export function growToContent(scene: Scene, marks: readonly Mark[]): PaperBox {
  const width = usable(scene.paper?.width) ?? DEFAULT_WIDTH
  const height = usable(scene.paper?.height) ?? DEFAULT_HEIGHT
  let left = -width / 2
  let right = width / 2
  let top = 0
  let bottom = height
  for (const mark of marks) {
    for (const box of boxesOf(mark)) {
      left = Math.min(left, box.x)
      right = Math.max(right, box.x + box.width)
      top = Math.min(top, box.y)
      if (box.y + box.height > height) bottom = Math.max(bottom, box.y + box.height + SPACE_BELOW)
    }
  }
  left = Math.max(Math.floor(left), -MAX_SIDE / 2)
  top = Math.max(Math.floor(top), -MAX_SIDE / 2)
  return {
    left,
    top,
    width: Math.min(Math.ceil(right - left), MAX_SIDE),
    height: Math.min(Math.ceil(bottom - top), MAX_SIDE),
  }
}

function usable(side: number | undefined): number | undefined {
  return side !== undefined && side >= 1 && side <= MAX_SIDE ? side : undefined
}

function boxesOf(mark: Mark): readonly Rect[] {
  return mark.kind === 'outline' ? [mark.bounds] : []
}

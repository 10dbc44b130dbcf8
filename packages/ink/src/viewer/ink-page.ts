import type { Page } from '../page.ts'

/** How a page came to be written, for replaying it. Indices are those of the page's outlines, bottom to top. */
export type Pace = {
  /** Indices of the outlines, first written first. */
  order: Uint32Array
  /** How long each outline took, in milliseconds, by index. */
  durationMs: Float32Array
  /** False where the file tells no speed for most of its ink, so that an even pace had to do. */
  isMeasured: boolean
}

/** A page ready to be shown and replayed, without the file it came from. */
export type InkPage = { page: Page; pace: Pace }

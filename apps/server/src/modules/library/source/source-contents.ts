import type { PageSize } from '../page.queries.ts'

/** A larger picture is refused by its header, before memory is taken for it. */
export const PICTURE_PIXELS_MAX = 200_000_000

export type SourceInput = { bytes: Uint8Array; kind: 'pdf' | 'epub' | 'picture' | 'heic'; pagesMax: number }
/** What is in a source file. `problem` is told to people; the pages are then those that can be shown all the same. */
export type SourceContents = {
  pages: PageSize[]
  problem: string | undefined
  /** A picture in a form that everything here can draw, when the source's own is not. */
  converted: Uint8Array | undefined
}

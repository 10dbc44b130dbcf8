/**
 * What one page may cost. Every limit can be narrowed by the caller; the defaults keep the parse of any
 * input below two seconds of CPU on a small machine, because all work is linear (or n log n) in them.
 */
export type PageLimits = {
  /** Points kept for drawing. A page with more is thinned evenly, stroke by stroke. */
  maxPoints: number
  /** Blocks that are interpreted; those after it are kept as bytes only. */
  maxBlocks: number
  /** Bytes of one stored string. A longer one is cut. */
  maxStringBytes: number
  /** Runs that typed text is stored in, and styles of its paragraphs. */
  maxTextRuns: number
  /** Characters of typed text on a page. */
  maxTextCharacters: number
  /** Groups inside groups inside a layer. Readers of a scene may recurse to this depth. */
  maxGroupDepth: number
  /** Different problems listed; further ones are only counted. */
  maxProblems: number
  /** Blocks that may fail to decode before the rest of the page is kept as bytes only. */
  maxBrokenBlocks: number
}

export const DEFAULT_LIMITS: PageLimits = {
  maxPoints: 1_000_000,
  // The busiest real page known has 68,816 strokes ("Cat draw", facts from 281 measured files).
  maxBlocks: 200_000,
  maxStringBytes: 1_048_576,
  maxTextRuns: 100_000,
  maxTextCharacters: 500_000,
  maxGroupDepth: 32,
  maxProblems: 100,
  maxBrokenBlocks: 1_000,
}

/**
 * A point further away than this from the origin cannot have been written: it is 110 m of paper. Without the
 * bound one damaged float would stretch the picture of a page to the size of a country.
 */
export const MAX_COORDINATE = 1_000_000

/** Corners of a placed image. The tablet writes four. */
export const MAX_CORNERS = 1_024

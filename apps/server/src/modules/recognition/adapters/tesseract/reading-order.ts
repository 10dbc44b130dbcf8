import type { OcrWord } from './ocr-engine.ts'

/** Lines stand in one column when they share this part of the narrower one's width. */
const SAME_COLUMN = 0.5

type Placed = { words: OcrWord[]; left: number; top: number; right: number; bottom: number }

/**
 * Tesseract's lines in its own order, except that no line comes before one that stands wholly above it in its column: it
 * tells a small subtitle before the large title over it. Columns stay apart, as Tesseract found them.
 */
export function inReadingOrder(lines: readonly OcrWord[][]): OcrWord[][] {
  const waiting = new Set(lines.map(placeOf))
  const ordered: OcrWord[][] = []
  // Being above leads to smaller tops only, so that this ends.
  const take = (line: Placed): void => {
    waiting.delete(line)
    for (const other of waiting) if (isAbove(other, line)) take(other)
    ordered.push(line.words)
  }
  for (const line of waiting) take(line)
  return ordered
}

function placeOf(words: OcrWord[]): Placed {
  return {
    words,
    left: Math.min(...words.map(({ left }) => left)),
    top: Math.min(...words.map(({ top }) => top)),
    right: Math.max(...words.map(({ right }) => right)),
    bottom: Math.max(...words.map(({ bottom }) => bottom)),
  }
}

function isAbove(one: Placed, other: Placed): boolean {
  if (one.bottom > other.top || one.top >= other.top) return false
  const shared = Math.min(one.right, other.right) - Math.max(one.left, other.left)
  return shared >= SAME_COLUMN * Math.min(one.right - one.left, other.right - other.left)
}

import type { TextLine } from '../library/index.ts'

/** Lines whose middles are closer than this part of the page stand beside each other rather than below. */
const SAME_ROW = 0.012

/**
 * The lines of a page in reading order: recognised ink among what was typed and printed, from top to bottom, and from
 * left to right within a row. Each kind keeps its own order where it disagrees by less than a row.
 */
export function mergeLines(known: readonly TextLine[], read: readonly TextLine[]): TextLine[] {
  const merged = [...known]
  for (const line of read) {
    const before = merged.findIndex((other) => comesBefore(line, other))
    merged.splice(before === -1 ? merged.length : before, 0, line)
  }
  return merged
}

function comesBefore(line: TextLine, other: TextLine): boolean {
  const apart = middle(other) - middle(line)
  if (Math.abs(apart) > SAME_ROW) return apart > 0
  return line.box.x < other.box.x
}

function middle({ box }: TextLine): number {
  return box.y + box.height / 2
}

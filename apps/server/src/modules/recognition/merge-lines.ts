import type { TextLine } from '../library/index.ts'

/** Two lines stand beside each other when they share this part of the lower one's height. */
const SAME_ROW = 0.5

/**
 * The lines of a page in reading order: recognised ink among what was typed and printed, from top to bottom, and from
 * left to right within a row. Each kind keeps the order it came in.
 */
export function mergeLines(known: readonly TextLine[], read: readonly TextLine[]): TextLine[] {
  const merged: TextLine[] = []
  let next = 0
  for (const line of read) {
    while (next < known.length && comesBefore(known[next], line)) merged.push(...known.slice(next, ++next))
    merged.push(line)
  }
  return [...merged, ...known.slice(next)]
}

function comesBefore(one: TextLine | undefined, other: TextLine): boolean {
  if (one === undefined) return false
  if (isSameRow(one, other)) return one.box.x <= other.box.x
  return middle(one) < middle(other)
}

function isSameRow(one: TextLine, other: TextLine): boolean {
  const top = Math.max(one.box.y, other.box.y)
  const bottom = Math.min(one.box.y + one.box.height, other.box.y + other.box.height)
  return bottom - top > SAME_ROW * Math.min(one.box.height, other.box.height)
}

function middle({ box }: TextLine): number {
  return box.y + box.height / 2
}

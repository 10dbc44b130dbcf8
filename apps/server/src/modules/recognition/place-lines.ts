import type { Box } from '@kinfolio/contracts'
import type { TextLine } from '../library/index.ts'

/** Height of a line that has no neighbour to learn it from, as a part of the page. */
const LINE_HEIGHT = 0.025
const LEFT_EDGE = 0.08
const LINE_WIDTH = 0.84
/** Lines whose boxes' corners differ by less are the same line. */
const SAME_PLACE = 1e-4
/** A person is certain. */
const CERTAIN = 1

type CorrectedLine = { text: string; box: Box | null }

/**
 * A person's lines as the library keeps them. A line that stands where one stood keeps its words' boxes as far as
 * the words are the same, its origin and its style; a new line without a place stands below its neighbour.
 */
export function placeLines(lines: readonly CorrectedLine[], before: readonly TextLine[]): TextLine[] {
  const placed: TextLine[] = []
  for (const line of lines) {
    const text = line.text.trim()
    if (text === '') continue
    const box = line.box ?? boxBelow(placed.at(-1)?.box)
    const old = before.find((one) => isSamePlace(one.box, box))
    placed.push({
      ...(old?.style === undefined ? {} : { style: old.style }),
      ...(old?.indent === undefined ? {} : { indent: old.indent }),
      text,
      box,
      confidence: CERTAIN,
      origin: old?.origin ?? 'ink',
      words: placeWords(text, { box, before: old?.words ?? [] }),
    })
  }
  return placed
}

function boxBelow(above: Box | undefined): Box {
  if (above === undefined) return { x: LEFT_EDGE, y: LEFT_EDGE, width: LINE_WIDTH, height: LINE_HEIGHT }
  const y = Math.min(above.y + above.height, 1 - above.height)
  return { ...above, y }
}

function isSamePlace(a: Box, b: Box): boolean {
  const sides = [a.x - b.x, a.y - b.y, a.width - b.width, a.height - b.height]
  return sides.every((difference) => Math.abs(difference) < SAME_PLACE)
}

/**
 * As many words as before keep their places; otherwise words are laid out over the line by their length, since
 * nothing tells which of them was split or joined.
 */
function placeWords(text: string, at: { box: Box; before: TextLine['words'] }): TextLine['words'] {
  const words = text.split(/\s+/)
  if (words.length === at.before.length) {
    return words.map((word, index) => ({ text: word, box: at.before[index]?.box ?? at.box, confidence: CERTAIN }))
  }
  const signs = Array.from(words.join(' ')).length
  let from = 0
  return words.map((word) => {
    const length = Array.from(word).length
    const box = { ...at.box, x: at.box.x + (from / signs) * at.box.width, width: (length / signs) * at.box.width }
    from += length + 1
    return { text: word, box, confidence: CERTAIN }
  })
}

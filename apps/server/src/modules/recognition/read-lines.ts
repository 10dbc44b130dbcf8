import { unionOf } from './preparation/affine.ts'
import type { Box, LineKind, ReadLine, ReadWord } from './reader.port.ts'

/** A line made of measured words: its box, text and confidence follow from them. */
export function lineOfWords(words: ReadWord[], kind: LineKind = 'line'): ReadLine {
  return {
    text: words.map((word) => word.text).join(' '),
    box: unionOf(words.map((word) => word.box)),
    confidence: weighted(words),
    words,
    kind,
  }
}

/**
 * A line of which only the whole box is known (or guessed): words share its width by their number of
 * letters, a space counting as one. Good enough to find a word; the ink under it is looked up later.
 */
export function lineOfText(line: { text: string; box: Box; confidence: number; kind?: LineKind }): ReadLine {
  const { box, confidence } = line
  const texts = line.text.split(/\s+/u).filter((text) => text !== '')
  const lengths = texts.map((text) => Array.from(text).length)
  const total = lengths.reduce((sum, length) => sum + length, 0) + Math.max(0, texts.length - 1)
  let before = 0
  const words = texts.map((text, index): ReadWord => {
    const length = lengths[index] ?? 0
    const x = box.x + (box.width * before) / total
    before += length + 1
    return { text, box: { ...box, x, width: (box.width * length) / total }, confidence }
  })
  return { text: texts.join(' '), box, confidence, words, kind: line.kind ?? 'line' }
}

/** Mean confidence, each word or line counting by its number of letters; 0 for none. */
export function weighted(parts: readonly { text: string; confidence: number }[]): number {
  const letters = parts.reduce((sum, { text }) => sum + text.length, 0)
  if (letters === 0) return 0
  return parts.reduce((sum, { text, confidence }) => sum + text.length * confidence, 0) / letters
}

import type { Box } from '@kinfolio/contracts'
import type { TextLine } from '../pages/text-line.ts'
import type { Meaning, SearchQuery, Term } from './query.ts'
import { isUnspaced, type Word, wordsOf } from './words.ts'

/** A stretch of a text, [start, end) in UTF-16 units. */
export type Range = readonly [start: number, end: number]

/** Where in a text the wanted words stand, in order and without overlaps. */
export function findMatches(text: string, at: { query: SearchQuery; meaningOf: (word: string) => Meaning }): Range[] {
  const words = wordsOf(text)
  const ranges = at.query.wanted.flatMap((term) => rangesOf(words, { term, meaningOf: at.meaningOf }))
  return merge(ranges)
}

function rangesOf(
  words: readonly Word[],
  { term, meaningOf }: { term: Term; meaningOf: (word: string) => Meaning },
): Range[] {
  const tests = term.words.map((word, index) => {
    const isLast = index === term.words.length - 1
    return wordTest(word, {
      goesOn: term.isPrefix && isLast,
      isPhrase: term.words.length > 1,
      meaning: meaningOf(word),
    })
  })
  const ranges: Range[] = []
  for (let at = 0; at + tests.length <= words.length; at++) {
    const run = words.slice(at, at + tests.length)
    const [first, last] = [run[0], run.at(-1)]
    if (first !== undefined && last !== undefined && run.every((word, index) => tests[index]?.(word.folded))) {
      ranges.push([first.start, last.end])
    }
  }
  return ranges
}

type WordTest = (folded: string) => boolean
type TestOptions = { goesOn: boolean; isPhrase: boolean; meaning: Meaning }

function wordTest(word: string, { goesOn, isPhrase, meaning }: TestOptions): WordTest {
  if (meaning.insteadOf.length > 0) return (folded) => meaning.insteadOf.includes(folded)
  const startsSame = goesOn || (isUnspaced(word) && Array.from(word).length === 1)
  const stems = isPhrase ? [] : meaning.stems
  return (folded) =>
    folded === word || (startsSame && folded.startsWith(word)) || stems.some((stem) => isFormOf(folded, stem))
}

/** Endings that a stem is followed by are short; without its last letter a stem is still the beginning of its forms. */
const ENDING_MAX_LENGTH = 5

function isFormOf(folded: string, stem: string): boolean {
  const beginning = stem.length > 3 ? stem.slice(0, -1) : stem
  return folded.startsWith(beginning) && folded.length - stem.length <= ENDING_MAX_LENGTH
}

function merge(ranges: readonly Range[]): Range[] {
  const merged: Range[] = []
  for (const [start, end] of ranges.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = merged.at(-1)
    if (last !== undefined && start <= last[1]) merged[merged.length - 1] = [last[0], Math.max(last[1], end)]
    else merged.push([start, end])
  }
  return merged
}

/** More boxes of one page would light up all of it. */
const BOXES_MAX = 200

/**
 * The boxes of the words under these ranges of the page's text, which is its lines joined by line feeds. Of a word that
 * is only partly meant, as in scripts without spaces, the part by its share of the letters.
 */
export function boxesUnder(lines: readonly TextLine[], ranges: readonly Range[]): Box[] {
  const boxes: Box[] = []
  let offset = 0
  for (const line of lines) {
    const within = ranges.filter(([start, end]) => start < offset + line.text.length && end > offset)
    for (const [start, end] of within) boxes.push(...boxesInLine(line, [start - offset, end - offset]))
    offset += line.text.length + 1
  }
  return boxes.slice(0, BOXES_MAX)
}

function boxesInLine(line: TextLine, [start, end]: Range): Box[] {
  const boxes: Box[] = []
  let from = 0
  for (const { text, box } of line.words) {
    const at = line.text.indexOf(text, from)
    if (at < 0 || text === '') continue
    from = at + text.length
    if (at < end && from > start)
      boxes.push(partOf(box, { text, range: [Math.max(0, start - at), Math.min(end, from) - at] }))
  }
  return boxes.length === 0 ? [line.box] : boxes
}

/** Up to the word's punctuation the whole word is lit; only a true part of it is cut out. */
function partOf(box: Box, { text, range: [start, end] }: { text: string; range: Range }): Box {
  const outside = text.slice(0, start) + text.slice(end)
  if (!/[\p{L}\p{N}]/u.test(outside)) return box
  return { ...box, x: box.x + (box.width * start) / text.length, width: (box.width * (end - start)) / text.length }
}

import { mapBox } from './preparation/affine.ts'
import type { Strip } from './preparation/prepare-page.ts'
import { weighted } from './read-lines.ts'
import type { Box, ReadLine, Reading, ReadingCost } from './reader.port.ts'

type Read = Extract<Reading, { outcome: 'read' }>

/**
 * The strips of one page as one reading of it, boxes in fractions of the page. A line that two strips show is taken
 * from the one it lies in. When one strip could not be read the page could not: a text with a hole nobody sees is worse.
 */
export function joinStrips(strips: readonly Strip[], readings: readonly Reading[]): Reading {
  const costs = readings.flatMap(({ cost }) => cost ?? [])
  const cost = costs.length === 0 ? {} : { cost: costs.reduce(sumOf) }
  const unreadable = readings.find((reading) => reading.outcome === 'unreadable')
  if (unreadable !== undefined) return { ...unreadable, ...cost }
  const lines = strips.flatMap((strip, index) => linesOf(strip, readings[index]))
  if (lines.length === 0) return { outcome: 'blank', ...cost }
  const read = readings.filter((reading) => reading.outcome === 'read')
  return {
    outcome: 'read',
    lines,
    confidence: weighted(lines),
    boxes: read.every(({ boxes }) => boxes === 'measured') ? 'measured' : 'estimated',
    ...languageOf(read),
    ...cost,
  }
}

function linesOf(strip: Strip, reading: Reading | undefined): ReadLine[] {
  if (reading?.outcome !== 'read') return []
  return reading.lines
    .map((line) => ({
      ...line,
      box: mapBox(strip.toPage, line.box),
      words: line.words.map((word) => ({ ...word, box: mapBox(strip.toPage, word.box) })),
    }))
    .filter(({ box }) => isOwn(strip, box))
}

function isOwn({ from, to }: Strip, box: Box): boolean {
  const middle = box.y + box.height / 2
  return middle >= from && (middle < to || to === 1)
}

/** The language of most strips speaks for the page, the first of them when there are as many of another. */
function languageOf(read: readonly Read[]): { language?: string } {
  const counts = Map.groupBy(
    read.flatMap(({ language }) => language ?? []),
    (language) => language,
  )
  const [first] = [...counts].toSorted(([, a], [, b]) => b.length - a.length)
  return first === undefined ? {} : { language: first[0] }
}

function sumOf(sum: ReadingCost, more: ReadingCost): ReadingCost {
  const total: ReadingCost = { ...sum }
  for (const unit of ['inputTokens', 'outputTokens', 'pictures', 'usdMicros'] as const) {
    if (more[unit] !== undefined) total[unit] = (sum[unit] ?? 0) + more[unit]
  }
  return total
}

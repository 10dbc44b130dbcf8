import type { Range } from './find-matches.ts'

export type Snippet = { text: string; highlights: [number, number][] }

/** About two lines in a list of results. */
const SNIPPET_LENGTH = 180
/** How much of it stands before the first match. */
const LEAD_LENGTH = 50

/** The stretch of a text around where it matches most, cut between words, on one line. */
export function makeSnippet(text: string, matches: readonly Range[]): Snippet {
  const from = cutBefore(text, startOf(matches))
  const to = cutAfter(text, from + SNIPPET_LENGTH)
  // Line feeds become spaces one for one, so that offsets stay right.
  const shown = text.slice(from, to).replace(/\s/g, ' ')
  const inside = matches.filter(([start, end]) => start >= from && end <= to)
  const [before, after] = [from > 0 ? '… ' : '', to < text.length ? ' …' : '']
  return {
    text: `${before}${shown}${after}`,
    highlights: inside.map(([start, end]) => [start - from + before.length, end - from + before.length]),
  }
}

/** Where the most matches fall into one snippet. */
function startOf(matches: readonly Range[]): number {
  let best = { start: matches[0]?.[0] ?? 0, count: 0 }
  for (const [start] of matches) {
    const count = matches.filter(
      (other) => other[0] >= start && other[1] <= start + SNIPPET_LENGTH - LEAD_LENGTH,
    ).length
    if (count > best.count) best = { start, count }
  }
  return best.start
}

function cutBefore(text: string, start: number): number {
  const earliest = start - LEAD_LENGTH
  if (earliest <= 0) return 0
  const space = text.slice(earliest, start).search(/\s/)
  return wholeCharacter(text, space < 0 ? earliest : earliest + space + 1)
}

function cutAfter(text: string, end: number): number {
  if (end >= text.length) return text.length
  const space = text.lastIndexOf(' ', end)
  return wholeCharacter(text, space > end - LEAD_LENGTH ? space : end)
}

/** Never between the halves of a character beyond the first 65,536. */
function wholeCharacter(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at
}

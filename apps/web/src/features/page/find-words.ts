import type { Box, PageLine } from '@kinfolio/contracts'

export type Token = { text: string; start: number; end: number }
export type FoundWord = { line: number; start: number; end: number; box: Box }

/** Words may differ from the query by this many letters when nothing else is found: one in five. */
const LETTERS_PER_SLIP = 5
/** From this length on a longer query still matches the word it is an ending of. */
const STEM_MIN = 4

/** Lower case, without accents and surrounding punctuation: how words are compared. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLocaleLowerCase()
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
}

export function tokensOf(text: string): Token[] {
  return Array.from(text.matchAll(/\S+/g), ({ 0: word, index }) => ({
    text: word,
    start: index,
    end: index + word.length,
  }))
}

/**
 * Where the words of a query stand on a page. As written or as a beginning first; only when nothing is found
 * so, words that differ by a slip, which is what the server's fuzzy search answers with.
 */
export function findWords(lines: readonly PageLine[], query: string): FoundWord[] {
  const wanted = tokensOf(query)
    .map(({ text }) => fold(text))
    .filter((word) => word !== '')
  if (wanted.length === 0) return []
  const found = collect(lines, (word) => wanted.some((query) => isSameWord(word, query)))
  if (found.length > 0) return found
  return collect(lines, (word) => wanted.some((query) => isNearly(word, query)))
}

function collect(lines: readonly PageLine[], matches: (folded: string) => boolean): FoundWord[] {
  return lines.flatMap((line, index) =>
    tokensOf(line.text).flatMap((token, at) =>
      matches(fold(token.text))
        ? [{ line: index, start: token.start, end: token.end, box: boxOf(line, { token, at }) }]
        : [],
    ),
  )
}

/** The word's own box where the reading has one, else its share of the line, letters counted alike. */
export function boxOf(line: PageLine, { token, at }: { token: Token; at: number }): Box {
  const word = line.words[at]?.text === token.text ? line.words[at] : line.words.find(({ text }) => text === token.text)
  if (word !== undefined) return word.box
  const length = Math.max(1, line.text.length)
  return {
    ...line.box,
    x: line.box.x + (line.box.width * token.start) / length,
    width: (line.box.width * (token.end - token.start)) / length,
  }
}

function isSameWord(word: string, query: string): boolean {
  if (word === '') return false
  return word.startsWith(query) || (word.length >= STEM_MIN && query.startsWith(word))
}

function isNearly(word: string, query: string): boolean {
  const slips = Math.floor(Math.max(word.length, query.length) / LETTERS_PER_SLIP)
  return slips > 0 && Math.abs(word.length - query.length) <= slips && distance(word, query) <= slips
}

/** Levenshtein's distance, one row at a time. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1]
    for (const [j, other] of Array.from(b).entries())
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)))
    row = next
  }
  return row.at(-1) ?? 0
}

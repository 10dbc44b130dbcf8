import type { PageLine } from '@kinfolio/contracts'
import { tokensOf } from './find-words.ts'
import type { FoundWord } from './find-words.ts'

export type Segment = { text: string; start: number; look: 'plain' | 'found' | 'lit' }

type Shown = { found: readonly FoundWord[]; litWord: number | null }

/** A line cut into stretches of one look, in order and without loss. */
export function segmentsOf(line: PageLine, { found, litWord }: Shown): Segment[] {
  const lit = litWord === null ? undefined : rangeOfWord(line, litWord)
  const special = [
    ...found.map(({ start, end }) => ({ start, end, look: 'found' as const })),
    ...(lit === undefined || found.some(({ start }) => start === lit.start) ? [] : [{ ...lit, look: 'lit' as const }]),
  ].sort((a, b) => a.start - b.start)

  const segments: Segment[] = []
  let at = 0
  for (const { start, end, look } of special) {
    if (start < at) continue
    if (start > at) segments.push({ text: line.text.slice(at, start), start: at, look: 'plain' })
    segments.push({ text: line.text.slice(start, end), start, look })
    at = end
  }
  if (at < line.text.length) segments.push({ text: line.text.slice(at), start: at, look: 'plain' })
  return segments
}

/** Where a recognised word stands in the line's text; readers count words as the text does, or nearly so. */
function rangeOfWord(line: PageLine, index: number): { start: number; end: number } | undefined {
  const tokens = tokensOf(line.text)
  const word = line.words[index]
  if (tokens[index]?.text === word?.text) return tokens[index]
  return tokens.find(({ text }) => text === word?.text)
}

import type { Box, PageLine } from '@kinfolio/contracts'
import { isInside } from './geometry.ts'
import type { Point } from './geometry.ts'

/** What is lit: a line, or one word of it. */
export type Lit = { line: number; word: number | null } | null

/** The word under a point, or the line where no word is; in fractions of the page. */
export function litUnder(lines: readonly PageLine[], point: Point): Lit {
  const line = lines.findIndex(({ box }) => isInside(point, box))
  if (line < 0) return null
  const word = lines[line]?.words.findIndex(({ box }) => isInside(point, box)) ?? -1
  return { line, word: word < 0 ? null : word }
}

export function isSameLit(a: Lit, b: Lit): boolean {
  return a?.line === b?.line && a?.word === b?.word
}

/** The boxes of what is lit: the line, and its word once more where one is meant. */
export function litBoxes(lines: readonly PageLine[], lit: Lit): Box[] {
  const line = lit === null ? undefined : lines[lit.line]
  if (lit === null || line === undefined) return []
  const word = lit.word === null ? undefined : line.words[lit.word]
  return word === undefined ? [line.box] : [line.box, word.box]
}

import type { Paragraph } from '@kinfolio/rm-format'
import type { Font, Measure, TextRun, TextWord } from './page.ts'
import type { ParagraphLook } from './text-styles.ts'

/** Where in a paragraph's text (UTF-16 offsets) a line lies. */
export type LineRange = { from: number; to: number }

const SOFT_BREAK = '\u2028'

/** A paragraph whose letters have been measured: `at[i]` is the width of everything before offset i. */
export type MeasuredParagraph = { text: string; at: Float64Array; fonts: Font[]; spans: Paragraph['spans'] }

export function measureParagraph(
  paragraph: Paragraph,
  { look, measure }: { look: ParagraphLook; measure: Measure },
): MeasuredParagraph {
  const { text, spans } = paragraph
  const at = new Float64Array(text.length + 1)
  const fonts = spans.map((span) => fontOf(span, look))
  spans.forEach((span, index) => {
    const font = fonts[index] ?? look.font
    const known = new Map<string, number>()
    for (let i = span.from; i < Math.min(span.to, text.length);) {
      const letter = String.fromCodePoint(text.codePointAt(i) ?? 0)
      const width = known.get(letter) ?? measure(letter, font)
      known.set(letter, width)
      const start = at[i]!
      for (const end = i + letter.length; i < end;) at[++i] = start + width
    }
  })
  return { text, at, fonts, spans }
}

function fontOf(span: { isBold: boolean; isItalic: boolean }, { font, boldWeight }: ParagraphLook): Font {
  return { ...font, weight: span.isBold ? boldWeight : font.weight, isItalic: span.isItalic }
}

/** Breaks at soft breaks, then after spaces, slashes and hyphens; within a word only when it fills a line alone. */
export function breakLines(paragraph: MeasuredParagraph, width: number): LineRange[] {
  const lines: LineRange[] = []
  let from = 0
  for (const part of paragraph.text.split(SOFT_BREAK)) {
    wrap(paragraph, { from, to: from + part.length, width }, lines)
    from += part.length + 1
  }
  return lines
}

function wrap(
  { text, at }: MeasuredParagraph,
  { from, to, width }: LineRange & { width: number },
  lines: LineRange[],
): void {
  let start = from
  let chance = from
  for (let i = from; i < to; i++) {
    const letter = text[i]!
    // The second half of a letter of two units has no width of its own and may not be parted from the first.
    if (letter >= '\udc00' && letter <= '\udfff') continue
    // Spaces hang over the edge, so they never start a line. What is left of a word after a break may be too wide still.
    while (letter !== ' ' && at[i + 1]! - at[start]! > width && i > start) {
      const end = chance > start ? chance : i
      lines.push({ from: start, to: end })
      start = end
      chance = end
    }
    if (letter === ' ' || letter === '/' || letter === '-') chance = i + 1
  }
  lines.push({ from: start, to })
}

/**
 * Words with the spaces after them. Bars, bullets and underscores stand alone: their widths differ from the tablet's
 * by another measure than letters do, so that no one stretch would fit both.
 */
const PIECES = /(?:\|+|\u2022+|_+|[^ |\u2022_]+) *| +/g

/** The line's words, each in one font, with their places when the line starts at `x`. */
export function runsOf(
  { text, at, fonts, spans }: MeasuredParagraph,
  { line, x }: { line: LineRange; x: number },
): TextRun[] {
  return spans.flatMap((span, index) => {
    const first = Math.max(span.from, line.from)
    const font = fonts[index]
    if (font === undefined) return []
    return Array.from(text.slice(first, Math.min(span.to, line.to)).matchAll(PIECES), (piece): TextRun => {
      const from = first + piece.index
      const to = from + piece[0].length
      return { text: piece[0], x: x + at[from]! - at[line.from]!, width: at[to]! - at[from]!, font }
    })
  })
}

export type LinePlace = { line: LineRange; x: number; y: number; height: number }

export function wordsOf({ text, at }: MeasuredParagraph, { line, x, y, height }: LinePlace): TextWord[] {
  return Array.from(text.slice(line.from, line.to).matchAll(/\S+/gu), (match) => {
    const from = line.from + match.index
    const to = from + match[0].length
    return { text: match[0], rect: { x: x + at[from]! - at[line.from]!, y, width: at[to]! - at[from]!, height } }
  })
}

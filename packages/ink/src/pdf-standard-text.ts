import type { Font, TextRun } from './page.ts'
import { measureByTable } from './text-metrics.ts'

/** The characters WinAnsiEncoding keeps where Latin-1 has controls, by code from 0x80. */
const FROM_80 =
  '\u20ac\0\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\0\u017d\0\0\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\0\u017e\u0178'
const UNKNOWN = 0x3f

const faces = {
  sans: ['Helvetica', 'Helvetica-Bold', 'Helvetica-Oblique', 'Helvetica-BoldOblique'],
  serif: ['Times-Roman', 'Times-Bold', 'Times-Italic', 'Times-BoldItalic'],
} as const

/**
 * Text in one of the fonts every PDF viewer has. They know Western European letters only; others become
 * question marks, so a writer that must show all typed text embeds fonts and passes `encodeText`.
 */
export function encodeWinAnsi({ text, font }: TextRun): { baseFont: string; hex: string; widthPx: number } {
  const hex = Array.from(text, (letter) => codeOf(letter).toString(16).padStart(2, '0')).join('')
  // The standard fonts' letters are about as wide as those of the table.
  return { baseFont: baseFontOf(font), hex, widthPx: measureByTable(text, font) }
}

function baseFontOf({ family, weight, isItalic }: Font): string {
  return faces[family][(weight >= 600 ? 1 : 0) + (isItalic ? 2 : 0)] ?? faces[family][0]
}

function codeOf(letter: string): number {
  const code = letter.codePointAt(0) ?? 0
  if ((code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff)) return code
  const at = FROM_80.indexOf(letter)
  return at >= 0 && code !== 0 ? 0x80 + at : UNKNOWN
}

import { GLYPHS, MARKS } from './handwriting-glyphs.ts'

/** A point of a glyph's path; at a corner the curve breaks. */
export type Knot = { x: number; y: number; isCorner: boolean }

/** A letter ready to be written. Units are those of the glyph table: small letters are 100 high. */
export type Glyph = {
  advance: number
  strokes: Knot[][]
  /** The first stroke can be entered from the letter before, or runs on into the next. */
  canEnter: boolean
  canLeave: boolean
}

/** Height of small letters and capitals in glyph units. */
export const X_HEIGHT = 100
const CAPITAL_HEIGHT = 170
const ASCENDER = 190

/** Stands for characters the hand does not know: an empty box, so that a gap is seen. */
const UNKNOWN: readonly [number, string] = [90, '14,4! 14,120! 76,120! 76,4! 14,4!']

const TALL = /[A-Z0-9bdfhkltß]/

const known = new Map<string, Glyph>()

/** The glyph of a character; letters with marks are put together from the letter and its marks. */
export function glyphOf(character: string): Glyph {
  const found = known.get(character)
  if (found !== undefined) return found
  const glyph = composeGlyph(character)
  known.set(character, glyph)
  return glyph
}

/** Whether the hand can write the character. */
export function canWrite(character: string): boolean {
  const [base = '', ...marks] = character.normalize('NFD')
  return GLYPHS[base] !== undefined && marks.every((mark) => MARKS[mark] !== undefined)
}

function composeGlyph(character: string): Glyph {
  const [base = '', ...marks] = character.normalize('NFD')
  if (!canWrite(character)) return glyphFrom(UNKNOWN)
  // Marks take the place of the dot.
  const isDotted = marks.length > 0 && base === 'i'
  const glyph = glyphFrom(GLYPHS[isDotted ? 'ı' : base] ?? UNKNOWN)
  const middle = middleOf(glyph.strokes[0] ?? [])
  const top = TALL.test(base) ? (/[A-Z]/.test(base) ? CAPITAL_HEIGHT : ASCENDER) - 10 : X_HEIGHT
  const added = marks.flatMap((mark) => markStrokes(mark, { x: middle, y: top }))
  return { ...glyph, strokes: [...glyph.strokes, ...added] }
}

function glyphFrom([advance, path]: readonly [number, string]): Glyph {
  const [first = ''] = path.split(';')
  return { advance, strokes: strokesOf(path), canEnter: first.startsWith('>'), canLeave: first.trimEnd().endsWith('>') }
}

function strokesOf(path: string): Knot[][] {
  return path.split(';').map((stroke) => stroke.replaceAll('>', '').trim().split(/\s+/).map(knotOf))
}

function knotOf(text: string): Knot {
  const [x = 0, y = 0] = text.replace('!', '').split(',').map(Number)
  return { x, y, isCorner: text.endsWith('!') }
}

function markStrokes(mark: string, at: { x: number; y: number }): Knot[][] {
  const { path, isBelow = false } = MARKS[mark] ?? { path: '0,0 1,0' }
  const lift = isBelow ? 0 : at.y
  return strokesOf(path).map((stroke) => stroke.map((knot) => ({ ...knot, x: knot.x + at.x, y: knot.y + lift })))
}

function middleOf(stroke: readonly Knot[]): number {
  const xs = stroke.map((knot) => knot.x)
  return (Math.min(...xs) + Math.max(...xs)) / 2
}

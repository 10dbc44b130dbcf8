import type { Rect } from '@kinfolio/rm-format'
import type { TemplateMark } from './page.ts'
import type { PaperBox } from './page-size.ts'

/** Greys of the official export: grid lines 239, writing lines 227. */
const GRID_GREY = '#efefef'
const LINE_GREY = '#e3e3e3'
const DOT_GREY = '#c8c8c8'
/** Lines are two pixels wide; the medium grid repeats every 52 units, starting at the paper's corner (measured). */
const LINE_WIDTH = 2
const PITCH = { small: 39, medium: 52, large: 78 }
const DOT_SIZE = 4
/** A page has at most this many dots or lines: a huge page repeats nothing more. */
const MAX_TEMPLATE_RECTS = 20_000

/**
 * Our own drawing of the tablet's paper, told by the start of the template's name (`P Lines`, `LS Grid`, `P Dots S`).
 * Unknown names are blank paper: the official templates are not free.
 */
export function templateMarks(name: string | undefined, paper: PaperBox): TemplateMark[] {
  const plain = name?.replace(/^(P|LS) /, '').toLowerCase() ?? ''
  const pitch = pitchOf(plain)
  if (plain.startsWith('grid')) return [mark(GRID_GREY, [...columns(paper, pitch), ...rows(paper, pitch)])]
  if (plain.startsWith('dots')) return [mark(DOT_GREY, dots(paper, pitch))]
  if (plain.startsWith('line')) return [mark(LINE_GREY, rows(paper, pitch))]
  return []
}

function pitchOf(name: string): number {
  if (/\b(s|small)\b/.test(name)) return PITCH.small
  if (/\b(l|large)\b/.test(name)) return PITCH.large
  return PITCH.medium
}

function mark(colour: string, rects: Rect[]): TemplateMark {
  return { kind: 'template', colour, rects: rects.slice(0, MAX_TEMPLATE_RECTS) }
}

function columns({ left, top, width, height }: PaperBox, pitch: number): Rect[] {
  return steps(width, pitch).map((at) => ({ x: left + at, y: top, width: LINE_WIDTH, height }))
}

function rows({ left, top, width, height }: PaperBox, pitch: number): Rect[] {
  return steps(height, pitch).map((at) => ({ x: left, y: top + at - LINE_WIDTH / 2, width, height: LINE_WIDTH }))
}

function dots({ left, top, width, height }: PaperBox, pitch: number): Rect[] {
  const across = steps(width, pitch).slice(1)
  return steps(height, pitch)
    .slice(1)
    .flatMap((y) =>
      across.map((x) => ({
        x: left + x - DOT_SIZE / 2,
        y: top + y - DOT_SIZE / 2,
        width: DOT_SIZE,
        height: DOT_SIZE,
      })),
    )
}

function steps(length: number, pitch: number): number[] {
  return Array.from({ length: Math.ceil(length / pitch) }, (_, i) => i * pitch)
}

import { COLOURS, type Stroke, TOOLS } from '@kinfolio/rm-format'
import {
  boxOf,
  type DoodleOptions,
  drawCheckbox,
  drawHighlight,
  drawPaths,
  drawUnderline,
  layOutHandwriting,
  type NotebookPage,
  type Place,
} from '@kinfolio/testkit/handwriting'

/** What one writes with; the tablet's own tools and colours. */
export type Ink = Omit<DoodleOptions, 'seed'>

const ballpoint = TOOLS.ballpoint[1]
export const BLACK: Ink = { tool: ballpoint, colour: COLOURS.black, thickness: 2.2 }
export const BLUE: Ink = { tool: ballpoint, colour: COLOURS.blue, thickness: 2.2 }
export const RED: Ink = { tool: ballpoint, colour: COLOURS.red, thickness: 2.2 }
export const GREY: Ink = { tool: TOOLS.fineliner[1], colour: COLOURS.grey, thickness: 1.8 }
export const LEAF: Ink = { tool: TOOLS.marker[1], colour: COLOURS.green, thickness: 2 }
export const SUN: Ink = { tool: TOOLS.marker[1], colour: COLOURS.yellow, thickness: 2 }
export const PLUM: Ink = { tool: TOOLS.marker[1], colour: COLOURS.magenta, thickness: 2 }
export const WATER: Ink = { tool: TOOLS.marker[1], colour: COLOURS.cyan, thickness: 2 }

/** Highlighter colours of the tablet, as it stores them. */
export const MARK_YELLOW = 0xff_ff_ed_75
export const MARK_GREEN = 0xff_ac_ff_85
export const MARK_PINK = 0xff_f2_9e_ff

/** A page while it is being written. Units are those of the tablet: x from −702 to 702, y from 0 to 1872. */
export type Sheet = { seed: string; strokes: Stroke[]; marks: Stroke[] }

export type Writing = {
  x: number
  y: number
  /** Height of small letters. */
  size?: number
  width?: number
  lineHeight?: number
  ink?: Ink
  slant?: number
  joining?: number
  unrest?: number
  /** Words to go over with the highlighter, in this colour. */
  marked?: { words: string; argb: number }
}

const BODY_SIZE = 25
const LINES_PER_SIZE = 2.75

export function openSheet(seed: string): Sheet {
  return { seed, strokes: [], marks: [] }
}

/** Writes a text and answers the baseline of the line that would follow. */
export function write(sheet: Sheet, { text, ...writing }: Writing & { text: string }): number {
  const { size = BODY_SIZE, lineHeight = size * LINES_PER_SIZE, ink = BLACK, marked, ...place } = writing
  const hand = { joining: 0.55, unrest: 0.42, slant: 0.08, ...place, ...ink, size, lineHeight }
  const { strokes, words, nextBaseline } = layOutHandwriting(text, { ...hand, seed: seedOf(sheet, text) })
  sheet.strokes.push(...strokes)
  if (marked !== undefined) {
    const wanted = new Set(marked.words.split(' '))
    for (const [index, { text: word, box, baseline }] of words.entries()) {
      if (!wanted.has(word)) continue
      const over = { x: box.x - 4, y: baseline - size * 1.35, width: box.width + 8, height: size * 1.7 }
      sheet.marks.push(...drawHighlight({ seed: `${sheet.seed}/${text}/${index}`, argb: marked.argb, box: over }))
    }
  }
  return nextBaseline
}

/** A heading with a line under it; answers the baseline of what follows. */
export function writeHeading(sheet: Sheet, { text, ...writing }: Writing & { text: string }): number {
  const size = writing.size ?? BODY_SIZE * 1.8
  const first = sheet.strokes.length
  const next = write(sheet, { text: text, joining: 0.7, ...writing, size })
  const box = boxOf(sheet.strokes.slice(first))
  const line = { x: box.x - size * 0.3, y: next - size * (LINES_PER_SIZE - 0.75), width: box.width + size * 0.8 }
  sheet.strokes.push(...drawUnderline({ ...(writing.ink ?? BLACK), ...line, seed: seedOf(sheet, text) }))
  return next + size * 0.1
}

/** Lines with a box to tick before each; `x ` before a text ticks it. Answers the baseline of what follows. */
export function writeTasks(sheet: Sheet, { lines, ...writing }: Writing & { lines: readonly string[] }): number {
  const size = writing.size ?? BODY_SIZE
  let y = writing.y
  for (const task of lines) {
    const isChecked = task.startsWith('x ')
    const text = isChecked ? task.slice(2) : task
    const ink = writing.ink ?? BLACK
    const box = {
      ...ink,
      seed: seedOf(sheet, text),
      tool: TOOLS.fineliner[1],
      x: writing.x,
      y: y + 3,
      size: size * 1.2,
    }
    sheet.strokes.push(...drawCheckbox({ ...box, isChecked }))
    y = write(sheet, { text: text, ...writing, y, x: writing.x + size * 2.2 })
  }
  return y
}

/** Lines with a dash or a number before each. Answers the baseline of what follows. */
export function writeList(sheet: Sheet, writing: Writing & { lines: readonly string[]; isNumbered?: boolean }): number {
  const { lines, isNumbered = false, ...rest } = writing
  const size = writing.size ?? BODY_SIZE
  let y = writing.y
  for (const [index, line] of lines.entries()) {
    const sign = isNumbered ? `${index + 1}.` : '–'
    write(sheet, { text: sign, ...withoutMarks(rest), y })
    y = write(sheet, { text: line, ...rest, y, x: writing.x + size * 2 })
  }
  return y
}

/** The sheet as a page of a notebook: the highlighter on a layer of its own, below the ink. */
export function pageOf(sheet: Sheet): Pick<NotebookPage, 'layers' | 'template'> {
  const layers = [
    { label: 'Marker', items: sheet.marks },
    { label: 'Pen', items: sheet.strokes },
  ]
  return { layers, template: 'Blank' }
}

export type Sketch = readonly { ink: Ink; paths: readonly (readonly Place[])[] }[]

/** Draws a sketch, made in units of its own, with its upper left corner at x, y. */
export function sketch(sheet: Sheet, input: { drawn: Sketch; x: number; y: number; scale?: number }): void {
  const { drawn, x, y, scale = 1 } = input
  for (const [index, { ink, paths }] of drawn.entries()) {
    const placed = paths.map((path) =>
      path.map(([px, py, corner]): Place =>
        corner === undefined ? [x + px * scale, y + py * scale] : [x + px * scale, y + py * scale, corner],
      ),
    )
    sheet.strokes.push(...drawPaths({ ...ink, seed: `${sheet.seed}/${index}/${x}/${y}` }, placed))
  }
}

function seedOf({ seed }: Sheet, text: string): string {
  return `${seed}/${text}`
}

function withoutMarks({ marked: _, ...writing }: Writing): Writing {
  return writing
}

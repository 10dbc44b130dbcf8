import type { Rect, Stroke } from '@kinfolio/rm-format'
import { COLOURS, TOOLS, toolName } from '@kinfolio/rm-format'
import { X_HEIGHT, glyphOf } from './handwriting-font.ts'
import type { Glyph, Knot } from './handwriting-font.ts'
import { drawStroke } from './handwriting-pen.ts'
import type { Pen } from './handwriting-pen.ts'
import { randomFrom } from './handwriting-random.ts'
import type { Random } from './handwriting-random.ts'

/** How and where to write. Lengths are page units (about 1/227 inch). */
export type HandwritingOptions = {
  /** The same seed, text and options give the same strokes. */
  seed: number | string
  /** Left end and baseline of the first line. */
  x: number
  y: number
  /** Height of small letters. */
  size?: number
  /** Shear to the right: 0 upright, 0.2 a strong slant. */
  slant?: number
  /** Lines are broken at spaces to stay within it. */
  width?: number
  /** From baseline to baseline; three times the size by default. */
  lineHeight?: number
  /** From 0 to 1: how often letters that can be joined are. */
  joining?: number
  /** From 0, like print, to 1, in a hurry. */
  unrest?: number
  tool?: number
  colour?: number
  argb?: number
  thickness?: number
}

/** A word where it was written, to compare a reading with. `strokes` are indexes. */
export type WrittenWord = { text: string; line: number; baseline: number; box: Rect; strokes: number[] }
export type Handwriting = {
  strokes: Stroke[]
  words: WrittenWord[]
  /** Baseline of the last line, and what the next line's would be. */
  lastBaseline: number
  nextBaseline: number
}

type Settings = Required<Omit<HandwritingOptions, 'argb' | 'seed'>> & { pen: Pen }

const DEFAULT_SIZE = 24
const SPACE_ADVANCE = 66
/** Between letters, and what a stroke that leads from one to the next needs besides. */
const TRACKING = 5
const JOIN_ADVANCE = 12
/** Width and liveliness of each tool's line at thickness 2, after strokes in the corpus. */
const LINES: ReadonlyMap<string | undefined, readonly [width: number, liveliness: number]> = new Map([
  ['fineliner', [2.6, 0.18]],
  ['ballpoint', [2.9, 0.4]],
  ['pencil', [3.2, 0.45]],
  ['mechanicalPencil', [2, 0.25]],
  ['marker', [5, 0.25]],
  ['paintbrush', [6.5, 0.65]],
  ['calligraphy', [4.6, 0.55]],
])

/** The strokes of a text written by hand, in the order a hand makes them. Spaces and newlines part words. */
export function writeHandwriting(text: string, options: HandwritingOptions): Stroke[] {
  return layOutHandwriting(text, options).strokes
}

/** The same with the place of each word. */
export function layOutHandwriting(text: string, options: HandwritingOptions): Handwriting {
  const settings = settingsOf(options)
  const random = randomFrom(options.seed).fork(text)
  const written: Handwriting = { strokes: [], words: [], lastBaseline: settings.y, nextBaseline: settings.y }
  let line = 0
  let baseline = settings.y
  for (const paragraph of text.normalize('NFC').split('\n')) {
    let x = settings.x
    for (const word of paragraph.split(' ')) {
      const width = widthOf(word, settings)
      if (x > settings.x && x + width > settings.x + settings.width) {
        x = settings.x
        baseline += settings.lineHeight
        line++
      }
      if (word !== '') x = writeWord({ settings, random, written }, { word, x, baseline, line })
      x += SPACE_ADVANCE * unitOf(settings) * (1 + random.wobble(0.12 * settings.unrest))
    }
    written.lastBaseline = baseline
    baseline += settings.lineHeight
    line++
  }
  written.nextBaseline = baseline
  return written
}

/** How wide a text is on one line, before the small irregularities of the hand. */
export function measureHandwriting(text: string, size = DEFAULT_SIZE): number {
  let units = 0
  for (const character of text.normalize('NFC'))
    units += character === ' ' ? SPACE_ADVANCE : glyphOf(character).advance + TRACKING + JOIN_ADVANCE / 2
  return (units * size) / X_HEIGHT
}

export function penOf(options: Pick<HandwritingOptions, 'tool' | 'colour' | 'argb' | 'thickness'>): Pen {
  const { tool = TOOLS.ballpoint[1], colour = COLOURS.black, argb, thickness = 2 } = options
  const [width, liveliness] = LINES.get(toolName(tool)) ?? [3, 0.3]
  return { tool, colour, argb, thickness, width: (width * thickness) / 2, liveliness }
}

/** A finished stroke. Ids are those of a page's first writer; `writePage` gives its own. */
export function strokeFrom(knots: readonly Knot[], context: { pen: Pen; random: Random; counter?: number }): Stroke {
  const { pen, random, counter = 0 } = context
  return {
    kind: 'stroke',
    id: { author: 1, counter: counter + 1 },
    tool: pen.tool,
    colour: pen.colour,
    argb: pen.argb,
    thickness: pen.thickness,
    points: drawStroke(knots, { pen, random }),
    writtenBy: undefined,
  }
}

function settingsOf(options: HandwritingOptions): Settings {
  const pen = penOf(options)
  const { size = DEFAULT_SIZE, slant = 0.09, joining = 0.65, unrest = 0.5 } = options
  const { width = Number.POSITIVE_INFINITY, lineHeight = size * 3 } = options
  const { tool, colour, thickness } = pen
  const { x, y } = options
  return { x, y, size, slant, joining, unrest, width, lineHeight, tool, colour, thickness, pen }
}

function unitOf(settings: Pick<Settings, 'size'>): number {
  return settings.size / X_HEIGHT
}

function widthOf(word: string, settings: Settings): number {
  return measureHandwriting(word, settings.size)
}

type Hand = { settings: Settings; random: Random; written: Handwriting }
type WordPlace = { word: string; x: number; baseline: number; line: number }

/** Writes a word and returns where it ends. Dots and bars come after the letters they belong to are joined. */
function writeWord(hand: Hand, place: WordPlace): number {
  const { settings, random, written } = hand
  const lift = random.wobble(settings.size * 0.07 * settings.unrest)
  const origin = { x: place.x, baseline: place.baseline + lift }
  const first = written.strokes.length
  let x = 0
  let open: Knot[] | undefined
  let late: Knot[][] = []
  const close = (): void => {
    for (const knots of [...(open === undefined ? [] : [open]), ...late]) addStroke(hand, { knots, origin })
    open = undefined
    late = []
  }
  let before: Glyph | undefined
  for (const character of place.word) {
    const glyph = glyphOf(character)
    const isJoined =
      open !== undefined && before?.canLeave === true && glyph.canEnter && random.next() < settings.joining
    if (isJoined) x += JOIN_ADVANCE
    else close()
    const [main = [], ...rest] = shapeGlyph(hand, { glyph, x })
    // The tail that would have ended the letter gives way to the stroke that leads into the next.
    open = isJoined && open !== undefined ? [...open.slice(0, -1), ...main] : main
    late.push(...rest)
    x += (glyph.advance + TRACKING) * (1 + random.wobble(0.035 * settings.unrest))
    before = glyph
  }
  close()
  noteWord(written, { place, first })
  return place.x + x * unitOf(settings)
}

/** A glyph's strokes with the small differences that no two letters of a hand are without. */
function shapeGlyph({ settings, random }: Hand, { glyph, x }: { glyph: Glyph; x: number }): Knot[][] {
  const { unrest } = settings
  const tall = 1 + random.wobble(0.05 * unrest)
  const wide = 1 + random.wobble(0.05 * unrest)
  const lean = random.wobble(0.05 * unrest)
  const lift = random.wobble(4 * unrest)
  return glyph.strokes.map((stroke) =>
    stroke.map((knot) => ({
      x: x + knot.x * wide + knot.y * lean + random.wobble(1.6 * unrest),
      y: knot.y * tall + lift + random.wobble(1.6 * unrest),
      isCorner: knot.isCorner,
    })),
  )
}

type StrokePlace = { knots: Knot[]; origin: { x: number; baseline: number } }

function addStroke({ settings, random, written }: Hand, { knots, origin }: StrokePlace): void {
  const unit = unitOf(settings)
  const placed = knots.map(({ x, y, isCorner }) => ({
    x: origin.x + (x + y * settings.slant) * unit,
    y: origin.baseline - y * unit,
    isCorner,
  }))
  written.strokes.push(strokeFrom(placed, { pen: settings.pen, random, counter: written.strokes.length }))
}

function noteWord(written: Handwriting, { place, first }: { place: WordPlace; first: number }): void {
  const strokes = Array.from({ length: written.strokes.length - first }, (_, index) => first + index)
  const box = boxOf(written.strokes.slice(first))
  written.words.push({ text: place.word, line: place.line, baseline: place.baseline, box, strokes })
}

/** The smallest rectangle around the points of strokes. */
export function boxOf(strokes: readonly Stroke[]): Rect {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { points } of strokes) {
    for (const x of points.x) [left, right] = [Math.min(left, x), Math.max(right, x)]
    for (const y of points.y) [top, bottom] = [Math.min(top, y), Math.max(bottom, y)]
  }
  return left > right
    ? { x: 0, y: 0, width: 0, height: 0 }
    : { x: left, y: top, width: right - left, height: bottom - top }
}

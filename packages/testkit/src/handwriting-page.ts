import type { Rect, Stroke } from '@kinfolio/rm-format'
import { TOOLS } from '@kinfolio/rm-format'
import { drawCheckbox, drawHighlight, drawUnderline } from './handwriting-doodles.ts'
import { boxOf, layOutHandwriting } from './handwriting.ts'
import type { HandwritingOptions, WrittenWord } from './handwriting.ts'

/** A page of notes in a hand: text with a little markup, and where its words came to stand. */
export type NotesOptions = {
  seed: number | string
  /** Height of small letters in page units. */
  size?: number
  /** Left margin, width of the column and first baseline; defaults suit the tablet's page of 1404 × 1872. */
  x?: number
  y?: number
  width?: number
  /** Tool, colour, slant and so on of the body. */
  hand?: Partial<HandwritingOptions>
}

export type WrittenNotes = {
  strokes: Stroke[]
  /** Every written word in order; its `strokes` index `strokes` above. */
  words: WrittenWord[]
  /** The text as a reader would give it: lines without the markup's signs, boxes as [ ] and [x]. */
  text: string
  /** The next free baseline. */
  nextBaseline: number
}

type Line = { kind: 'heading' | 'plain' | 'bullet' | 'todo'; text: string; isChecked: boolean; indent: number }

/**
 * Writes notes. A line may begin with `# ` (heading, underlined), `- ` (bullet), `[ ] ` or `[x] ` (a drawn box),
 * two spaces indent it, an empty line leaves a gap, and ==words== are marked with the highlighter.
 */
export function writeNotes(markup: string, options: NotesOptions): WrittenNotes {
  const { seed, size = 24, x = -600, y = 180, width = 1200, hand = {} } = options
  const written: WrittenNotes = { strokes: [], words: [], text: '', nextBaseline: y }
  const texts: string[] = []
  for (const [index, source] of markup.split('\n').entries()) {
    const step = size * 3
    if (source.trim() === '') {
      written.nextBaseline += step * 0.6
      continue
    }
    const line = lineOf(source)
    const place = {
      seed: `${seed}/${index}`,
      size,
      x: x + line.indent * size * 2,
      y: written.nextBaseline,
      width,
      hand,
    }
    writeLine(written, { line, place: { ...place, width: width - line.indent * size * 2 } })
    texts.push(`${SIGNS[line.kind](line)}${line.text.replaceAll('==', '')}`)
  }
  return { ...written, text: texts.join('\n') }
}

const SIGNS: Record<Line['kind'], (line: Line) => string> = {
  heading: () => '',
  plain: () => '',
  bullet: () => '- ',
  todo: (line) => (line.isChecked ? '[x] ' : '[ ] '),
}

function lineOf(source: string): Line {
  const text = source.trimStart()
  const indent = Math.floor((source.length - text.length) / 2)
  const todo = /^\[([ x])\] (.*)$/.exec(text)
  if (todo !== null) return { kind: 'todo', text: todo[2] ?? '', isChecked: todo[1] === 'x', indent }
  if (text.startsWith('# ')) return { kind: 'heading', text: text.slice(2), isChecked: false, indent }
  if (text.startsWith('- ')) return { kind: 'bullet', text: text.slice(2), isChecked: false, indent }
  return { kind: 'plain', text, isChecked: false, indent }
}

type LinePlace = { seed: string; size: number; x: number; y: number; width: number; hand: Partial<HandwritingOptions> }

function writeLine(written: WrittenNotes, { line, place }: { line: Line; place: LinePlace }): void {
  const { seed, size, x, y, hand } = place
  const isHeading = line.kind === 'heading'
  const lead = isHeading || line.kind === 'plain' ? 0 : size * 2
  if (line.kind === 'bullet') add(written, layOutHandwriting('•', { ...hand, seed, size, x: x + size * 0.4, y }))
  if (line.kind === 'todo') {
    const isChecked = line.isChecked
    written.strokes.push(...drawCheckbox({ seed, tool: TOOLS.fineliner[1], x, y: y + 2, size: size * 1.15, isChecked }))
  }
  const laidOut = layOutHandwriting(line.text.replaceAll('==', ''), {
    ...hand,
    seed,
    size: isHeading ? size * 1.6 : size,
    thickness: (hand.thickness ?? 2) * (isHeading ? 1.4 : 1),
    x: x + lead,
    y: y + (isHeading ? size * 0.8 : 0),
    width: place.width - lead,
    lineHeight: size * (isHeading ? 4.4 : 3),
  })
  // Marks go under the ink, as the tablet's highlighter looks whichever comes first.
  for (const [index, box] of markedBoxes(laidOut.words, { marked: markedWords(line.text), size }).entries()) {
    written.strokes.push(...drawHighlight({ seed: `${seed}/${index}`, box }))
  }
  add(written, laidOut)
  written.nextBaseline = laidOut.nextBaseline + (isHeading ? size * 0.8 : 0)
  if (isHeading) underline(written, { strokes: laidOut.strokes, place, baseline: laidOut.lastBaseline })
}

function underline(written: WrittenNotes, input: { strokes: Stroke[]; place: LinePlace; baseline: number }): void {
  const { strokes, place, baseline } = input
  const box = boxOf(strokes)
  const colour = place.hand.colour === undefined ? {} : { colour: place.hand.colour }
  const y = baseline + place.size * 1.1
  written.strokes.push(...drawUnderline({ seed: place.seed, ...colour, x: box.x, y, width: box.width + place.size }))
}

function add(written: WrittenNotes, laidOut: { strokes: Stroke[]; words: WrittenWord[] }): void {
  const first = written.strokes.length
  written.strokes.push(...laidOut.strokes)
  const shifted = laidOut.words.map((word) => ({ ...word, strokes: word.strokes.map((index) => index + first) }))
  written.words.push(...shifted)
}

/** One box for each stretch of marked words on a line, as high as small letters with a little room. */
function markedBoxes(words: readonly WrittenWord[], marks: { marked: ReadonlySet<number>; size: number }): Rect[] {
  const { marked, size } = marks
  const boxes: Rect[] = []
  let before: { index: number; line: number } | undefined
  for (const [index, { line, baseline, box }] of words.entries()) {
    if (!marked.has(index)) continue
    const last = boxes.at(-1)
    if (last !== undefined && before?.index === index - 1 && before.line === line)
      last.width = box.x + box.width - last.x
    else boxes.push({ x: box.x, y: baseline - size * 1.3, width: box.width, height: size * 1.6 })
    before = { index, line }
  }
  return boxes
}

/** Indexes of the words between == and ==. */
function markedWords(text: string): Set<number> {
  const marked = new Set<number>()
  let isOn = false
  for (const [index, word] of text
    .split(' ')
    .filter((part) => part !== '')
    .entries()) {
    const signs = word.split('==').length - 1
    if (isOn || signs > 0) marked.add(index)
    if (signs % 2 === 1) isOn = !isOn
  }
  return marked
}

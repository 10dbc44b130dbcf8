import type { CrdtId, Paragraph, TypedText } from '@kinfolio/rm-format'
import type { Mark, Measure, TextLine } from './page.ts'
import { breakLines, measureParagraph, runsOf, wordsOf } from './text-lines.ts'
import type { LineRange, MeasuredParagraph } from './text-lines.ts'
import { checkbox, markerRun, strike } from './text-markers.ts'
import type { MarkerPlace } from './text-markers.ts'
import { measureByTable } from './text-metrics.ts'
import { lookOfParagraph } from './text-styles.ts'
import type { ParagraphLook } from './text-styles.ts'

/** Where the tablet puts the text column when the file has no text; also where anchors then hang. */
const DEFAULT_TEXT_Y = 234
const FIRST_RISE = 33.5
const INSET = 4
const LIST_INDENT = 48
/** A column so narrow that nothing fits would make one line per letter. */
const MIN_COLUMN = 40
const ASCENT = 0.98
const LINE_BOX = 1.3

/** Anchors to the first and the last line of the text instead of a character. */
const TOP_COUNTER = 2 ** 48 - 2
const BOTTOM_COUNTER = 2 ** 48 - 1

export type TextLayout = {
  lines: TextLine[]
  /** Text and shapes to draw, in order. */
  marks: Mark[]
  firstBaseline: number
  /** Baseline of the line holding a character; undefined when the text has no such character. */
  baselineOf: (character: CrdtId) => number | undefined
}

/** Sets the typed text as the tablet does: baselines, indents and breaks as measured on its own exports. */
export function layoutText(text: TypedText | undefined, measure: Measure = measureByTable): TextLayout {
  const first = DEFAULT_TEXT_Y + FIRST_RISE
  const none: TextLayout = {
    lines: [],
    marks: [],
    firstBaseline: first,
    baselineOf: (id) => (isSentinel(id) ? first : undefined),
  }
  if (text === undefined || ![text.x, text.y, text.width].every(Number.isFinite)) return none
  const state: State = { text, measure, lines: [], marks: [], baselines: new Map(), bottom: text.y, numbers: [] }
  text.paragraphs.forEach((_, index) => layParagraph(state, index))
  const firstBaseline = state.lines[0]?.baseline ?? text.y + FIRST_RISE
  const lastBaseline = state.lines.at(-1)?.baseline ?? firstBaseline
  return {
    lines: state.lines,
    marks: state.marks,
    firstBaseline,
    baselineOf: (id) => {
      if (id.counter === TOP_COUNTER) return firstBaseline
      if (id.counter === BOTTOM_COUNTER) return lastBaseline
      return state.baselines.get(keyOf(id)) ?? baselineOfDeleted(state, id)
    },
  }
}

type State = {
  text: TypedText
  measure: Measure
  lines: TextLine[]
  marks: Mark[]
  baselines: Map<string, number>
  /** Lower end of what has been set, with the space kept below it. */
  bottom: number
  /** Last number used, by list level. */
  numbers: number[]
}

function layParagraph(state: State, index: number): void {
  const paragraph = state.text.paragraphs[index]!
  const look = lookOfParagraph(paragraph)
  const x = state.text.x + INSET + (look.marker === undefined ? 0 : LIST_INDENT * (look.level + 1))
  const column = Math.max(MIN_COLUMN, state.text.x + state.text.width - x)
  const measured = measureParagraph(paragraph, { look, measure: state.measure })
  const ranges = breakLines(measured, column)
  const first = state.bottom + (index === 0 ? 0 : look.above) + look.rise
  layMarker(state, { index, look, place: { x, baseline: first } })
  ranges.forEach((range, i) => {
    const baseline = first + i * look.leading
    layLine(state, { paragraph: index, measured, range, look, place: { x, baseline } })
  })
  const last = first + (ranges.length - 1) * look.leading
  rememberBaselines(state, { paragraph, ranges, first, leading: look.leading })
  state.bottom = last + look.below
}

type LineInput = {
  paragraph: number
  measured: MeasuredParagraph
  range: LineRange
  look: ParagraphLook
  place: MarkerPlace
}

function layLine(state: State, { paragraph, measured, range, look, place }: LineInput): void {
  const { x, baseline } = place
  const size = look.font.sizePx
  const y = baseline - ASCENT * size
  const height = LINE_BOX * size
  const width = measured.at[range.to]! - measured.at[range.from]!
  const line: TextLine = {
    paragraph,
    style: state.text.paragraphs[paragraph]!.style,
    text: measured.text.slice(range.from, range.to),
    baseline,
    rect: { x, y, width, height },
    runs: runsOf(measured, { line: range, x }),
    words: wordsOf(measured, { line: range, x, y, height }),
    isStruckThrough: look.marker === 'checked',
  }
  state.lines.push(line)
  if (line.runs.length > 0) state.marks.push({ kind: 'text', line })
  if (line.isStruckThrough && width > 0) state.marks.push(strike(place, width))
}

type MarkerInput = { index: number; look: ParagraphLook; place: MarkerPlace }

function layMarker(state: State, { index, look, place }: MarkerInput): void {
  countNumbers(state, look)
  if (look.marker === undefined) return
  if (look.marker === 'unchecked' || look.marker === 'checked') {
    const isPartly = look.marker === 'unchecked' && hasDoneChild(state.text.paragraphs, index, look.level)
    state.marks.push(...checkbox(isPartly ? 'partly' : look.marker, place))
    return
  }
  const label = look.marker === 'bullet' ? '\u2022' : `${state.numbers[look.level] ?? 1}.`
  const run = markerRun(label, { look, place, measure: state.measure })
  const rect = {
    x: run.x,
    y: place.baseline - ASCENT * look.font.sizePx,
    width: run.width,
    height: LINE_BOX * look.font.sizePx,
  }
  const style = state.text.paragraphs[index]!.style
  const line = {
    paragraph: index,
    style,
    text: label,
    baseline: place.baseline,
    rect,
    runs: [run],
    words: [],
    isStruckThrough: false,
  }
  // A marker is drawn but is no part of the text people typed.
  state.marks.push({ kind: 'text', line })
}

/** Numbering goes on at its level until a paragraph outside that list comes. */
function countNumbers({ numbers }: State, { marker, level }: ParagraphLook): void {
  if (marker === undefined) numbers.length = 0
  else if (marker === 'number') {
    numbers[level] = (numbers[level] ?? 0) + 1
    numbers.length = level + 1
  } else numbers.length = Math.min(numbers.length, level)
}

/** The tablet shows a dash in an open box when something in the list below it is done. */
function hasDoneChild(paragraphs: Paragraph[], index: number, level: number): boolean {
  if (level > 0) return false
  for (let i = index + 1; i < paragraphs.length; i++) {
    const look = lookOfParagraph(paragraphs[i]!)
    if (look.marker === undefined || look.level === 0) return false
    if (look.marker === 'checked') return true
  }
  return false
}

type Remembered = { paragraph: Paragraph; ranges: LineRange[]; first: number; leading: number }

/** Ink hangs on characters; a newline belongs to the line it ends. */
function rememberBaselines({ baselines }: State, { paragraph, ranges, first, leading }: Remembered): void {
  let line = 0
  let offset = 0
  for (const id of paragraph.characterIds) {
    while (line < ranges.length - 1 && offset >= ranges[line + 1]!.from) line++
    baselines.set(keyOf(id), first + line * leading)
    offset += (paragraph.text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1
  }
}

/** A deleted character left its place to the one that follows, or to the end of its paragraph. */
function baselineOfDeleted({ text, baselines, lines }: State, id: CrdtId): number | undefined {
  const run = text.deleted?.find(({ id: first, count }) => {
    const offset = id.counter - first.counter
    return first.author === id.author && offset >= 0 && offset < count
  })
  if (run === undefined) return undefined
  const ids = text.paragraphs[run.paragraph]?.characterIds ?? []
  const heir = ids[run.index] ?? ids.at(-1)
  const ofParagraph = lines.find((line) => line.paragraph === run.paragraph)?.baseline
  return (heir && baselines.get(keyOf(heir))) ?? ofParagraph
}

function isSentinel({ counter }: CrdtId): boolean {
  return counter === TOP_COUNTER || counter === BOTTOM_COUNTER
}

function keyOf({ author, counter }: CrdtId): string {
  return `${author}:${counter}`
}

import type { CrdtId } from './scene.ts'
import type { ByteWriter } from './byte-writer.ts'
import { NO_ID, keyOf } from './crdt-id.ts'
import type { IdKey } from './crdt-id.ts'
import type { ParagraphInput, TextInput } from './page-input.ts'

type Run = { id: CrdtId; left: CrdtId; text: string; format: number | undefined }
type StyleEntry = { character: CrdtId; stamp: CrdtId; paragraph: ParagraphInput }

/** Typed text with its ids given: what block 0x07 holds. */
export type TextLayout = {
  runs: Run[]
  styles: StyleEntry[]
  paragraphs: readonly ParagraphInput[]
  place: Pick<TextInput, 'x' | 'y' | 'width'>
  characterCount: number
  nextCounter: number
  /** The new id of a character that had an id in the input. */
  idOf: (given: CrdtId) => CrdtId | undefined
}

type Piece = { text: string; isBold: boolean; isItalic: boolean; ids: readonly CrdtId[] }

/** Gives ids from `first` on: one for the styles, one for each code point and one for each format code. */
export function layOutText(text: TextInput, first: CrdtId): TextLayout {
  const { author } = first
  const stamp = first
  let counter = first.counter + 1
  let left = NO_ID
  let characterCount = 0
  const runs: Run[] = []
  const newIds = new Map<IdKey, CrdtId>()
  const add = (run: Pick<Run, 'text' | 'format'>, length: number): void => {
    runs.push({ ...run, id: { author, counter }, left })
    counter += length
    left = { author, counter: counter - 1 }
  }
  const styles: StyleEntry[] = []
  let hand = { isBold: false, isItalic: false }
  let newline = NO_ID
  for (const [index, paragraph] of text.paragraphs.entries()) {
    styles.push({ character: newline, stamp, paragraph })
    for (const piece of piecesOf(paragraph, index === text.paragraphs.length - 1)) {
      for (const format of switches(hand, piece)) add({ text: '', format }, 1)
      hand = piece
      for (const [place, given] of piece.ids.entries()) newIds.set(keyOf(given), { author, counter: counter + place })
      const length = Array.from(piece.text).length
      characterCount += length
      add({ text: piece.text, format: undefined }, length)
    }
    newline = left
  }
  const { x, y, width } = text
  const idOf = (given: CrdtId): CrdtId | undefined => newIds.get(keyOf(given)) ?? heirOf(text, { given, newIds })
  const place = { x, y, width }
  return { runs, styles, paragraphs: text.paragraphs, place, characterCount, nextCounter: counter, idOf }
}

/** The new id of the character that stands where a deleted one stood. */
function heirOf(text: TextInput, { given, newIds }: { given: CrdtId; newIds: Map<IdKey, CrdtId> }): CrdtId | undefined {
  const run = text.deleted?.find(({ id, count }) => {
    const offset = given.counter - id.counter
    return id.author === given.author && offset >= 0 && offset < count
  })
  const ids = text.paragraphs[run?.paragraph ?? -1]?.characterIds ?? []
  const heir = ids[run?.index ?? 0] ?? ids.at(-1)
  return heir === undefined ? undefined : newIds.get(keyOf(heir))
}

/** The spans of a paragraph, each with the given ids of its characters; the newline joins the last. */
function piecesOf(paragraph: ParagraphInput, isLast: boolean): Piece[] {
  const { text, characterIds = [] } = paragraph
  const spans = paragraph.spans ?? [{ from: 0, to: text.length, isBold: false, isItalic: false }]
  let place = 0
  const pieces = spans.map(({ from, to, isBold, isItalic }) => {
    const cut = text.slice(from, to)
    const length = Array.from(cut).length
    const ids = characterIds.slice(place, place + length)
    place += length
    return { text: cut, isBold, isItalic, ids }
  })
  const last = pieces.at(-1)
  if (isLast) return pieces.filter((piece) => piece.text !== '')
  const ids = characterIds.slice(place, place + 1)
  const hand = { isBold: last?.isBold ?? false, isItalic: last?.isItalic ?? false }
  return [...pieces.filter((piece) => piece.text !== ''), { text: '\n', ...hand, ids }]
}

/** Format codes: 1 bold on, 2 off, 3 italic on, 4 off. */
function switches(from: Omit<Piece, 'text' | 'ids'>, to: Omit<Piece, 'text' | 'ids'>): number[] {
  const codes: number[] = []
  if (from.isBold !== to.isBold) codes.push(to.isBold ? 1 : 2)
  if (from.isItalic !== to.isItalic) codes.push(to.isItalic ? 3 : 4)
  return codes
}

/** Body of block 0x07; see `readRootText` for its fields. */
export function writeRootText(writer: ByteWriter, layout: TextLayout): void {
  // 1: the node the text belongs to, 0:0 in every corpus file.
  writer.idField(0x1f, NO_ID)
  // 2: the runs, then the styles, each within two parts that hold nothing else.
  writer.part(0x2c, () => {
    writer.part(0x1c, () => writer.part(0x1c, () => writeRuns(writer, layout.runs)))
    writer.part(0x2c, () => writer.part(0x1c, () => writeStyles(writer, layout.styles)))
  })
  // 3: left end and top of the column; 4: its width.
  writer.part(0x3c, () => {
    writer.f64(layout.place.x)
    writer.f64(layout.place.y)
  })
  writer.f32Field(0x44, layout.place.width)
}

/** Nothing was deleted on a new page, so every run has its text or a format code. */
function writeRuns(writer: ByteWriter, runs: readonly Run[]): void {
  writer.varuint(runs.length)
  for (const { id, left, text, format } of runs) {
    writer.part(0x0c, () => {
      // 2 id of the first character, 3 and 4 its neighbours, 5 how many were deleted, 6 the text.
      writer.idField(0x2f, id)
      writer.idField(0x3f, left)
      writer.idField(0x4f, NO_ID)
      writer.u32Field(0x54, 0)
      writer.stringPart(0x6c, { text, format })
    })
  }
}

/** One style for each paragraph, also for plain ones: a tablet that changes one then has a value to replace. */
function writeStyles(writer: ByteWriter, styles: readonly StyleEntry[]): void {
  writer.varuint(styles.length)
  for (const { character, stamp, paragraph } of styles) {
    // The character is the newline before the paragraph, 0:0 for the first, and has no tag (read from rmscene 0.8).
    writer.id(character)
    writer.idField(0x1f, stamp)
    writer.part(0x2c, () => {
      // The 0x11 that other readers take for a constant is tag 1, kind 1: the style itself.
      writer.byteField(0x11, paragraph.style)
      if (paragraph.baseStyle !== undefined) writer.byteField(0x21, paragraph.baseStyle)
      if (paragraph.properties !== undefined) writer.u32Field(0x34, paragraph.properties)
    })
  }
}

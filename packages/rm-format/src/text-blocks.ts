import { NO_ID, isNewer, keyOf, readId } from './crdt-id.ts'
import { DamagedError } from './problems.ts'
import type { ByteReader } from './byte-reader.ts'
import { boundedOr } from './bounded.ts'
import type { PageDraft } from './page-draft.ts'
import type { StoredText, TextRun, TextStyle } from './stored-text.ts'
import { lwwFloat, readFields, readString } from './tagged.ts'

/**
 * Block 0x07: 1 id, 2 {1 {1 runs}, 2 {1 styles}}, 3 {f64 x, f64 y}, 4 f32 width, newer 5 {1 width with id of write}
 * (read from rmscene 0.8; field 5 measured on newer files).
 */
export function readRootText(draft: PageDraft, reader: ByteReader): void {
  const text: StoredText = { runs: [], styles: new Map(), x: -468, y: 234, width: 936 }
  readFields(reader, (tag) => {
    if (tag === 0x2c) {
      inParts(reader, (inner) => {
        if (inner === 0x1c) inParts(reader, (list) => list === 0x1c && readRuns(draft, { reader, text }))
        else if (inner === 0x2c) inParts(reader, (list) => list === 0x1c && readStyles(draft, { reader, text }))
        else return false
        return true
      })
    } else if (tag === 0x3c) readPlace(reader, text)
    else if (tag === 0x44) text.width = widthOr(reader.f32(), text.width)
    else if (tag === 0x5c) inParts(reader, (inner) => inner === 0x1c && readNewWidth(reader, text))
    else return false
    return true
  })
  if (draft.text !== undefined) {
    const message = 'The page has two typed texts; the later one is shown.'
    draft.problems.report({ code: 'duplicate-node', severity: 'lost', message, offset: reader.pos })
  }
  draft.text = text
}

/** Enters a part and reads its fields. */
function inParts(reader: ByteReader, read: (tag: number) => boolean): void {
  const outer = reader.openPart()
  readFields(reader, read)
  reader.closePart(outer)
}

/** Left edge and top of the text column as f64 (measured: −468 and 234 on most pages of the first tablets). */
function readPlace(reader: ByteReader, text: StoredText): void {
  const outer = reader.openPart()
  text.x = boundedOr(reader.f64(), text.x)
  text.y = boundedOr(reader.f64(), text.y)
  reader.closePart(outer)
}

/** 5 {1 {1 id of the write, 2 f32 width}} (measured: 18 bytes at the end of the block, firmware of 2024 and later). */
function readNewWidth(reader: ByteReader, text: StoredText): true {
  // The older field is rewritten too, so a width that makes no sense here falls back to it.
  text.width = widthOr(lwwFloat(reader)?.value ?? 0, text.width)
  return true
}

/** Text cannot be wrapped in a column without a width. */
function widthOr(width: number, fallback: number): number {
  return width > 0 ? boundedOr(width, fallback) : fallback
}

/** varuint count, each run a part with the tag 0x0C. */
function readRuns(draft: PageDraft, { reader, text }: { reader: ByteReader; text: StoredText }): true {
  const outer = reader.openPart()
  const count = atMost(draft, reader.varuint())
  for (let index = 0; index < count && reader.pos < reader.end; index++) {
    if (reader.varuint() !== 0x0c) throw new DamagedError('a run of its text has an unknown form')
    text.runs.push(readRun(draft, reader))
  }
  reader.closePart(outer)
  return true
}

/** Counts are the file's claim; what is read of them is bounded. */
function atMost(draft: PageDraft, count: number): number {
  if (count <= draft.limits.maxTextRuns) return count
  const message = 'The typed text has more parts than are read.'
  draft.problems.report({ code: 'too-long-text', severity: 'lost', message, count: count - draft.limits.maxTextRuns })
  return draft.limits.maxTextRuns
}

/** 2 id, 3 left, 4 right, 5 deleted length, 6 string or, with an empty string, a format code. */
function readRun(draft: PageDraft, reader: ByteReader): TextRun {
  const outer = reader.openPart()
  const run: TextRun = { id: NO_ID, left: NO_ID, right: NO_ID, deletedLength: 0, text: '', format: undefined }
  readFields(reader, (tag) => {
    if (tag === 0x2f) run.id = readId(reader)
    else if (tag === 0x3f) run.left = readId(reader)
    else if (tag === 0x4f) run.right = readId(reader)
    else if (tag === 0x54) run.deletedLength = reader.u32()
    else if (tag === 0x6c) readRunText(draft, { reader, run })
    else return false
    return true
  })
  reader.closePart(outer)
  return run
}

/** Format codes come with an empty string (read from rmscene 0.8; no file has both). */
function readRunText(draft: PageDraft, { reader, run }: { reader: ByteReader; run: TextRun }): void {
  const { text, format, isCut } = readString(reader, draft.limits.maxStringBytes)
  run.text = text
  run.format = format
  if (!isCut) return
  const message = 'A text is longer than the limit and was cut.'
  draft.problems.report({ code: 'too-long-text', severity: 'lost', message, offset: reader.pos })
}

/** varuint count, then styles one after the other without a part around each. */
function readStyles(draft: PageDraft, { reader, text }: { reader: ByteReader; text: StoredText }): true {
  const outer = reader.openPart()
  const count = atMost(draft, reader.varuint())
  for (let index = 0; index < count && reader.pos < reader.end; index++) {
    // This id, of the newline before the paragraph, has no tag (read from rmscene 0.8).
    const key = keyOf(readId(reader))
    const style = readStyle(reader)
    const known = text.styles.get(key)
    if (known === undefined || isNewer(style.stamp, known.stamp)) text.styles.set(key, style)
  }
  reader.closePart(outer)
  return true
}

/** 1 id of the write, 2 {u8 17, u8 style, newer: 2 u8 base style, 3 u32 properties}: exactly one of each. */
function readStyle(reader: ByteReader): TextStyle {
  const style: TextStyle = { stamp: NO_ID, style: 1, baseStyle: undefined, properties: undefined }
  if (reader.varuint() !== 0x1f) throw new DamagedError('a style of its text has an unknown form')
  style.stamp = readId(reader)
  if (reader.varuint() !== 0x2c) throw new DamagedError('a style of its text has an unknown form')
  const outer = reader.openPart()
  // 17 is a tag itself: index 1, one byte.
  readFields(reader, (tag) => {
    if (tag === 0x11) style.style = reader.u8()
    else if (tag === 0x21) style.baseStyle = reader.u8()
    else if (tag === 0x34) style.properties = reader.u32()
    else return false
    return true
  })
  reader.closePart(outer)
  return style
}

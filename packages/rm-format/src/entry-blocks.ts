import type { CrdtId, GlyphHighlight, PlacedImage, Rect, Stroke } from './scene.ts'
import { MAX_CORNERS } from './limits.ts'
import { DamagedError } from './problems.ts'
import type { ByteReader } from './byte-reader.ts'
import { NO_ID, isNoId, readId } from './crdt-id.ts'
import { boundedOr, isBounded } from './bounded.ts'
import type { DraftEntry, EntryValue, PageDraft } from './page-draft.ts'
import { addEntry } from './page-draft.ts'
import { PACKED_POINT_BYTES, WIDE_POINT_BYTES } from './points.ts'
import { lwwBytes, readFields, readString, uuidText } from './tagged.ts'

type EntryContext = { reader: ByteReader; blockVersion: number; offset: number }
type ValueContext = { reader: ByteReader; blockVersion: number; id: CrdtId }

/** First byte of an entry's value, which repeats what the block's type says (read from rmscene 0.8). */
const ENTRY_HIGHLIGHT = 1
const ENTRY_GROUP = 2
const ENTRY_STROKE = 3
const ENTRY_IMAGE = 7

/**
 * Blocks 0x03, 0x04, 0x05, 0x06, 0x08, 0x0F: 1 parent, 2 id, 3 left, 4 right, 5 deleted length,
 * 6 {u8 kind, value}. Part 6 is missing when the entry was deleted; it still keeps its place in the order, and the ids
 * of as many neighbours as field 5 says, which were deleted with it.
 */
export function readEntry(draft: PageDraft, context: EntryContext): void {
  const { reader, blockVersion, offset } = context
  let parent = NO_ID
  const entry: DraftEntry = { id: NO_ID, left: NO_ID, right: NO_ID, deletedLength: 0, value: undefined, offset }
  readFields(reader, (tag) => {
    if (tag === 0x1f) parent = readId(reader)
    else if (tag === 0x2f) entry.id = readId(reader)
    else if (tag === 0x3f) entry.left = readId(reader)
    else if (tag === 0x4f) entry.right = readId(reader)
    else if (tag === 0x54) entry.deletedLength = reader.u32()
    else if (tag === 0x6c) {
      const outer = reader.openPart()
      entry.value = readValue(draft, { reader, blockVersion, id: entry.id })
      reader.closePart(outer)
    } else return false
    return true
  })
  if (isNoId(entry.id)) throw new DamagedError('it has no id')
  addEntry(draft, { parent, entry })
}

/** The value of an entry by its kind byte, whatever the block's type says: in every corpus file the two agree. */
function readValue(draft: PageDraft, context: ValueContext): EntryValue | undefined {
  const kind = context.reader.u8()
  if (kind === ENTRY_STROKE) return readStroke(draft, context)
  if (kind === ENTRY_GROUP) return readGroupLink(context.reader)
  if (kind === ENTRY_HIGHLIGHT) return readHighlight(draft, context)
  if (kind === ENTRY_IMAGE) return readPlacedImage(context)
  // 0x06, text entries, are always empty in known files.
  return undefined
}

/** 2 id of the group's node (read from rmscene 0.8). */
function readGroupLink(reader: ByteReader): EntryValue | undefined {
  let node: CrdtId | undefined
  readFields(reader, (tag) => {
    if (tag !== 0x2f) return false
    node = readId(reader)
    return true
  })
  return node === undefined ? undefined : { kind: 'node', node }
}

/**
 * 1 tool, 2 colour, 3 f64 thickness, 4 f32 starting length, 5 points, 6 id of the writing, 7 id of a move,
 * 8 u32 0xAARRGGBB (read from rmscene 0.8; field 8 measured on files of firmware 3.14 and later). Nine strokes of
 * `paper-pro-shader-nested-extra` have 9, an id of unknown use.
 */
function readStroke(draft: PageDraft, { reader, blockVersion, id }: ValueContext): Stroke {
  let tool = 0
  let colour = 0
  let thickness = 1
  let argb: number | undefined
  let writtenBy: CrdtId | undefined
  let movedBy: CrdtId | undefined
  let startingLength = 0
  let points: Stroke['points'] | undefined
  readFields(reader, (tag) => {
    if (tag === 0x14) tool = reader.u32()
    else if (tag === 0x24) colour = reader.u32()
    else if (tag === 0x38) thickness = boundedOr(reader.f64(), 1)
    else if (tag === 0x44) startingLength = boundedOr(reader.f32(), 0)
    else if (tag === 0x5c) points = readPoints(draft, { reader, blockVersion })
    else if (tag === 0x6f) writtenBy = readId(reader)
    else if (tag === 0x7f) movedBy = readId(reader)
    else if (tag === 0x84) argb = reader.u32()
    else return false
    return true
  })
  points ??= draft.points.readPacked({ view: reader.view, offset: 0, count: 0, step: 1 })
  return { kind: 'stroke', id, tool, colour, argb, thickness, points, writtenBy, startingLength, movedBy }
}

/** Blocks of version 1 have wide points, those of version 2 packed ones (facts: 35 and 208 files; 1/2 in 4). */
function readPoints(draft: PageDraft, input: { reader: ByteReader; blockVersion: number }): Stroke['points'] {
  const { reader, blockVersion } = input
  const outer = reader.openPart()
  const pointBytes = blockVersion < 2 ? WIDE_POINT_BYTES : PACKED_POINT_BYTES
  const stored = {
    view: reader.view,
    offset: reader.pos,
    count: Math.floor(reader.remaining / pointBytes),
    step: draft.step,
  }
  if (reader.remaining % pointBytes !== 0) {
    const message = 'A stroke ends in the middle of a point.'
    draft.problems.report({ code: 'broken-block', severity: 'repaired', message, offset: reader.pos })
  }
  const points = blockVersion < 2 ? draft.points.readWide(stored, 0) : draft.points.readPacked(stored)
  reader.closePart(outer)
  return points
}

/**
 * 2 start, 3 length (both optional since firmware 3.6), 4 colour, 5 text, 6 {varuint n, n × 4 f64},
 * 7 first id, 8 last id, 9 include last, 10 u32 0xAARRGGBB (read from rmscene 0.8).
 */
function readHighlight(draft: PageDraft, { reader, id }: ValueContext): GlyphHighlight {
  const highlight: GlyphHighlight = {
    kind: 'highlight',
    id,
    colour: 0,
    argb: undefined,
    text: '',
    start: undefined,
    length: undefined,
    rects: [],
    firstCharacter: undefined,
    lastCharacter: undefined,
    includesLast: undefined,
  }
  readFields(reader, (tag) => {
    if (tag === 0x24) highlight.start = reader.u32()
    else if (tag === 0x34) highlight.length = reader.u32()
    else if (tag === 0x44) highlight.colour = reader.u32()
    else if (tag === 0x5c) highlight.text = readText(draft, reader)
    else if (tag === 0x6c) highlight.rects = readRects(draft, reader)
    else if (tag === 0x7f) highlight.firstCharacter = readId(reader)
    else if (tag === 0x8f) highlight.lastCharacter = readId(reader)
    else if (tag === 0x91) highlight.includesLast = reader.u8() !== 0
    else if (tag === 0xa4) highlight.argb = reader.u32()
    else return false
    return true
  })
  return highlight
}

/** Text of a highlight, which may be several lines of a book. */
function readText(draft: PageDraft, reader: ByteReader): string {
  const { text, isCut } = readString(reader, draft.limits.maxStringBytes)
  if (isCut) {
    const message = 'A text is longer than the limit and was cut.'
    draft.problems.report({ code: 'too-long-text', severity: 'lost', message, offset: reader.pos })
  }
  return text
}

/**
 * x, y, width, height as f64 in page units, x from the middle; one rectangle for each line of the marked text
 * (corpus: Wikipedia_highlighted, pdf-page-highlights-and-margin-notes).
 */
function readRects(draft: PageDraft, reader: ByteReader): Rect[] {
  const outer = reader.openPart()
  const count = reader.varuint()
  if (count > reader.remaining / 32) throw new DamagedError('it has more rectangles than bytes')
  const rects: Rect[] = []
  for (let index = 0; index < count; index++) {
    const rect = { x: reader.f64(), y: reader.f64(), width: reader.f64(), height: reader.f64() }
    if (Object.values(rect).every(isBounded)) rects.push(rect)
    else {
      const message = 'Highlight rectangles with impossible coordinates are not drawn.'
      draft.problems.report({ code: 'impossible-number', severity: 'lost', message, offset: reader.pos })
    }
  }
  reader.closePart(outer)
  return rects
}

/**
 * 1 image uuid (with the id of its write), 2 id of the placing, 3 {varuint n, n f32: x, y, u, v of each corner},
 * 4 {varuint n, n u32: corners of triangles}, 5 id of a move (from the two corpus pages with images, firmware 3.27 and later).
 */
function readPlacedImage({ reader, id }: ValueContext): PlacedImage {
  const placed: PlacedImage = { kind: 'image', id, image: '', corners: [], triangles: [] }
  readFields(reader, (tag) => {
    if (tag === 0x1c) placed.image = uuidText(lwwBytes(reader)?.value ?? new Uint8Array())
    else if (tag === 0x3c) placed.corners = cornersOf(readNumbers(reader, () => reader.f32()))
    else if (tag === 0x4c) placed.triangles = readNumbers(reader, () => reader.u32())
    else if (tag === 0x5f) placed.movedBy = readId(reader)
    else return false
    return true
  })
  if (placed.triangles.some((corner) => corner >= placed.corners.length))
    throw new DamagedError('its image has no such corner')
  return placed
}

/** A varuint count and as many numbers of four bytes. */
function readNumbers(reader: ByteReader, read: () => number): number[] {
  const outer = reader.openPart()
  const count = reader.varuint()
  if (count > reader.remaining / 4) throw new DamagedError('it has more numbers than bytes')
  if (count > MAX_CORNERS * 6) throw new DamagedError('its image has too many corners')
  // One corpus page (notebook-with-image, made by hand) has a count of four bytes: the numbers fill the end.
  reader.pos = reader.end - count * 4
  const numbers = Array.from({ length: count }, read)
  reader.closePart(outer)
  return numbers
}

/**
 * Four floats a corner: x and y in page units, u and v in the picture (corpus: Capture tool, whose four corners form a
 * rectangle with u, v of 0 and 1).
 */
function cornersOf(numbers: number[]): PlacedImage['corners'] {
  if (!numbers.every(isBounded)) {
    throw new DamagedError('its image has impossible coordinates')
  }
  const corners: PlacedImage['corners'] = []
  for (let at = 0; at + 3 < numbers.length; at += 4) {
    const [x = 0, y = 0, u = 0, v = 0] = numbers.slice(at, at + 4)
    corners.push({ x, y, u, v })
  }
  return corners
}

/** Block 0x0E: 1 {varuint n, each 0 {uuid, 1 file name, 2 bytes of unknown use}} (from two corpus pages). */
export function readImageSources(draft: PageDraft, reader: ByteReader): void {
  readFields(reader, (tag) => {
    if (tag !== 0x1c) return false
    const outer = reader.openPart()
    const count = reader.varuint()
    for (let index = 0; index < count && reader.pos < reader.end; index++) readImageSource(draft, reader)
    reader.closePart(outer)
    return true
  })
}

/**
 * The uuid is stored in the same byte order as those of authors; no file shows which, since file names are other uuids
 * (guess).
 */
function readImageSource(draft: PageDraft, reader: ByteReader): void {
  reader.varuint()
  const outer = reader.openPart()
  const uuid = uuidText(reader.take(16))
  let fileName = ''
  let bytes: Uint8Array | undefined
  readFields(reader, (tag) => {
    if (tag === 0x1c) fileName = nameIn(lwwBytes(reader)?.value, draft.limits.maxStringBytes)
    else if (tag === 0x2c) bytes = pictureIn(lwwBytes(reader)?.value)
    else return false
    return true
  })
  draft.images.set(uuid, { fileName, bytes })
  reader.closePart(outer)
}

/** A string part without its outer length: varuint length, u8 "is ASCII", UTF-8. */
function nameIn(bytes: Uint8Array | undefined, maxBytes: number): string {
  if (bytes === undefined) return ''
  let at = 0
  while (at < bytes.length && (bytes[at] ?? 0) >= 0x80) at++
  return new TextDecoder().decode(bytes.subarray(at + 2, at + 2 + maxBytes))
}

/** The corpus holds two bytes that are no picture here; only what begins like PNG or JPEG is taken for one. */
function pictureIn(bytes: Uint8Array | undefined): Uint8Array | undefined {
  if (bytes === undefined || bytes.length < 8) return undefined
  const isPng = bytes[0] === 0x89 && bytes[1] === 0x50
  const isJpeg = bytes[0] === 0xff && bytes[1] === 0xd8
  return isPng || isJpeg ? bytes : undefined
}

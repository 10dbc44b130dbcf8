import type { CrdtId, Points } from './scene.ts'
import type { ByteWriter } from './byte-writer.ts'
import { NO_ID } from './crdt-id.ts'
import type { GroupInput, HighlightInput, ImageInput, ItemInput, StrokeInput } from './page-input.ts'
import { uuidBytes } from './tagged.ts'

/** Minimum and current version of blocks that differ from 1/1 (from corpus files of firmware 3.14 and later). */
export const BLOCK_VERSIONS: ReadonlyMap<number, readonly [number, number]> = new Map([
  [0x02, [1, 2]],
  [0x05, [2, 2]],
  [0x0a, [0, 1]],
  [0x0d, [0, 1]],
  [0x0e, [3, 3]],
  [0x0f, [2, 2]],
] satisfies [number, [number, number]][])

type EntryInput = {
  parent: CrdtId
  id: CrdtId
  left: CrdtId
  item: Exclude<ItemInput, GroupInput> | { node: CrdtId }
  /** The new id of a character of the typed text. */
  characterOf: (given: CrdtId) => CrdtId
}
type WrittenEntry = { type: number; write: (writer: ByteWriter) => void }

/** Block type of an entry and how its body is written; the envelope is the same for all. */
export function writeEntry({ parent, id, left, item, characterOf }: EntryInput): WrittenEntry {
  const { type, kind, writeValue } = valueOf(item, characterOf)
  const write = (writer: ByteWriter): void => {
    // 1 group, 2 own id, 3 and 4 neighbours, 5 how many were deleted, 6 the value; a deleted entry has no 6.
    writer.idField(0x1f, parent)
    writer.idField(0x2f, id)
    writer.idField(0x3f, left)
    writer.idField(0x4f, NO_ID)
    writer.u32Field(0x54, 0)
    writer.part(0x6c, () => {
      writer.u8(kind)
      writeValue(writer)
    })
  }
  return { type, write }
}

type Value = { type: number; kind: number; writeValue: (writer: ByteWriter) => void }

/** Block type, kind byte and value of what an entry holds. The fields are those that the readers describe. */
function valueOf(item: EntryInput['item'], characterOf: EntryInput['characterOf']): Value {
  if ('node' in item) return { type: 0x04, kind: 2, writeValue: (writer) => writer.idField(0x2f, item.node) }
  switch (item.kind) {
    case 'stroke':
      return { type: 0x05, kind: 3, writeValue: (writer) => writeStroke(writer, item) }
    case 'highlight':
      return { type: 0x03, kind: 1, writeValue: (writer) => writeHighlight(writer, { highlight: item, characterOf }) }
    case 'image':
      return { type: 0x0f, kind: 7, writeValue: (writer) => writeImage(writer, item) }
  }
}

/** Fields 1 to 6 always, 8 only with an own colour; 7, the id of a move, never, since nothing was moved. */
function writeStroke(writer: ByteWriter, stroke: StrokeInput): void {
  // 1 tool, 2 colour, 3 thickness, 4 length erased ahead of the first point, 5 points, 6 written by.
  writer.u32Field(0x14, stroke.tool)
  writer.u32Field(0x24, stroke.colour)
  writer.varuint(0x38)
  writer.f64(stroke.thickness)
  writer.f32Field(0x44, stroke.startingLength ?? 0)
  writer.part(0x5c, () => writePackedPoints(writer, stroke.points))
  // Every stroke of the corpus says 0:1 here.
  writer.idField(0x6f, { author: 0, counter: 1 })
  if (stroke.argb !== undefined) writer.u32Field(0x84, stroke.argb)
}

/** Packed points are what firmware writes since 3.1; values out of range are clamped. */
function writePackedPoints(writer: ByteWriter, points: Points): void {
  // 14 bytes a point. Speed and width count quarters of a unit (measured: 23,323 strokes of tagged-sync).
  for (let index = 0; index < points.count; index++) {
    writer.f32(points.x[index] ?? 0)
    writer.f32(points.y[index] ?? 0)
    writer.u16(clampRound((points.speed[index] ?? 0) * 4, 0xffff))
    writer.u16(clampRound((points.width[index] ?? 0) * 4, 0xffff))
    writer.u8(clampRound((turn(points.direction[index] ?? 0) * 255) / (2 * Math.PI), 0xff))
    writer.u8(clampRound((points.pressure[index] ?? 0) * 255, 0xff))
  }
}

/** A whole turn as 32 bits hold it: a little more than 2π, and what the last of the 255 steps is read as. */
const WHOLE_TURN = Math.fround(2 * Math.PI)

/** The same direction from 0 to 2π. */
function turn(radians: number): number {
  const full = 2 * Math.PI
  return radians >= 0 && radians <= WHOLE_TURN ? radians : ((radians % full) + full) % full
}

function clampRound(value: number, max: number): number {
  return Math.min(Math.max(Math.round(value), 0), max)
}

type HighlightContext = { highlight: HighlightInput; characterOf: EntryInput['characterOf'] }

/** Fields 7 to 9 stand where typed text was marked, 2 and 3 where a source was, before firmware 3.6. */
function writeHighlight(writer: ByteWriter, { highlight, characterOf }: HighlightContext): void {
  // 2 start and 3 length in the source's text, 4 colour, 5 text, 6 rectangles, 7 to 9 first and last character.
  if (highlight.start !== undefined) writer.u32Field(0x24, highlight.start)
  if (highlight.length !== undefined) writer.u32Field(0x34, highlight.length)
  writer.u32Field(0x44, highlight.colour)
  writer.stringPart(0x5c, { text: highlight.text })
  writer.part(0x6c, () => {
    writer.varuint(highlight.rects.length)
    for (const { x, y, width, height } of highlight.rects) {
      for (const value of [x, y, width, height]) writer.f64(value)
    }
  })
  const { firstCharacter, lastCharacter } = highlight
  if (firstCharacter !== undefined && lastCharacter !== undefined) {
    writer.idField(0x7f, characterOf(firstCharacter))
    writer.idField(0x8f, characterOf(lastCharacter))
    writer.byteField(0x91, Number(highlight.includesLast ?? false))
  }
  if (highlight.argb !== undefined) writer.u32Field(0xa4, highlight.argb)
}

/** A mesh of triangles, as the tablet stores even plain rectangles. */
function writeImage(writer: ByteWriter, image: ImageInput): void {
  // 1 the picture's uuid, 2 when it was last moved, 3 corners, 4 triangles over them (corpus: notebook-with-image).
  writer.stamped(0x1c, { stamp: NO_ID, write: () => writer.part(0x2c, () => writer.raw(uuidBytes(image.image))) })
  writer.idField(0x2f, NO_ID)
  writer.part(0x3c, () => {
    writer.varuint(image.corners.length * 4)
    for (const { x, y, u, v } of image.corners) for (const value of [x, y, u, v]) writer.f32(value)
  })
  writer.part(0x4c, () => {
    writer.varuint(image.triangles.length)
    for (const corner of image.triangles) writer.u32(corner)
  })
}

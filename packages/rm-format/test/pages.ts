import { splitBlocks, writeBlocks } from '../src/blocks.ts'
import type { RawBlock } from '../src/blocks.ts'
import { ByteWriter } from '../src/byte-writer.ts'
import { headerOf } from '../src/header.ts'
import { pointsOf, writePage } from '../src/index.ts'
import type { CrdtId, PageInput, Scene, SceneItem, StrokeInput } from '../src/index.ts'

/** A stroke of a fineliner through these places. */
export function strokeThrough(...places: [number, number][]): StrokeInput {
  const points = pointsOf(places.map(([x, y]) => ({ x, y })))
  return { kind: 'stroke', tool: 17, colour: 0, thickness: 2, points }
}

/** A page of one layer with this many strokes of two points. */
export function pageOfStrokes(count: number): Uint8Array {
  const items = Array.from({ length: count }, (_, index) => strokeThrough([index, 0], [index, 10]))
  return writePage({ layers: [{ label: 'Layer 1', items }] })
}

/** The page with its blocks changed. */
export function withBlocks(page: PageInput | Uint8Array, change: (blocks: RawBlock[]) => RawBlock[]): Uint8Array {
  const raw = splitBlocks(page instanceof Uint8Array ? page : writePage(page))
  return writeBlocks({ ...raw, blocks: change(raw.blocks) })
}

/** A block of version 1/1, or of the one given, with the body that `write` makes. */
export function rawBlock(type: number, write: (writer: ByteWriter) => void, version = 1): RawBlock {
  const writer = new ByteWriter()
  write(writer)
  return { type, reserved: 0, minVersion: 1, currentVersion: version, offset: 0, body: writer.finish() }
}

/** A file of version 6 with just these blocks. */
export function pageOfBlocks(blocks: RawBlock[], trailing = new Uint8Array()): Uint8Array {
  return writeBlocks({ header: headerOf(6), blocks, trailing })
}

export const id = (author: number, counter: number): CrdtId => ({ author, counter })

type EntryParts = { parent: CrdtId; own: CrdtId; left?: CrdtId; right?: CrdtId }

/** The envelope of an entry; without `value` it is a deleted one. */
export function entryBody(parts: EntryParts, value?: (writer: ByteWriter) => void): (writer: ByteWriter) => void {
  return (writer) => {
    writer.idField(0x1f, parts.parent)
    writer.idField(0x2f, parts.own)
    writer.idField(0x3f, parts.left ?? id(0, 0))
    writer.idField(0x4f, parts.right ?? id(0, 0))
    writer.u32Field(0x54, value === undefined ? 1 : 0)
    if (value !== undefined) writer.part(0x6c, () => value(writer))
  }
}

/** An entry that links a group. */
export function linkBlock(parts: EntryParts & { node: CrdtId }): RawBlock {
  return rawBlock(
    0x04,
    entryBody(parts, (writer) => {
      writer.u8(2)
      writer.idField(0x2f, parts.node)
    }),
  )
}

/** A stroke entry with points of the older, wide form. */
export function wideStrokeBlock(parts: EntryParts & { floats: number[] }): RawBlock {
  return rawBlock(
    0x05,
    entryBody(parts, (writer) => {
      writer.u8(3)
      writer.u32Field(0x14, 17)
      writer.u32Field(0x24, 0)
      writer.varuint(0x38)
      writer.f64(2)
      writer.f32Field(0x44, 0)
      writer.part(0x5c, () => parts.floats.forEach((value) => writer.f32(value)))
    }),
  )
}

/** A tree node with a label. */
export function nodeBlock(node: CrdtId, label = ''): RawBlock {
  return rawBlock(0x02, (writer) => {
    writer.idField(0x1f, node)
    writer.stamped(0x2c, { stamp: id(0, 0), write: () => writer.stringPart(0x2c, { text: label }) })
  })
}

/** Every stroke of a scene, whatever group it is in. */
export function strokesIn(scene: Scene): Extract<SceneItem, { kind: 'stroke' }>[] {
  const open: SceneItem[] = scene.layers.flatMap((layer) => layer.items)
  const strokes: Extract<SceneItem, { kind: 'stroke' }>[] = []
  for (let item = open.shift(); item !== undefined; item = open.shift()) {
    if (item.kind === 'stroke') strokes.push(item)
    if (item.kind === 'group') open.unshift(...item.items)
  }
  return strokes
}

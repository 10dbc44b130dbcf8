import type { CrdtId } from './scene.ts'
import { writeBlocks } from './blocks.ts'
import type { RawBlock } from './blocks.ts'
import { ByteWriter } from './byte-writer.ts'
import { NO_ID, ROOT_ID } from './crdt-id.ts'
import { headerOf } from './header.ts'
import type { GroupInput, ItemInput, LayerInput, PageInput } from './page-input.ts'
import { layOutText, writeRootText } from './write-text.ts'
import type { TextLayout } from './write-text.ts'
import { BLOCK_VERSIONS, writeEntry } from './write-entry.ts'
import { uuidBytes } from './tagged.ts'

const DEFAULT_AUTHOR = '6b696e66-6f6c-494f-8000-000000000001'
const AUTHOR = 1
const NO_AUTHOR = 255
/** Where the tablet begins to count on a new page: the first layer is 0:11, its label 0:12, its entry 0:13. */
const FIRST_LAYER: CrdtId = { author: 0, counter: 11 }
const FIRST_LABEL: CrdtId = { author: 0, counter: 12 }
const FIRST_ENTRY: CrdtId = { author: 0, counter: 13 }
/** The first id of author 1 on a page of the corpus is 14 or 15. */
const FIRST_COUNTER = 15

type Node = { id: CrdtId; parent: CrdtId; label: string; labelStamp: CrdtId; group: LayerInput | GroupInput }
type Entry = { parent: CrdtId; id: CrdtId; left: CrdtId; item: Exclude<ItemInput, GroupInput> | { node: CrdtId } }

/** What is being written: ids are counted on, blocks are collected in the tablet's order. */
type Plan = {
  next: () => CrdtId
  nodes: Node[]
  groupEntries: Entry[]
  inkEntries: Entry[]
  text: TextLayout | undefined
}

/**
 * Bytes of a new page of version 6, with the blocks, versions and field order of firmware 3.14 and later
 * (compared with the corpus files of `remarkable-tablet-cli-rs`). `parsePage` gives the same scene back, up to ids,
 * and up to the steps in which points are stored: a quarter of a unit for width and speed, 1/255 for the rest.
 */
export function writePage(input: PageInput): Uint8Array {
  let counter = FIRST_COUNTER
  const text = input.text === undefined ? undefined : layOutText(input.text, { author: AUTHOR, counter })
  counter = text?.nextCounter ?? counter
  const next = (): CrdtId => ({ author: AUTHOR, counter: counter++ })
  const plan: Plan = { next, nodes: [], groupEntries: [], inkEntries: [], text }
  planLayers(plan, input.layers)
  const characterOf = (given: CrdtId): CrdtId => text?.idOf(given) ?? withoutText(given)
  // The order of a page that the tablet has just made (corpus: remarkable-tablet-cli-rs__smoke): who wrote, what the
  // page is, where nodes hang, the text, what nodes are called, then what they hold.
  const blocks = [
    block(0x09, (writer) => writeAuthor(writer, input.authorUuid ?? DEFAULT_AUTHOR)),
    block(0x00, writeMigration),
    block(0x0a, (writer) => writePageInfo(writer, text)),
    block(0x0d, (writer) => writeSceneInfo(writer, input)),
    ...(input.images !== undefined && input.images.size > 0 ? [imagesBlock(input.images)] : []),
    ...plan.nodes.map((node) => block(0x01, (writer) => writeSceneTree(writer, node))),
    ...(text === undefined ? [] : [block(0x07, (writer) => writeRootText(writer, text))]),
    block(0x02, (writer) => writeTreeNode(writer, { node: ROOT_NODE, characterOf })),
    ...plan.nodes.map((node) => block(0x02, (writer) => writeTreeNode(writer, { node, characterOf }))),
    ...[...plan.groupEntries, ...plan.inkEntries].map((entry) => {
      const { type, write } = writeEntry({ ...entry, characterOf })
      return block(type, write)
    }),
  ]
  return writeBlocks({ header: headerOf(6), blocks, trailing: new Uint8Array() })
}

/** Ids count on as the tablet's do: node, label, entry, then what the layer holds. */
function planLayers(plan: Plan, layers: readonly LayerInput[]): void {
  let left = NO_ID
  for (const [index, layer] of layers.entries()) {
    const isFirst = index === 0
    const id = isFirst ? FIRST_LAYER : plan.next()
    const labelStamp = isFirst ? FIRST_LABEL : plan.next()
    const entryId = isFirst ? FIRST_ENTRY : plan.next()
    plan.nodes.push({ id, parent: ROOT_ID, label: layer.label, labelStamp, group: layer })
    plan.groupEntries.push({ parent: ROOT_ID, id: entryId, left, item: { node: id } })
    left = entryId
    planItems(plan, { parent: id, items: layer.items })
  }
}

/** A work list, because groups may be nested as deep as the caller likes. */
function planItems(plan: Plan, first: { parent: CrdtId; items: readonly ItemInput[] }): void {
  const open = [first]
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    let left = NO_ID
    for (const item of next.items) {
      const entry = { parent: next.parent, left }
      if (item.kind === 'group') {
        const node = plan.next()
        plan.nodes.push({ id: node, parent: next.parent, label: item.label ?? '', labelStamp: NO_ID, group: item })
        const id = plan.next()
        plan.groupEntries.push({ ...entry, id, item: { node } })
        open.push({ parent: node, items: item.items })
        left = id
      } else {
        const id = plan.next()
        plan.inkEntries.push({ ...entry, id, item })
        left = id
      }
    }
  }
}

/** A block of its own version; see `BLOCK_VERSIONS`. */
function block(type: number, write: (writer: ByteWriter) => void): RawBlock {
  const writer = new ByteWriter()
  write(writer)
  const [minVersion, currentVersion] = BLOCK_VERSIONS.get(type) ?? [1, 1]
  return { type, reserved: 0, minVersion, currentVersion, offset: 0, body: writer.finish() }
}

/** One writer. The tablet lists every replica that ever wrote on the page. */
function writeAuthor(writer: ByteWriter, uuid: string): void {
  writer.varuint(1)
  writer.part(0x0c, () => {
    writer.varuint(16)
    writer.raw(uuidBytes(uuid))
    writer.u16(AUTHOR)
  })
}

/** 1 id 1:1, 2 made on a device, 3 unknown: what every new page of the corpus says. */
function writeMigration(writer: ByteWriter): void {
  writer.idField(0x1f, { author: 1, counter: 1 })
  writer.byteField(0x21, 1)
  writer.byteField(0x31, 0)
}

/** Loads, merges, characters, lines of typed text, uses of the keyboard cover. */
function writePageInfo(writer: ByteWriter, text: TextLayout | undefined): void {
  writer.u32Field(0x14, 1)
  writer.u32Field(0x24, 0)
  writer.u32Field(0x34, text?.characterCount ?? 0)
  writer.u32Field(0x44, text?.paragraphs.length ?? 0)
  writer.u32Field(0x54, 0)
}

/** Paper sizes are written in all three fields that hold them, as the tablet does. */
function writeSceneInfo(writer: ByteWriter, { paper, settings = {} }: PageInput): void {
  const flag =
    (value: boolean | undefined): (() => void) =>
    () =>
      writer.byteField(0x21, Number(value ?? true))
  const doubles = (values: readonly number[]): void => {
    for (const value of values) writer.f64(value)
  }
  // No current layer, as on a page that was never left (corpus: remarkable-tablet-cli-rs__smoke).
  writer.stamped(0x1c, { stamp: NO_ID, write: () => writer.idField(0x2f, NO_ID) })
  writer.stamped(0x2c, { stamp: NO_ID, write: flag(settings.isBackgroundVisible) })
  writer.stamped(0x3c, { stamp: NO_ID, write: flag(settings.isRootDocumentVisible) })
  if (paper === undefined) return
  const size = [paper.width, paper.height]
  const { x = 0, y = 0, width = 0, height = 0 } = settings.contentRect ?? {}
  // 5 whole units, 6 the part that holds content, 7 and 8 the exact size; a Move's paper is 820.3 × 1458.3.
  writer.part(0x5c, () => size.forEach((value) => writer.u32(Math.floor(value))))
  writer.stamped(0x6c, { stamp: NO_ID, write: () => writer.part(0x2c, () => doubles([x, y, width, height])) })
  writer.part(0x7c, () => doubles(size))
  writer.stamped(0x8c, { stamp: NO_ID, write: () => writer.part(0x2c, () => doubles(size)) })
  // 9: the width of the text column. Files of firmware before it have no such field, and neither have ours then.
  const column = settings.preferredLayout
  if (column === undefined) return
  writer.stamped(0x9c, { stamp: { author: 0, counter: 14 }, write: () => writer.part(0x2c, () => writer.u8(column)) })
}

/** The two bytes 11 00 stand beside every file name of the corpus; what they mean is not known. */
function imagesBlock(images: NonNullable<PageInput['images']>): RawBlock {
  return block(0x0e, (writer) => {
    writer.part(0x1c, () => {
      writer.varuint(images.size)
      for (const [uuid, { fileName, bytes = new Uint8Array([0x11, 0]) }] of images) {
        writer.part(0x0c, () => {
          writer.raw(uuidBytes(uuid))
          writer.stamped(0x1c, { stamp: NO_ID, write: () => writer.stringPart(0x2c, { text: fileName }) })
          writer.stamped(0x2c, { stamp: NO_ID, write: () => writer.part(0x2c, () => writer.raw(bytes)) })
        })
      }
    })
  })
}

/** Says where a node hangs. The root has no such block. */
function writeSceneTree(writer: ByteWriter, node: Node): void {
  // 1 the node, 2 another node, 0:0 in every corpus file (unknown use), 3 that this is news, 4 its parent.
  writer.idField(0x1f, node.id)
  writer.idField(0x2f, NO_ID)
  writer.byteField(0x31, 1)
  writer.part(0x4c, () => writer.idField(0x1f, node.parent))
}

/** Sentinels stay. An id that no character has must not become that of a new one by chance. */
function withoutText(character: CrdtId): CrdtId {
  return character.author === AUTHOR ? { ...character, author: NO_AUTHOR } : character
}

const ROOT_NODE: Node = {
  id: ROOT_ID,
  parent: NO_ID,
  label: '',
  labelStamp: NO_ID,
  group: { label: '', items: [] },
}

type NodeContext = { node: Node; characterOf: (given: CrdtId) => CrdtId }

/** Says what a node is called and whether it is shown, and where it is anchored. */
function writeTreeNode(writer: ByteWriter, { node, characterOf }: NodeContext): void {
  const { group } = node
  writer.idField(0x1f, node.id)
  writer.stamped(0x2c, { stamp: node.labelStamp, write: () => writer.stringPart(0x2c, { text: node.label }) })
  const isVisible = Number(group.isVisible ?? true)
  writer.stamped(0x3c, { stamp: NO_ID, write: () => writer.byteField(0x21, isVisible) })
  const anchor = 'anchor' in group ? group.anchor : undefined
  if (anchor === undefined) return
  // 7 to 10 come together or not at all: what it hangs on, how, from how far, and from which left edge.
  const character = characterOf(anchor.character)
  writer.stamped(0x7c, { stamp: NO_ID, write: () => writer.idField(0x2f, character) })
  writer.stamped(0x8c, { stamp: NO_ID, write: () => writer.byteField(0x21, anchor.type) })
  writer.stamped(0x9c, { stamp: NO_ID, write: () => writer.f32Field(0x24, anchor.threshold) })
  writer.stamped(0xac, { stamp: NO_ID, write: () => writer.f32Field(0x24, anchor.originX) })
}

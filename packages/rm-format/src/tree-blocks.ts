import type { CrdtId } from './scene.ts'
import type { ByteReader } from './byte-reader.ts'
import { isBounded } from './bounded.ts'
import { NO_ID, isNewer, isNoId, readId } from './crdt-id.ts'
import type { DraftNode, PageDraft } from './page-draft.ts'
import { nodeOf } from './page-draft.ts'
import type { Lww } from './tagged.ts'
import { lwwByte, lwwBytes, lwwFloat, lwwId, readFields, readLww, readString, uuidText } from './tagged.ts'

/**
 * Block 0x01: 1 id of the write, 2 node, 3 whether it is attached, 4 {1 parent}. A write without a node makes one of its
 * own id; a later write takes a node out of the tree (3 is 0, the parent 0:0) or puts it back. Of 58 nodes of the corpus
 * that were taken out 57 hold nothing that was not deleted; the other, in `rmc__checklist`, was put back.
 */
export function readSceneTree(draft: PageDraft, reader: ByteReader): void {
  let stamp = NO_ID
  let node = NO_ID
  let isAttached = true
  let parent: CrdtId | undefined
  readFields(reader, (tag) => {
    if (tag === 0x1f) stamp = readId(reader)
    else if (tag === 0x2f) node = readId(reader)
    else if (tag === 0x31) isAttached = reader.u8() !== 0
    else if (tag === 0x4c) {
      const outer = reader.openPart()
      readFields(reader, (inner) => {
        if (inner !== 0x1f) return false
        parent = readId(reader)
        return true
      })
      reader.closePart(outer)
    } else return false
    return true
  })
  const found = nodeOf(draft, isNoId(node) ? stamp : node)
  if (parent === undefined || (found.place !== undefined && !isNewer(stamp, found.place.stamp))) return
  found.place = { stamp, parent, isAttached }
}

/**
 * Block 0x02: 1 node, 2 label, 3 is visible, and on anchored groups 7 character, 8 type, 9 threshold, 10 origin x
 * (read from rmscene 0.8). It may stand before the 0x01 of the same node, and twice; newer writes win.
 */
export function readTreeNode(draft: PageDraft, reader: ByteReader): void {
  let node: DraftNode | undefined
  readFields(reader, (tag) => {
    if (tag === 0x1f) {
      node = nodeOf(draft, readId(reader))
      return true
    }
    return node !== undefined && readNodeField(draft, { reader, node, tag })
  })
}

/** Indexes 4 to 6 were never seen; 7 to 10 come together or not at all (139 anchored groups). */
function readNodeField(draft: PageDraft, input: { reader: ByteReader; node: DraftNode; tag: number }): boolean {
  const { reader, node, tag } = input
  if (tag === 0x2c) {
    node.label = newest(node.label, readLwwString(reader, draft.limits.maxStringBytes))
  } else if (tag === 0x3c) node.isVisible = newest(node.isVisible, lwwByte(reader))
  else if (tag === 0x7c) assign(node, { character: lwwId(reader)?.value })
  else if (tag === 0x8c) assign(node, { type: lwwByte(reader)?.value })
  else if (tag === 0x9c) assign(node, { threshold: boundedIn(lwwFloat(reader)) })
  else if (tag === 0xac) assign(node, { originX: boundedIn(lwwFloat(reader)) })
  else return false
  return true
}

type AnchorParts = { [Field in keyof DraftNode['anchor']]: DraftNode['anchor'][Field] | undefined }

/** Only what was read: an anchor without a threshold keeps none. */
function assign(node: DraftNode, parts: AnchorParts): void {
  for (const [name, value] of Object.entries(parts))
    if (value !== undefined) Object.assign(node.anchor, { [name]: value })
}

/** A number that ink can be laid out by; any other counts as missing. */
function boundedIn(float: Lww<number> | undefined): number | undefined {
  return float !== undefined && isBounded(float.value) ? float.value : undefined
}

/** The later write of two values, or the one there is. */
function newest<T>(known: Lww<T> | undefined, read: Lww<T> | undefined): Lww<T> | undefined {
  if (known === undefined || read === undefined) return read ?? known
  return isNewer(read.stamp, known.stamp) ? read : known
}

/** Labels are cut silently: no person writes a megabyte into one. */
function readLwwString(reader: ByteReader, maxBytes: number): Lww<string> | undefined {
  return readLww(reader, (tag) => (tag === 0x2c ? readString(reader, maxBytes).text : undefined))
}

/** Block 0x09: varuint count, each a part 0 {varuint 16, UUID, u16 author number} (read from rmscene 0.8). */
export function readAuthors(draft: PageDraft, reader: ByteReader): void {
  const count = reader.varuint()
  for (let index = 0; index < count && reader.pos < reader.end; index++) {
    reader.varuint()
    const outer = reader.openPart()
    const uuid = uuidText(reader.take(reader.varuint()))
    draft.authors.set(reader.u16(), uuid)
    reader.closePart(outer)
  }
}

/** Block 0x0A: 1 loads, 2 merges, 3 characters and 4 lines of typed text, 5 uses of the keyboard (read from rmscene 0.8). */
export function readPageHistory(draft: PageDraft, reader: ByteReader): void {
  const counts = new Map<number, number>()
  readFields(reader, (tag) => {
    if ((tag & 0xf) !== 4) return false
    counts.set(tag >> 4, reader.u32())
    return true
  })
  const count = (index: number): number => counts.get(index) ?? 0
  const [loads, merges, textCharacters, textLines] = [count(1), count(2), count(3), count(4)]
  draft.history = { loads, merges, textCharacters, textLines, keyboardUses: counts.get(5) }
}

/**
 * Block 0x0D: 1 current layer, 2 background visible, 3 root document visible, 5 paper size as 2 × u32,
 * 6 content rectangle, 7 and 8 paper size as 2 × f64, 9 text column (measured over 224 files; 5 is a rounded 7).
 */
export function readSceneSettings(draft: PageDraft, reader: ByteReader): void {
  const settings = { ...draft.settings }
  let whole: PageDraft['paper']
  let exact: PageDraft['paper']
  readFields(reader, (tag) => {
    if (tag === 0x1c) draft.currentLayer = lwwId(reader)?.value
    else if (tag === 0x2c) settings.isBackgroundVisible = asFlag(lwwByte(reader))
    else if (tag === 0x3c) settings.isRootDocumentVisible = asFlag(lwwByte(reader))
    else if (tag === 0x5c) whole = paperOf(inPart(reader, () => [reader.u32(), reader.u32()]))
    else if (tag === 0x6c) settings.contentRect = rectOf(lwwBytes(reader)?.value)
    else if (tag === 0x7c) exact ??= paperOf(inPart(reader, () => [reader.f64(), reader.f64()]))
    else if (tag === 0x8c) exact = paperOf(doublesIn(lwwBytes(reader)?.value)) ?? exact
    else if (tag === 0x9c) settings.preferredLayout = lwwBytes(reader)?.value[0]
    else return false
    return true
  })
  draft.settings = settings
  draft.paper = exact ?? whole ?? draft.paper
}

/** Stored as a byte of 0 or 1. */
function asFlag(value: Lww<number> | undefined): boolean | undefined {
  return value === undefined ? undefined : value.value !== 0
}

function inPart<T>(reader: ByteReader, read: () => T): T {
  const outer = reader.openPart()
  const value = read()
  reader.closePart(outer)
  return value
}

/** As many whole f64 as the bytes hold. */
function doublesIn(bytes: Uint8Array | undefined): number[] {
  if (bytes === undefined) return []
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: bytes.length >> 3 }, (_, index) => view.getFloat64(index * 8, true))
}

/** Widest paper believed: twenty times the largest tablet's. */
const MAX_PAPER = 40_000

/** Sizes that no paper has count as none, so that the usual page is taken. */
function paperOf(sizes: number[]): PageDraft['paper'] {
  const [width = 0, height = 0] = sizes
  return width > 0 && height > 0 && width <= MAX_PAPER && height <= MAX_PAPER ? { width, height } : undefined
}

/** Pages that were never enlarged hold four zeros. */
function rectOf(bytes: Uint8Array | undefined): PageDraft['settings']['contentRect'] {
  const [x = 0, y = 0, width = 0, height = 0] = doublesIn(bytes)
  const isPlace = [x, y, width, height].every(isBounded)
  return isPlace && width > 0 && height > 0 ? { x, y, width, height } : undefined
}

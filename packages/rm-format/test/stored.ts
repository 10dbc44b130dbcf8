import { splitBlocks } from '../src/blocks.ts'
import { ByteReader } from '../src/byte-reader.ts'
import { NO_ID, readId } from '../src/crdt-id.ts'
import type { CrdtId } from '../src/index.ts'
import { DEFAULT_LIMITS } from '../src/limits.ts'
import { newDraft } from '../src/page-draft.ts'
import { PointStore } from '../src/points.ts'
import { ProblemLog } from '../src/problems.ts'
import type { StoredText } from '../src/stored-text.ts'
import { readFields } from '../src/tagged.ts'
import { readRootText } from '../src/text-blocks.ts'

/** An entry as its block says it, before anything is put in order. `node` is what a group entry links. */
export type StoredEntry = {
  type: number
  parent: CrdtId
  id: CrdtId
  left: CrdtId
  right: CrdtId
  deletedLength: number
  hasValue: boolean
  node: CrdtId | undefined
}

const ENTRY_BLOCKS = new Set([0x03, 0x04, 0x05, 0x06, 0x08, 0x0f])

/** The entries of a page of version 6, in the order of the file. */
export function storedEntries(bytes: Uint8Array): StoredEntry[] {
  return splitBlocks(bytes).blocks.flatMap(({ type, body }) => (ENTRY_BLOCKS.has(type) ? [entryIn(type, body)] : []))
}

function entryIn(type: number, body: Uint8Array): StoredEntry {
  const reader = new ByteReader(body)
  const ids = [NO_ID, NO_ID, NO_ID, NO_ID]
  let deletedLength = 0
  let hasValue = false
  let node: CrdtId | undefined
  readFields(reader, (tag) => {
    if (tag === 0x1f || tag === 0x2f || tag === 0x3f || tag === 0x4f) ids[(tag >> 4) - 1] = readId(reader)
    else if (tag === 0x54) deletedLength = reader.u32()
    else if (tag === 0x6c) {
      const outer = reader.openPart()
      hasValue = true
      if (reader.u8() === 2 && reader.varuint() === 0x2f) node = readId(reader)
      reader.closePart(outer)
    } else return false
    return true
  })
  const [parent = NO_ID, id = NO_ID, left = NO_ID, right = NO_ID] = ids
  return { type, parent, id, left, right, deletedLength, hasValue, node }
}

/** The typed text as its block says it; undefined where a page has none. */
export function storedText(bytes: Uint8Array): StoredText | undefined {
  const block = splitBlocks(bytes).blocks.find(({ type }) => type === 0x07)
  const problems = new ProblemLog(1)
  const draft = newDraft({ limits: DEFAULT_LIMITS, problems, points: new PointStore(0), step: 1 })
  if (block !== undefined) readRootText(draft, new ByteReader(block.body))
  return draft.text
}

/** A write of block 0x01, which makes a node, takes it out of the tree or puts it back. */
export type TreeWrite = { stamp: CrdtId; node: CrdtId; isAttached: boolean }

/** The nodes that were taken out of the tree at some time, with the writes that concern them, oldest first. */
export function treeWrites(bytes: Uint8Array): Map<string, TreeWrite[]> {
  const writes = splitBlocks(bytes).blocks.flatMap(({ type, body }) => (type === 0x01 ? [treeWriteIn(body)] : []))
  const later = writes.filter(({ node }) => node.counter > 0).toSorted((a, b) => a.stamp.counter - b.stamp.counter)
  return Map.groupBy(later, ({ node }) => `${node.author}:${node.counter}`)
}

function treeWriteIn(body: Uint8Array): TreeWrite {
  const reader = new ByteReader(body)
  const write = { stamp: NO_ID, node: NO_ID, isAttached: true }
  readFields(reader, (tag) => {
    if (tag === 0x1f) write.stamp = readId(reader)
    else if (tag === 0x2f) write.node = readId(reader)
    else if (tag === 0x31) write.isAttached = reader.u8() !== 0
    else return false
    return true
  })
  return write
}

import type { CrdtId, Scene } from './scene.ts'
import type { RawBlock, RawPage } from './blocks.ts'
import { splitBlocks } from './blocks.ts'
import { ByteReader } from './byte-reader.ts'
import { buildScene } from './build-scene.ts'
import { readEntry, readImageSources } from './entry-blocks.ts'
import { readFlatPage, reportPoints } from './flat-page.ts'
import { HEADER_BYTES, readHeader } from './header.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import type { PageLimits } from './limits.ts'
import type { PageDraft, PageHistory } from './page-draft.ts'
import { newDraft } from './page-draft.ts'
import { PACKED_POINT_BYTES, PointStore, WIDE_POINT_BYTES, planPoints } from './points.ts'
import { DamagedError, ProblemLog } from './problems.ts'
import type { PageProblem } from './problems.ts'
import { readRootText } from './text-blocks.ts'
import { readAuthors, readPageHistory, readSceneSettings, readSceneTree, readTreeNode } from './tree-blocks.ts'

/** A page: what it shows, what was wrong with it, and its bytes as containers, for `writeBlocks`. */
export type ParsedPage = RawPage & {
  scene: Scene
  problems: PageProblem[]
  /** UUIDs of the replicas by the author numbers of ids. Empty before version 6. */
  authors: ReadonlyMap<number, string>
  /** The layer that was active on the tablet, where the file says so. */
  currentLayer: CrdtId | undefined
  /** What the tablet counted, where the file says so (version 6). */
  history: PageHistory | undefined
}

/**
 * Reads a page file of version 3, 4, 5 or 6. Damaged content never throws: what can be shown is in `scene`,
 * what could not be understood is in `problems`, and every byte stays in `blocks` and `trailing`, which are
 * views of `bytes`. Work and memory are bounded by the length of `bytes` and by `limits`.
 * @throws NotAPageError when the header is not that of such a page.
 */
export function parsePage(bytes: Uint8Array, limits: Partial<PageLimits> = {}): ParsedPage {
  const version = readHeader(bytes)
  const allLimits = { ...DEFAULT_LIMITS, ...limits }
  const problems = new ProblemLog(allLimits.maxProblems)
  if (version === 6) return parseBlocks(bytes, { limits: allLimits, problems })
  const { scene } = readFlatPage(bytes, { version, limits: allLimits, problems })
  return {
    scene,
    problems: problems.list(),
    authors: new Map(),
    currentLayer: undefined,
    history: undefined,
    header: bytes.subarray(0, HEADER_BYTES),
    blocks: [],
    trailing: bytes.subarray(HEADER_BYTES),
  }
}

/** Version 6: cut, read every block by itself, then put together. One broken block is one problem. */
function parseBlocks(bytes: Uint8Array, context: { limits: PageLimits; problems: ProblemLog }): ParsedPage {
  const { limits, problems } = context
  const raw = splitBlocks(bytes, limits.maxBlocks)
  const { blocks } = raw
  const { step, capacity } = planPoints(blocks.map(mostPoints), limits.maxPoints)
  const points = new PointStore(capacity)
  const draft = newDraft({ limits, problems, points, step })
  readBlocks(draft, { bytes, blocks })
  const isFull = blocks.length >= limits.maxBlocks
  reportTrailing(problems, { trailing: raw.trailing, fileLength: bytes.length, isFull })
  const scene = buildScene(draft)
  reportPoints(problems, points)
  const { authors, currentLayer, history } = draft
  return { ...raw, scene, problems: problems.list(), authors, currentLayer, history }
}

type BlockReader = (draft: PageDraft, context: { reader: ByteReader; blockVersion: number; offset: number }) => void

const STROKE_BLOCK = 0x05
/** Where the page came from: an id and two flags, which change nothing in the picture and are kept as bytes. */
const SILENT_BLOCKS = new Set([0x00])

/** Blocks by type: what they hold stands with their readers. */
const BLOCK_READERS: ReadonlyMap<number, BlockReader> = new Map([
  [0x01, (draft, { reader }) => readSceneTree(draft, reader)],
  [0x02, (draft, { reader }) => readTreeNode(draft, reader)],
  [0x03, readEntry],
  [0x04, readEntry],
  [STROKE_BLOCK, readEntry],
  [0x06, readEntry],
  [0x07, (draft, { reader }) => readRootText(draft, reader)],
  [0x08, readEntry],
  [0x09, (draft, { reader }) => readAuthors(draft, reader)],
  [0x0a, (draft, { reader }) => readPageHistory(draft, reader)],
  [0x0d, (draft, { reader }) => readSceneSettings(draft, reader)],
  [0x0e, (draft, { reader }) => readImageSources(draft, reader)],
  [0x0f, readEntry],
] satisfies [number, BlockReader][])

/** Points a stroke's block can hold at most, to size their memory before reading. */
function mostPoints(block: RawBlock): number {
  if (block.type !== STROKE_BLOCK) return 0
  return Math.floor(block.body.length / (block.currentVersion < 2 ? WIDE_POINT_BYTES : PACKED_POINT_BYTES))
}

/** One cursor for all blocks, moved to each: a cursor of its own for each of 70,000 strokes would cost more than reading. */
function readBlocks(draft: PageDraft, { bytes, blocks }: { bytes: Uint8Array; blocks: RawBlock[] }): void {
  const reader = new ByteReader(bytes)
  let broken = 0
  for (const block of blocks) {
    const read = BLOCK_READERS.get(block.type)
    if (read === undefined) {
      if (!SILENT_BLOCKS.has(block.type)) reportUnknown(draft.problems, block)
      continue
    }
    reader.pos = block.body.byteOffset - bytes.byteOffset
    reader.end = reader.pos + block.body.length
    try {
      read(draft, { reader, blockVersion: block.currentVersion, offset: block.offset })
    } catch (error) {
      if (!(error instanceof DamagedError)) throw error
      reportBroken(draft.problems, { block, why: error.message })
      if (++broken > draft.limits.maxBrokenBlocks) return
    }
  }
}

/** Blocks 0x0B and 0x0C, and those after 0x0F, are not known. Whether they are seen on a page is not known either. */
function reportUnknown(problems: ProblemLog, block: RawBlock): void {
  const message = `A block of unknown type ${hex(block.type)} is kept but not shown.`
  problems.report({ code: 'unknown-block', severity: 'lost', message, offset: block.offset })
}

function reportBroken(problems: ProblemLog, { block, why }: { block: RawBlock; why: string }): void {
  const message = `A block of type ${hex(block.type)} is damaged: ${why}.`
  problems.report({ code: 'broken-block', severity: 'lost', message, offset: block.offset })
}

type Trailing = { trailing: Uint8Array; fileLength: number; isFull: boolean }

function reportTrailing(problems: ProblemLog, { trailing, fileLength, isFull }: Trailing): void {
  if (trailing.length === 0) return
  const offset = fileLength - trailing.length
  // A stray byte after the header or the last block occurs in real files and hides nothing.
  if (isFull) {
    const message = 'The page has more blocks than are read; the rest is kept as bytes.'
    problems.report({ code: 'too-many-blocks', severity: 'lost', message, offset })
  } else if (trailing.length < 8) {
    const message = 'Bytes follow the last block; they are kept.'
    problems.report({ code: 'trailing-bytes', severity: 'note', message, offset, count: trailing.length })
  } else {
    const message = 'The last block is cut off; everything before it is shown.'
    problems.report({ code: 'cut-off', severity: 'lost', message, offset })
  }
}

function hex(type: number): string {
  return `0x${type.toString(16).padStart(2, '0')}`
}

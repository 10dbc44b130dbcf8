import type {
  Anchor,
  CrdtId,
  GlyphHighlight,
  ImageSource,
  PageSettings,
  PaperSize,
  PlacedImage,
  Stroke,
} from './scene.ts'
import type { SequenceEntry } from './crdt-order.ts'
import type { IdKey } from './crdt-id.ts'
import { keyOf } from './crdt-id.ts'
import type { PageLimits } from './limits.ts'
import type { ProblemLog } from './problems.ts'
import type { PointStore } from './points.ts'
import type { Lww } from './tagged.ts'
import type { StoredText } from './stored-text.ts'

/** What an entry of a group's sequence holds; undefined when it was deleted and only keeps its place. */
export type EntryValue = { kind: 'node'; node: CrdtId } | Stroke | GlyphHighlight | PlacedImage
/** `offset` is where the entry's block stands, for reports. */
export type DraftEntry = SequenceEntry & { deletedLength: number; value: EntryValue | undefined; offset: number }

/** A layer or group as its blocks describe it. */
export type DraftNode = {
  id: CrdtId
  /** From the newest scene tree block; undefined when only a tree node block told of it. */
  place: { stamp: CrdtId; parent: CrdtId; isAttached: boolean } | undefined
  label: Lww<string> | undefined
  isVisible: Lww<number> | undefined
  /** Its four fields come one by one; only together are they an anchor. */
  anchor: Partial<{ [Field in keyof Anchor]: Anchor[Field] }>
}

/** What a tablet counts about a page. `keyboardUses` came with firmware 3.2 (name read from rmscene 0.8). */
export type PageHistory = {
  loads: number
  merges: number
  textCharacters: number
  textLines: number
  keyboardUses: number | undefined
}

/** Everything that the blocks of a page said, before it is put together. */
export type PageDraft = {
  readonly limits: PageLimits
  readonly problems: ProblemLog
  readonly points: PointStore
  /** Of every so many points one is kept. */
  readonly step: number
  readonly nodes: Map<IdKey, DraftNode>
  /** Children by the key of the group that holds them. */
  readonly sequences: Map<IdKey, { parent: CrdtId; entries: DraftEntry[] }>
  /** By uuid, as image items name them. */
  readonly images: Map<string, ImageSource>
  /** UUIDs of the replicas by the short number that ids carry. */
  readonly authors: Map<number, string>
  // A page has one of each at most; of several blocks the last one counts, as it does on the tablet (guess).
  text: StoredText | undefined
  paper: PaperSize | undefined
  settings: PageSettings
  currentLayer: CrdtId | undefined
  history: PageHistory | undefined
}

/** A page of which no block was read yet. */
export function newDraft(parts: Pick<PageDraft, 'limits' | 'problems' | 'points' | 'step'>): PageDraft {
  return {
    ...parts,
    nodes: new Map(),
    sequences: new Map(),
    images: new Map(),
    authors: new Map(),
    text: undefined,
    paper: undefined,
    settings: {
      isBackgroundVisible: undefined,
      isRootDocumentVisible: undefined,
      contentRect: undefined,
      preferredLayout: undefined,
    },
    currentLayer: undefined,
    history: undefined,
  }
}

/** The node of an id. Blocks may tell of a node in any order (0x02 before 0x01 occurs), so whichever comes first makes it. */
export function nodeOf(draft: PageDraft, id: CrdtId): DraftNode {
  const key = keyOf(id)
  const known = draft.nodes.get(key)
  if (known !== undefined) return known
  const node: DraftNode = { id, place: undefined, label: undefined, isVisible: undefined, anchor: {} }
  draft.nodes.set(key, node)
  return node
}

/** Entries are collected by parent and sorted at the end, when all neighbours are known. */
export function addEntry(draft: PageDraft, input: { parent: CrdtId; entry: DraftEntry }): void {
  const key = keyOf(input.parent)
  const sequence = draft.sequences.get(key)
  if (sequence === undefined) draft.sequences.set(key, { parent: input.parent, entries: [input.entry] })
  else sequence.entries.push(input.entry)
}

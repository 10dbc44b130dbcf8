import type { CrdtId, Group, Layer, Scene, SceneItem } from './scene.ts'
import { ROOT_ID, isSameId, keyOf } from './crdt-id.ts'
import type { IdKey } from './crdt-id.ts'
import { orderEntries } from './crdt-order.ts'
import type { DraftEntry, DraftNode, PageDraft } from './page-draft.ts'
import { buildTypedText } from './typed-text.ts'

/** A group whose children still have to be put into `items`. */
type Open = { parent: CrdtId; items: SceneItem[]; depth: number }

/** `removed` are groups that were taken out of the tree. */
type Build = { draft: PageDraft; open: Open[]; placed: Set<IdKey>; removed: Set<Group> }

/**
 * Puts together what the blocks said. Whatever cannot be (a parent that is missing, a group inside itself) is
 * repaired so that the page can be drawn, and reported. A work list instead of recursion: depth is the file's choice.
 */
export function buildScene(draft: PageDraft): Scene {
  const build: Build = { draft, open: [], placed: new Set([keyOf(ROOT_ID)]), removed: new Set() }
  const layers = rootLayers(build)
  layers.push(...unlinkedLayers(build), ...strayLayer(build))
  const { limits, problems } = draft
  const text = draft.text && buildTypedText(draft.text, { problems, maxTextCharacters: limits.maxTextCharacters })
  return { version: 6, paper: draft.paper, layers, text, images: draft.images, settings: draft.settings }
}

/** Layers are the groups under the root (read from rmscene 0.8); anything else there has lost its layer. */
function rootLayers(build: Build): Layer[] {
  const top: SceneItem[] = []
  place(build, { parent: ROOT_ID, items: top, depth: 0 })
  drain(build)
  const kept = withoutRemoved(build, top)
  const loose = kept.filter((child) => child.kind !== 'group')
  const layers = kept.flatMap((child) => (child.kind === 'group' ? [asLayer(child)] : []))
  if (loose.length === 0) return layers
  const message = 'Ink outside of every layer is shown in a layer of its own.'
  build.draft.problems.report({ code: 'missing-parent', severity: 'repaired', message, count: loose.length })
  return [...layers, { kind: 'layer', id: ROOT_ID, label: '', isVisible: true, items: loose }]
}

/**
 * Groups that were taken out of the tree are still linked. All of the corpus are empty by then; ink in one would be
 * somebody's, so it is shown. Recursion ends at the limit of depth.
 */
function withoutRemoved(build: Build, items: SceneItem[]): SceneItem[] {
  if (build.removed.size === 0) return items
  return items.filter((item) => {
    if (item.kind !== 'group') return true
    item.items = withoutRemoved(build, item.items)
    if (!build.removed.has(item)) return true
    if (item.items.length === 0) return false
    const message = 'A group that was removed still holds ink; it is shown.'
    build.draft.problems.report({ code: 'unlinked-group', severity: 'repaired', message })
    return true
  })
}

/** A layer has no anchor: none of 281 files has one, and it would have to move a whole layer with a character. */
function asLayer(group: Group): Layer {
  return { kind: 'layer', id: group.id, label: group.label, isVisible: group.isVisible, items: group.items }
}

/** Places what was opened until nothing is open. Each group has its own list, so that the order of work is free. */
function drain(build: Build): void {
  for (let next = build.open.pop(); next !== undefined; next = build.open.pop()) place(build, next)
}

/** Appends the children of a group in their order; groups among them are opened for later. */
function place(build: Build, { parent, items, depth }: Open): void {
  for (const entry of orderedEntries(build.draft, parent)) {
    const { value } = entry
    if (value === undefined) continue
    if (value.kind !== 'node') {
      items.push(value)
      continue
    }
    const group = openGroup(build, { id: value.node, depth: depth + 1 })
    if (group !== undefined) items.push(group)
  }
}

/** The group of a link, put in line to be filled; undefined when it may not be shown here. */
function openGroup(build: Build, { id, depth }: { id: CrdtId; depth: number }): Group | undefined {
  const { problems, limits, nodes } = build.draft
  const key = keyOf(id)
  if (build.placed.has(key)) {
    const message = 'A group appears twice or inside itself; it is shown once.'
    problems.report({ code: 'cycle', severity: 'repaired', message })
    return undefined
  }
  if (depth > limits.maxGroupDepth) {
    const message = 'Groups are nested deeper than the limit and not shown.'
    problems.report({ code: 'too-deep', severity: 'lost', message })
    return undefined
  }
  build.placed.add(key)
  const node = nodes.get(key)
  const group = groupOf(id, node)
  if (node?.place?.isAttached === false) build.removed.add(group)
  build.open.push({ parent: id, items: group.items, depth })
  return group
}

/** Links may name groups that no block describes; those are shown, nameless. */
function groupOf(id: CrdtId, node: DraftNode | undefined): Group {
  const { character, type = 0, threshold = 0, originX = 0 } = node?.anchor ?? {}
  // Old pages have no anchor at all; one with the character 0:0 would point at nothing.
  const anchor = character === undefined ? undefined : { character, type, threshold, originX }
  const isVisible = node?.isVisible === undefined || node.isVisible.value !== 0
  return { kind: 'group', id, label: node?.label?.value ?? '', isVisible, anchor, items: [] }
}

/** Children of a group in drawing order, deleted ones among them. */
function orderedEntries(draft: PageDraft, parent: CrdtId): DraftEntry[] {
  const entries = withoutDuplicates(draft, draft.sequences.get(keyOf(parent))?.entries ?? [])
  const order = orderEntries(entries)
  if (order === undefined) {
    const message = 'The order of ink contradicts itself; it is drawn as stored.'
    draft.problems.report({ code: 'cycle', severity: 'repaired', message, offset: entries[0]?.offset ?? 0 })
    return entries
  }
  return order.flatMap((index) => entries[index] ?? [])
}

/** Of entries with one id the last counts, as the tablet would apply them one after the other (guess). */
function withoutDuplicates(draft: PageDraft, entries: DraftEntry[]): DraftEntry[] {
  if (isRising(entries)) return entries
  const byId = new Map<IdKey, DraftEntry>()
  for (const entry of entries) byId.set(keyOf(entry.id), entry)
  if (byId.size === entries.length) return entries
  const message = 'Entries appear twice; the later one is shown.'
  const count = entries.length - byId.size
  draft.problems.report({ code: 'duplicate-entry', severity: 'repaired', message, count })
  return [...byId.values()]
}

/** Counters that only rise cannot repeat: so it is on every page that one hand wrote. */
function isRising(entries: readonly DraftEntry[]): boolean {
  let before = -1
  for (const { id } of entries) {
    if (id.counter <= before) return false
    before = id.counter
  }
  return true
}

/**
 * Layers that the scene tree names but no entry links. Deleting a layer leaves exactly this behind, together with
 * a deleted entry in the root, which no longer tells its group; so they are shown only where no such entry is.
 * Unlinked groups inside a layer are taken for deleted.
 */
function unlinkedLayers(build: Build): Layer[] {
  const { draft } = build
  const layers: Layer[] = []
  if (hasDeletedEntry(draft, ROOT_ID)) return layers
  for (const node of draft.nodes.values()) {
    const isKnown = build.placed.has(keyOf(node.id))
    if (isKnown || !draft.sequences.has(keyOf(node.id))) continue
    const { parent, isAttached } = node.place ?? { parent: ROOT_ID, isAttached: true }
    if (!isAttached || (!isSameId(parent, ROOT_ID) && draft.nodes.has(keyOf(parent)))) continue
    const group = openGroup(build, { id: node.id, depth: 1 })
    drain(build)
    if (group !== undefined) group.items = withoutRemoved(build, group.items)
    if (group === undefined || group.items.length === 0) continue
    const message = 'A layer that nothing links to is shown on top.'
    draft.problems.report({ code: 'unlinked-group', severity: 'repaired', message })
    layers.push(asLayer(group))
  }
  return layers
}

/** Deleted entries, and tombstones (block 0x08), are those without a value. */
function hasDeletedEntry(draft: PageDraft, parent: CrdtId): boolean {
  return draft.sequences.get(keyOf(parent))?.entries.some((entry) => entry.value === undefined) ?? false
}

/** Entries whose parent no block names: one layer holds them all, in the order of the file. */
function strayLayer(build: Build): Layer[] {
  const { draft } = build
  const items: SceneItem[] = []
  let id: CrdtId | undefined
  for (const [key, { parent }] of draft.sequences) {
    if (build.placed.has(key) || draft.nodes.has(key)) continue
    build.placed.add(key)
    id ??= parent
    place(build, { parent, items, depth: 1 })
    drain(build)
  }
  const kept = withoutRemoved(build, items)
  if (id === undefined || kept.length === 0) return []
  const message = 'Ink whose layer is missing is shown in a layer of its own.'
  draft.problems.report({ code: 'missing-parent', severity: 'repaired', message, count: kept.length })
  return [{ kind: 'layer', id, label: '', isVisible: true, items: kept }]
}

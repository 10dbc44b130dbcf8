import type { CrdtId } from './scene.ts'
import { isNoId, keyOf } from './crdt-id.ts'
import type { IdKey } from './crdt-id.ts'
import { cutAt, findRun, pieceAt, sortCuts } from './id-runs.ts'
import type { IdRun } from './id-runs.ts'

/**
 * One entry of a replicated sequence: it comes after `left` and before `right`. Deleted entries that were neighbours are
 * stored as one, which keeps the ids of all: `deletedLength` of them from `id` on. Every neighbour in the corpus that no
 * entry has as its own id lies in such a run (201 of 201, leaving out the one page whose parents are missing).
 */
export type SequenceEntry = { id: CrdtId; left: CrdtId; right: CrdtId; deletedLength?: number }

/** Nodes are numbered; edge k says that node `from[k]` comes before node `to[k]`. */
export type OrderGraph = { ids: CrdtId[]; from: number[]; to: number[] }

/**
 * Order of the entries as indexes, or undefined when they contradict each other (a cycle), in which case
 * callers fall back to the order of the file.
 *
 * Deleted entries must be among `entries`: leaving them out changed the z-order of 5 in 285 measured files.
 * Neighbours that are not in the sequence count as its start or end. Duplicated ids keep their first place.
 */
export function orderEntries(entries: readonly SequenceEntry[]): number[] | undefined {
  if (isAlreadyInOrder(entries)) return entries.map((_, index) => index)
  const graph: OrderGraph = { ids: entries.map((entry) => entry.id), from: [], to: [] }
  const { nodeOf, lastNodeOf } = nodesFor(entries, graph)
  for (const [index, entry] of entries.entries()) {
    const left = nodeOf(entry.left)
    const right = nodeOf(entry.right)
    if (left !== undefined) addEdge(graph, [left, index])
    if (right !== undefined) addEdge(graph, [lastNodeOf(index), right])
  }
  return orderGraph(graph)?.filter((node) => node < entries.length)
}

type Nodes = { nodeOf: (id: CrdtId) => number | undefined; lastNodeOf: (entry: number) => number }

/** Each entry is the node of its index. Pieces that a deleted run is cut into, except for its first, are added behind. */
function nodesFor(entries: readonly SequenceEntry[], graph: OrderGraph): Nodes {
  const indexes = new Map<IdKey, number>()
  for (const [index, entry] of entries.entries()) {
    const key = keyOf(entry.id)
    if (!indexes.has(key)) indexes.set(key, index)
  }
  const runs = deletedRuns(entries)
  if (runs.size > 0) for (const entry of entries) cutAt(runs, entry)
  const lastNodes = new Map<number, number>()
  for (const run of [...runs.values()].flat()) lastNodes.set(run.entry, addPieces(graph, run))
  const nodeOf = (id: CrdtId): number | undefined => {
    if (isNoId(id)) return undefined
    const exact = indexes.get(keyOf(id))
    if (runs.size === 0 || (exact !== undefined && !lastNodes.has(exact))) return exact
    const found = findRun(runs, id)
    if (found === undefined) return exact
    const piece = pieceAt(found)
    return piece === 0 ? found.run.entry : found.run.furtherNodes + piece - 1
  }
  return { nodeOf, lastNodeOf: (entry) => lastNodes.get(entry) ?? entry }
}

/** `entry` is its index and first node; `furtherNodes` the number of the node after its first cut. */
type DeletedRun = IdRun & { entry: number; furtherNodes: number }

/** Entries that stand for several, by author, in the order of their ids. */
function deletedRuns(entries: readonly SequenceEntry[]): Map<number, DeletedRun[]> {
  const byAuthor = new Map<number, DeletedRun[]>()
  for (const [entry, { id, deletedLength = 1 }] of entries.entries()) {
    if (deletedLength < 2) continue
    const run = { id, length: deletedLength, cuts: [0], entry, furtherNodes: 0 }
    const known = byAuthor.get(id.author)
    if (known === undefined) byAuthor.set(id.author, [run])
    else known.push(run)
  }
  for (const runs of byAuthor.values()) runs.sort((a, b) => a.id.counter - b.id.counter)
  return byAuthor
}

/** Adds a node for each piece of a run but its first, each after the one before; gives the last. */
function addPieces(graph: OrderGraph, run: DeletedRun): number {
  sortCuts(run)
  run.furtherNodes = graph.ids.length
  let last = run.entry
  for (const cut of run.cuts.slice(1)) {
    const piece = graph.ids.push({ author: run.id.author, counter: run.id.counter + cut }) - 1
    addEdge(graph, [last, piece])
    last = piece
  }
  return last
}

/** Says that the first of two nodes comes before the second. */
export function addEdge(graph: OrderGraph, edge: readonly [number, number]): void {
  graph.from.push(edge[0])
  graph.to.push(edge[1])
}

/** Most pages were written by one hand from start to end: each entry follows the last id of the one before it. */
function isAlreadyInOrder(entries: readonly SequenceEntry[]): boolean {
  let author = 0
  let counter = 0
  for (const { id, left, right, deletedLength = 1 } of entries) {
    if (left.author !== author || left.counter !== counter || !isNoId(right)) return false
    if (isNoId(id)) return false
    author = id.author
    counter = deletedLength > 1 ? id.counter + deletedLength - 1 : id.counter
  }
  return true
}

/**
 * Topological order (Kahn). Among nodes that could come next the one of the higher author comes first, then
 * the one with the lower counter (read from rmscene 0.8, which found it on device). O((n + e) log n), no recursion.
 */
export function orderGraph(graph: OrderGraph): number[] | undefined {
  const count = graph.ids.length
  const { starts, targets, waitsFor } = successors(graph)
  const ready = new ReadyHeap(graph.ids)
  for (let node = 0; node < count; node++) if (waitsFor[node] === 0) ready.push(node)
  const order: number[] = []
  for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
    order.push(node)
    const end = starts[node + 1] ?? 0
    for (let edge = starts[node] ?? 0; edge < end; edge++) {
      const target = targets[edge] ?? 0
      const left = (waitsFor[target] ?? 0) - 1
      waitsFor[target] = left
      if (left === 0) ready.push(target)
    }
  }
  return order.length === count ? order : undefined
}

/** Edges grouped by their first node, in flat arrays: 68,816 strokes would otherwise make as many small lists. */
function successors(graph: OrderGraph): { starts: Int32Array; targets: Int32Array; waitsFor: Int32Array } {
  const count = graph.ids.length
  const starts = new Int32Array(count + 1)
  const waitsFor = new Int32Array(count)
  for (const node of graph.from) starts[node + 1] = (starts[node + 1] ?? 0) + 1
  for (const node of graph.to) waitsFor[node] = (waitsFor[node] ?? 0) + 1
  for (let node = 0; node < count; node++) starts[node + 1] = (starts[node + 1] ?? 0) + (starts[node] ?? 0)
  const next = starts.slice()
  const targets = new Int32Array(graph.to.length)
  for (const [edge, from] of graph.from.entries()) {
    const place = next[from] ?? 0
    targets[place] = graph.to[edge] ?? 0
    next[from] = place + 1
  }
  return { starts, targets, waitsFor }
}

/** Binary heap of node numbers, smallest place first. */
class ReadyHeap {
  private readonly nodes: number[] = []
  private readonly ids: readonly CrdtId[]

  constructor(ids: readonly CrdtId[]) {
    this.ids = ids
  }

  push(node: number): void {
    const { nodes } = this
    let place = nodes.push(node) - 1
    while (place > 0) {
      const parent = (place - 1) >> 1
      const other = nodes[parent] ?? 0
      if (!this.comesFirst(node, other)) break
      nodes[place] = other
      place = parent
    }
    nodes[place] = node
  }

  pop(): number | undefined {
    const { nodes } = this
    const first = nodes[0]
    const last = nodes.pop()
    if (nodes.length === 0 || last === undefined) return first
    let place = 0
    for (;;) {
      let child = place * 2 + 1
      if (child >= nodes.length) break
      if (child + 1 < nodes.length && this.comesFirst(nodes[child + 1] ?? 0, nodes[child] ?? 0)) child++
      const other = nodes[child] ?? 0
      if (!this.comesFirst(other, last)) break
      nodes[place] = other
      place = child
    }
    nodes[place] = last
    return first
  }

  private comesFirst(a: number, b: number): boolean {
    const idA = this.ids[a]
    const idB = this.ids[b]
    if (idA === undefined || idB === undefined) return false
    if (idA.author !== idB.author) return idA.author > idB.author
    if (idA.counter !== idB.counter) return idA.counter < idB.counter
    return a < b
  }
}

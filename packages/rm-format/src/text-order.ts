import type { CrdtId } from './scene.ts'
import type { OrderGraph } from './crdt-order.ts'
import { addEdge, orderGraph } from './crdt-order.ts'
import { cutAt, findRun, pieceAt, sortCuts } from './id-runs.ts'
import type { IdRun } from './id-runs.ts'
import type { ProblemLog } from './problems.ts'
import type { TextRun } from './stored-text.ts'

/** A stretch of the ordered text. `characters` holds one string per code point, with consecutive ids from `id`. */
export type TextSegment =
  | { kind: 'text'; id: CrdtId; characters: string[] }
  | { kind: 'format'; id: CrdtId; format: number }
  | { kind: 'deleted'; id: CrdtId; count: number }

/**
 * A run spread over the ids it takes: one id per Unicode code point (three implementations agree; no real file
 * with characters beyond the BMP is known, so that for those it is a guess), one for a format code, and
 * `deletedLength` for a deleted run, which keeps its ids.
 */
type SpreadRun = IdRun & {
  left: CrdtId
  right: CrdtId
  characters: string[] | undefined
  format: number | undefined
  /** Number of the first piece in the graph; the others follow. */
  firstNode: number
}

/** The runs in reading order. Order is defined per character; runs are cut where others point into them. */
export function orderSegments(runs: readonly TextRun[], problems: ProblemLog): TextSegment[] {
  const index = indexRuns(runs, problems)
  const inFileOrder = [...index.inFileOrder]
  for (const run of inFileOrder) cutAt(index.byAuthor, run)
  const graph: OrderGraph = { ids: [], from: [], to: [] }
  const nodes: { run: SpreadRun; from: number; to: number }[] = []
  const ids: CrdtId[] = []
  for (const run of inFileOrder) {
    sortCuts(run)
    run.firstNode = nodes.length
    for (const [place, from] of run.cuts.entries()) {
      nodes.push({ run, from, to: run.cuts[place + 1] ?? run.length })
      ids.push({ author: run.id.author, counter: run.id.counter + from })
    }
  }
  graph.ids = ids
  for (const run of inFileOrder) linkRun(graph, { index, run })
  const order = orderGraph(graph)
  if (order === undefined) {
    const message = 'The order of the typed text contradicts itself; it is shown as stored.'
    problems.report({ code: 'cycle', severity: 'repaired', message })
  }
  const places = order ?? nodes.keys()
  return Array.from(places, (place) => nodes[place]).flatMap((node) => (node === undefined ? [] : [segmentOf(node)]))
}

/** A segment keeps the id of its first character; the others follow by one. */
function segmentOf({ run, from, to }: { run: SpreadRun; from: number; to: number }): TextSegment {
  const id = { author: run.id.author, counter: run.id.counter + from }
  if (run.format !== undefined) return { kind: 'format', id, format: run.format }
  if (run.characters === undefined) return { kind: 'deleted', id, count: to - from }
  return { kind: 'text', id, characters: run.characters.slice(from, to) }
}

type RunsOfText = { inFileOrder: Set<SpreadRun>; byAuthor: Map<number, SpreadRun[]> }

/** Runs that overlap another's ids cannot both be right. The one that begins first is kept, and said so. */
function indexRuns(runs: readonly TextRun[], problems: ProblemLog): RunsOfText {
  const spread = runs.map(spreadRun)
  const byAuthor = new Map<number, SpreadRun[]>()
  for (const run of spread) {
    const list = byAuthor.get(run.id.author)
    if (list === undefined) byAuthor.set(run.id.author, [run])
    else list.push(run)
  }
  const kept = new Set(spread)
  for (const [author, list] of byAuthor) {
    const sorted = list.toSorted((a, b) => a.id.counter - b.id.counter)
    let end = 0
    const whole = sorted.filter((run) => {
      const isFree = run.id.counter >= end
      if (isFree) end = run.id.counter + run.length
      else kept.delete(run)
      return isFree
    })
    byAuthor.set(author, whole)
  }
  if (kept.size < spread.length) {
    const message = 'Parts of the typed text claim the same place; the first is shown.'
    problems.report({ code: 'duplicate-entry', severity: 'lost', message, count: spread.length - kept.size })
  }
  return { inFileOrder: kept, byAuthor }
}

/** A run with a deleted length has no text any more, whatever else it holds (read from rmscene 0.8). */
function spreadRun(run: TextRun): SpreadRun {
  const { id, left, right } = run
  const base = { id, left, right, cuts: [0], firstNode: 0, characters: undefined, format: undefined }
  if (run.deletedLength > 0) return { ...base, length: run.deletedLength }
  // Array.from goes by code points.
  if (run.text !== '') {
    const characters = Array.from(run.text)
    return { ...base, length: characters.length, characters }
  }
  return { ...base, length: 1, format: run.format }
}

/** The pieces of a run follow each other; its neighbours hold for its first and its last piece. */
function linkRun(graph: OrderGraph, { index, run }: { index: RunsOfText; run: SpreadRun }): void {
  const last = run.firstNode + run.cuts.length - 1
  for (let node = run.firstNode; node < last; node++) addEdge(graph, [node, node + 1])
  const left = findRun(index.byAuthor, run.left)
  if (left !== undefined) addEdge(graph, [left.run.firstNode + pieceAt(left), run.firstNode])
  const right = findRun(index.byAuthor, run.right)
  if (right !== undefined) addEdge(graph, [last, right.run.firstNode + pieceAt(right)])
}

import type { CrdtId } from './scene.ts'
import { isNoId } from './crdt-id.ts'

/**
 * An entry that takes several ids: `length` consecutive ones from `id` on. Others may have been written at any of them, so
 * a run is cut into pieces there and nowhere else, which gives the same order as id by id, and keeps a deleted run of
 * four thousand million at one piece.
 */
export type IdRun = {
  id: CrdtId
  length: number
  /** Offsets at which a piece begins; 0 first, ascending once `sortCuts` was called. */
  cuts: number[]
}

/** Each author's runs, ascending and without overlaps: finding an id is a binary search. */
export type RunIndex<Run extends IdRun> = ReadonlyMap<number, readonly Run[]>

/** The run that an id lies in. Ids that no run holds are the ends of the sequence, like 0:0. */
export function findRun<Run extends IdRun>(index: RunIndex<Run>, id: CrdtId): { run: Run; offset: number } | undefined {
  if (isNoId(id)) return undefined
  const runs = index.get(id.author) ?? []
  const run = runs[firstAbove(runs.length, (place) => (runs[place]?.id.counter ?? 0) > id.counter) - 1]
  if (run === undefined) return undefined
  const offset = id.counter - run.id.counter
  return offset < run.length ? { run, offset } : undefined
}

/** What is put after an id in the middle of a run cuts behind it; what is put before one, in front of it. */
export function cutAt<Run extends IdRun>(index: RunIndex<Run>, neighbours: { left: CrdtId; right: CrdtId }): void {
  const left = findRun(index, neighbours.left)
  if (left !== undefined && left.offset + 1 < left.run.length) left.run.cuts.push(left.offset + 1)
  const right = findRun(index, neighbours.right)
  if (right !== undefined && right.offset > 0) right.run.cuts.push(right.offset)
}

/** Several entries may point at one place, and in any order. */
export function sortCuts(run: IdRun): void {
  if (run.cuts.length > 1) run.cuts = [...new Set(run.cuts)].toSorted((a, b) => a - b)
}

/** Which piece of a run holds this offset, from 0. */
export function pieceAt({ run, offset }: { run: IdRun; offset: number }): number {
  return firstAbove(run.cuts.length, (place) => (run.cuts[place] ?? 0) > offset) - 1
}

/** The first of `count` places from which on `isAbove` holds. */
function firstAbove(count: number, isAbove: (place: number) => boolean): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    if (isAbove(middle)) high = middle
    else low = middle + 1
  }
  return low
}

import { pick } from './mutate.ts'
import type { Mutation } from './mutate.ts'

/** What is explored: code that throws when a promise of it is broken, and what it passed on the way. */
export type Target = {
  /** Throws when a promise is broken. */
  run: (bytes: Uint8Array) => void
  /** How often each place of the code was passed by the last run. */
  counters: Uint32Array
  mutate: (bytes: Uint8Array, mutation: Mutation) => Uint8Array
}

export type Exploration = {
  target: Target
  seeds: readonly Uint8Array[]
  numbers: readonly number[]
  random: () => number
  /** Whether to go on, by the number of runs so far. */
  goesOn: (runs: number) => boolean
  /** Longer inputs are left as they are: they only cost time. */
  maxBytes: number
}

export type Failure = { message: string; bytes: Uint8Array }
export type Explored = { runs: number; places: number; kept: Uint8Array[]; failures: Failure[] }

/** Different failures that are enough to stop for. */
const MAX_FAILURES = 10

/**
 * Coverage-guided fuzzing: changes inputs, keeps those that pass a place that none passed before (or pass one more often
 * by an order of two), and changes those again. Each failure is kept once, in its shortest form.
 */
export function explore(exploration: Exploration): Explored {
  const { target, seeds, random, numbers, maxBytes } = exploration
  const seen = new Uint32Array(target.counters.length)
  const kept: Uint8Array[] = []
  const failures = new Map<string, Uint8Array>()
  let runs = 0
  const tryOne = (bytes: Uint8Array): void => {
    runs++
    const message = failureOf(target, bytes)
    if (message !== undefined && !failures.has(message)) failures.set(message, shortest(target, { bytes, message }))
    else if (message === undefined && isNew(target.counters, seen)) kept.push(bytes)
  }
  for (const seed of seeds) tryOne(seed)
  if (kept.length === 0) kept.push(...seeds.slice(0, 1))
  const mutation = { random, numbers, other: () => pick(kept, random) ?? new Uint8Array() }
  while (exploration.goesOn(runs) && failures.size < MAX_FAILURES) {
    // Half of the time one of those found last, which nobody has looked around yet.
    const from = random() < 0.5 ? Math.max(0, kept.length - 40) : 0
    const chosen = kept[from + Math.floor(random() * (kept.length - from))] ?? new Uint8Array()
    tryOne(target.mutate(chosen, mutation).subarray(0, maxBytes))
  }
  const places = seen.reduce((total, bits) => total + Number(bits > 0), 0)
  return { runs, places, kept, failures: [...failures].map(([message, bytes]) => ({ message, bytes })) }
}

function failureOf({ run }: Target, bytes: Uint8Array): string | undefined {
  try {
    run(bytes)
    return undefined
  } catch (error) {
    // Without its numbers, so that one fault is one failure.
    const { name, message } = error instanceof Error ? error : { name: 'thrown', message: String(error) }
    return `${name}: ${message.replaceAll(/\d+/g, 'N').slice(0, 200)}`
  }
}

/** Marks what was passed, by powers of two, and says whether any of it is new. */
function isNew(counters: Uint32Array, seen: Uint32Array): boolean {
  let found = false
  for (let place = 0; place < counters.length; place++) {
    const count = counters[place] ?? 0
    if (count === 0) continue
    const bit = 1 << (31 - Math.clz32(count))
    const before = seen[place] ?? 0
    if ((before & bit) !== 0) continue
    seen[place] = before | bit
    found = true
  }
  return found
}

/** Leaves out ever smaller stretches while the failure stays the same. */
function shortest(target: Target, { bytes, message }: Failure): Uint8Array {
  let best = bytes
  for (let size = best.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at + size <= best.length;) {
      const shorter = new Uint8Array(Buffer.concat([best.subarray(0, at), best.subarray(at + size)]))
      if (failureOf(target, shorter) === message) best = shorter
      else at += size
    }
  }
  return best
}

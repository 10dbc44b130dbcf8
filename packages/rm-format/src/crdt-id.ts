import type { CrdtId } from './scene.ts'
import type { ByteReader } from './byte-reader.ts'

/** Author 0, counter 0: "nothing", used for both ends of a sequence. */
export const NO_ID: CrdtId = { author: 0, counter: 0 }
/** The node that holds the layers (read from rmscene 0.8). */
export const ROOT_ID: CrdtId = { author: 0, counter: 1 }
/** Anchor sentinels: the first and the last line of the typed text (measured on official pictures). */
export const ANCHOR_TOP = 0xfffffffffffe
export const ANCHOR_BOTTOM = 0xffffffffffff

/** Something equal for equal ids, cheap as a Map key. */
export type IdKey = number | string

/** Above it `counter * 256 + author` is no longer exact in a double. */
const MAX_PACKED_COUNTER = 2 ** 45

/** Counters beyond 45 bits are rare (the anchor sentinels have 48) and become strings. */
export function keyOf(id: CrdtId): IdKey {
  if (id.counter < MAX_PACKED_COUNTER) return id.counter * 256 + id.author
  return `${id.author}:${id.counter}`
}

/** Ids are equal by value; equal ids may or may not be one object. */
export function isSameId(a: CrdtId, b: CrdtId): boolean {
  return a.author === b.author && a.counter === b.counter
}

/** Whether an id says "nothing": the start of a sequence as left, its end as right neighbour. */
export function isNoId(id: CrdtId): boolean {
  return id.author === 0 && id.counter === 0
}

/**
 * u8 author, varuint counter (read from rmscene 0.8). Equal ids may be one object: a page of 70,000 strokes has
 * 350,000 ids, and most of them repeat the one before.
 */
export function readId(reader: ByteReader): CrdtId {
  const author = reader.u8()
  const counter = reader.varuint()
  const place = counter % RECENT_IDS
  const recent = reader.recentIds[place]
  if (recent !== undefined && recent.counter === counter && recent.author === author) return recent
  const id = { author, counter }
  reader.recentIds[place] = id
  return id
}

const RECENT_IDS = 4

/** Whether a value written at `a` replaces one written at `b`: the later counter, then the higher author (guess). */
export function isNewer(a: CrdtId, b: CrdtId): boolean {
  return a.counter === b.counter ? a.author >= b.author : a.counter > b.counter
}

import { splitBlocks, writeBlocks } from '../../src/blocks.ts'
import type { RawBlock } from '../../src/blocks.ts'
import { bytesOfPart, joined, partOf, partsIn, varuint } from './fields.ts'
import type { Field, Part } from './fields.ts'

/** What changes are made from: chance, another input to take parts from, and numbers worth trying. */
export type Mutation = {
  random: () => number
  other: () => Uint8Array
  numbers: readonly number[]
}

/** Ends of ranges, and what floats can hold that is no number. */
const EDGES = [
  0,
  1,
  2,
  127,
  128,
  255,
  256,
  0x7fff,
  0xffff,
  0x10000,
  0x7fffffff,
  0x80000000,
  0xffffffff,
  2 ** 45,
  2 ** 48,
]
const FLOATS = [NaN, Infinity, -Infinity, -0, 1e30, -1e30, 1e-40, 999_999, 1_000_000]

/** Behind the header, which alone decides whether anything is read at all. */
const BODY = 43

/** A changed page of version 6: its blocks, the fields in them, or its bare bytes. */
export function mutatePage(bytes: Uint8Array, mutation: Mutation): Uint8Array {
  const { random } = mutation
  if (bytes.length <= BODY || random() < 0.15) return mutateBytes(bytes, mutation)
  const page = splitBlocks(bytes)
  if (page.blocks.length === 0) return mutateBytes(bytes, mutation)
  let blocks = page.blocks
  for (let rounds = 1 + Math.floor(random() * 3); rounds > 0; rounds--) {
    blocks = random() < 0.25 ? changeBlocks(blocks, mutation) : changeInside(blocks, mutation)
  }
  return writeBlocks({ ...page, blocks })
}

/** A page with its longest blocks left out until it is short enough: one of each kind is what matters. */
export function shortened(bytes: Uint8Array, maxBytes: number): Uint8Array {
  if (bytes.length <= maxBytes) return bytes
  const page = splitBlocks(bytes)
  let left = maxBytes - BODY
  const byLength = page.blocks.toSorted((a, b) => a.body.length - b.body.length)
  const kept = new Set(byLength.filter(({ body }) => (left -= body.length + 8) >= 0))
  return writeBlocks({ ...page, blocks: page.blocks.filter((block) => kept.has(block)), trailing: new Uint8Array() })
}

/** Bytes flipped, numbers put in, stretches left out, doubled, moved or taken from another input. */
export function mutateBytes(bytes: Uint8Array, mutation: Mutation): Uint8Array {
  const { random } = mutation
  let changed: Uint8Array = bytes.slice()
  for (let rounds = 1 + Math.floor(random() ** 2 * 6); rounds > 0; rounds--) {
    const at = Math.floor(random() * (changed.length + 1))
    const length = Math.floor(random() ** 3 * 64) + 1
    const kind = Math.floor(random() * 7)
    if (kind === 0 && at < changed.length) changed[at] = (changed[at] ?? 0) ^ (1 << Math.floor(random() * 8))
    else if (kind === 1 && at < changed.length) changed[at] = Math.floor(random() * 256)
    else if (kind === 2) changed = put(changed, { at, piece: someNumber(mutation), isInserted: random() < 0.2 })
    else if (kind === 3) changed = joined([changed.subarray(0, at), changed.subarray(at + length)])
    else if (kind === 4) changed = joined([changed.subarray(0, at + length), changed.subarray(at)])
    else if (kind === 5) changed = put(changed, { at, piece: stretchOf(mutation.other(), mutation), isInserted: true })
    else changed = put(changed, { at, piece: stretchOf(changed, mutation), isInserted: random() < 0.5 })
  }
  return changed
}

function put(bytes: Uint8Array, input: { at: number; piece: Uint8Array; isInserted: boolean }): Uint8Array {
  const { at, piece, isInserted } = input
  return joined([bytes.subarray(0, at), piece, bytes.subarray(isInserted ? at : at + piece.length)])
}

function stretchOf(bytes: Uint8Array, { random }: Mutation): Uint8Array {
  const from = Math.floor(random() * bytes.length)
  return bytes.slice(from, from + 1 + Math.floor(random() ** 2 * 64))
}

/** A number that the code knows or that lies at the end of a range, in any of the ways the format has for it. */
function someNumber({ random, numbers }: Mutation): Uint8Array {
  const known = random() < 0.5 ? pick(EDGES, random) : pick(numbers, random)
  const value = (known ?? 0) + (random() < 0.25 ? Math.floor(random() * 5) - 2 : 0)
  const kind = Math.floor(random() * 5)
  if (kind === 0) return Uint8Array.of(value)
  if (kind === 1) return new Uint8Array(Uint32Array.of(value).buffer)
  if (kind === 2) return varuint(Math.max(0, Math.floor(value)))
  const float = random() < 0.5 ? (pick(FLOATS, random) ?? 0) : value
  return new Uint8Array(kind === 3 ? Float32Array.of(float).buffer : Float64Array.of(float).buffer)
}

/** Blocks left out, doubled, moved, taken from another page, or with another type or version. */
function changeBlocks(blocks: readonly RawBlock[], mutation: Mutation): RawBlock[] {
  const { random } = mutation
  const at = Math.floor(random() * blocks.length)
  const [before, block, after] = [blocks.slice(0, at), blocks[at], blocks.slice(at + 1)]
  const kind = Math.floor(random() * 5)
  if (block === undefined) return [...blocks]
  if (kind === 0) return [...before, ...after]
  if (kind === 1) return [...before, block, ...after.toSpliced(Math.floor(random() * after.length), 0, block)]
  if (kind === 2) {
    const foreign = pick(splitBlocks(mutation.other()).blocks, random)
    return [...before, block, ...(foreign === undefined ? [] : [foreign]), ...after]
  }
  if (kind === 3) return [...before, { ...block, type: Math.floor(random() * 18) }, ...after]
  return [...before, { ...block, currentVersion: Math.floor(random() * 4) }, ...after]
}

function changeInside(blocks: readonly RawBlock[], mutation: Mutation): RawBlock[] {
  const { random } = mutation
  const at = Math.floor(random() * blocks.length)
  const block = blocks[at]
  if (block === undefined) return [...blocks]
  const root = random() < 0.8 ? partOf(block.body) : undefined
  if (root === undefined) return blocks.with(at, { ...block, body: mutateBytes(block.body, mutation) })
  const part = pick(partsIn(root), random)
  if (part !== undefined) changePart(part, mutation)
  return blocks.with(at, { ...block, body: bytesOfPart(root) })
}

/** One field of a part left out, doubled, swapped with the next, given another tag or value; or the count ahead of them. */
function changePart(part: Part, mutation: Mutation): void {
  const { random } = mutation
  const { fields } = part
  if (part.before.length > 0 && random() < 0.3) {
    part.before = mutateBytes(part.before, mutation)
    return
  }
  const at = Math.floor(random() * fields.length)
  const field = fields[at]
  if (field === undefined) return
  const kind = Math.floor(random() * 8)
  if (kind === 0) fields.splice(at, 1)
  else if (kind === 1) fields.splice(at, 0, copyOf(field))
  else if (kind === 2) fields.splice(at, 2, ...fields.slice(at, at + 2).toReversed())
  else if (kind === 3) fields[at] = { ...field, tag: pick(mutation.numbers, random) ?? field.tag }
  else fields[at] = { ...field, payload: changedPayload(field, mutation) }
}

/** Parts keep their length right; of other values the length says the kind, so they keep it too. */
function changedPayload({ tag, payload }: Field, mutation: Mutation): Uint8Array {
  const bytes = payload instanceof Uint8Array ? payload : bytesOfPart(payload)
  const kind = tag & 0xf
  if (kind === 0xc) return mutateBytes(bytes, mutation)
  if (kind === 0xf) {
    const author = Math.floor(mutation.random() * 3)
    const near = Math.floor(mutation.random() * 40)
    const far = pick([...mutation.numbers, ...EDGES], mutation.random) ?? 0
    const counter = mutation.random() < 0.7 ? near : Math.max(0, Math.floor(far))
    return joined([Uint8Array.of(author), varuint(counter)])
  }
  const size = bytes.length
  return joined([someNumber(mutation), bytes]).slice(0, size)
}

function copyOf(field: Field): Field {
  if (field.payload instanceof Uint8Array) return { ...field }
  const { before, fields } = field.payload
  return { ...field, payload: { before, fields: fields.map(copyOf) } }
}

export function pick<T>(list: readonly T[], random: () => number): T | undefined {
  return list[Math.floor(random() * list.length)]
}

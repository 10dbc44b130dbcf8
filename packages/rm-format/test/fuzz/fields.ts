/** The inside of a block as a tree of fields, as far as it looks like one: so that a change can keep the lengths right. */
export type Field = { tag: number; payload: Uint8Array | Part }
/** `before` is what stands ahead of the fields: a kind byte, a count, or nothing. */
export type Part = { before: Uint8Array; fields: Field[] }

/** Deeper is not looked; real blocks have six levels. */
const MAX_DEPTH = 10

/** A part whose bytes are fields to the last, perhaps behind a byte or two of something else; else undefined. */
export function partOf(bytes: Uint8Array, depth = 0): Part | undefined {
  for (let ahead = 0; ahead <= 2 && ahead < bytes.length; ahead++) {
    const fields = fieldsOf(bytes.subarray(ahead), depth)
    if (fields !== undefined) return { before: bytes.subarray(0, ahead), fields }
  }
  return undefined
}

export function bytesOfPart({ before, fields }: Part): Uint8Array {
  const pieces: Uint8Array[] = [before]
  for (const { tag, payload } of fields) {
    pieces.push(varuint(tag))
    const bytes = payload instanceof Uint8Array ? payload : bytesOfPart(payload)
    if ((tag & 0xf) === 0xc) pieces.push(u32(bytes.length))
    pieces.push(bytes)
  }
  return joined(pieces)
}

/** Every part of a tree, itself first. */
export function partsIn(part: Part): Part[] {
  const parts = [part]
  for (const { payload } of part.fields) if (!(payload instanceof Uint8Array)) parts.push(...partsIn(payload))
  return parts
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}

function fieldsOf(bytes: Uint8Array, depth: number): Field[] | undefined {
  const fields: Field[] = []
  let at = 0
  while (at < bytes.length) {
    const tag = varuintAt(bytes, at)
    if (tag === undefined || tag.value > 0x3fff) return undefined
    const length = payloadLength(bytes, { kind: tag.value & 0xf, at: tag.end })
    if (length === undefined) return undefined
    const isPart = (tag.value & 0xf) === 0xc
    const from = tag.end + (isPart ? 4 : 0)
    const payload = bytes.subarray(from, from + length)
    if (payload.length < length) return undefined
    const inner = isPart && depth < MAX_DEPTH ? partOf(payload, depth + 1) : undefined
    fields.push({ tag: tag.value, payload: inner ?? payload })
    at = from + length
  }
  return fields
}

function payloadLength(bytes: Uint8Array, { kind, at }: { kind: number; at: number }): number | undefined {
  if (kind === 1 || kind === 4 || kind === 8) return kind
  if (kind === 0xf) {
    const counter = varuintAt(bytes, at + 1)
    return counter && counter.end - at
  }
  if (kind !== 0xc || at + 4 > bytes.length) return undefined
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true)
}

function varuintAt(bytes: Uint8Array, at: number): { value: number; end: number } | undefined {
  let value = 0
  for (let place = 0; place < 8; place++) {
    const byte = bytes[at + place]
    if (byte === undefined) return undefined
    value += (byte & 0x7f) * 2 ** (7 * place)
    if (byte < 0x80) return { value, end: at + place + 1 }
  }
  return undefined
}

export function varuint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = value
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80)
    rest = Math.floor(rest / 0x80)
  }
  return Uint8Array.from([...bytes, rest])
}

function u32(value: number): Uint8Array {
  return new Uint8Array(Uint32Array.of(value).buffer)
}

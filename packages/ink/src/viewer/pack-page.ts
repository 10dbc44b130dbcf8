import type { ImageMark, Mark, OutlineMark, Page } from '../page.ts'
import type { InkPage, Pace } from './ink-page.ts'

/** "INKP", little-endian. */
const MAGIC = 0x504b4e49
/** Raised when the bytes mean something else: browsers keep them for as long as a page does not change. */
export const PACKED_VERSION = 1
const HEAD_BYTES = 12

/** What the strokes of one pen have in common; a page has a handful. */
type Look = Omit<OutlineMark, 'kind' | 'strokeIndex' | 'outline' | 'bounds'>
/** A mark that is no outline, or a run of outlines; a picture names its bytes by where they start and their number. */
type Entry = { outlines: number } | { mark: Mark; bytes?: readonly [from: number, count: number] }
type Head = {
  page: Omit<Page, 'marks' | 'text'>
  isMeasured: boolean
  looks: Look[]
  entries: Entry[]
  outlines: number
  /** Numbers in the corners of all outlines. */
  corners: number
}

/**
 * A laid out page as bytes: a JSON head, then the outlines as plain arrays, so that a browser reads a page of many
 * thousand strokes without parsing any. Lines of typed text travel only as the marks that draw them.
 */
export function packPage({ page, pace }: InkPage): Uint8Array<ArrayBuffer> {
  const outlines = page.marks.filter((mark) => mark.kind === 'outline')
  const looks = new Map<string, number>()
  const lookOf = outlines.map((mark) => lookIndex(looks, mark))
  const pictures: Uint8Array[] = []
  const { marks, text: _, ...frame } = page
  const head: Head = {
    page: frame,
    isMeasured: pace.isMeasured,
    looks: Array.from(looks.keys(), (look): Look => JSON.parse(look)),
    entries: entriesOf(marks, pictures),
    outlines: outlines.length,
    corners: outlines.reduce((sum, { outline }) => sum + outline.length, 0),
  }
  const json = new TextEncoder().encode(JSON.stringify(head))
  const parts = viewsOf(new ArrayBuffer(sizeOf({ head, json, pictures })), { head, jsonBytes: json.length })
  new Uint32Array(parts.bytes.buffer, 0, 3).set([MAGIC, PACKED_VERSION, json.length])
  parts.bytes.set(json, HEAD_BYTES)
  let corner = 0
  for (const [index, { outline, strokeIndex }] of outlines.entries()) {
    parts.corners.set(outline, corner)
    corner += outline.length
    parts.ends[index] = corner
    parts.strokes[index] = strokeIndex
    parts.looks[index] = lookOf[index]!
  }
  parts.order.set(pace.order)
  parts.durationMs.set(pace.durationMs)
  let at = parts.picturesFrom
  for (const picture of pictures) {
    parts.bytes.set(picture, at)
    at += picture.length
  }
  return parts.bytes
}

/** Reads what `packPage` wrote. The page's arrays are views of the bytes. Throws RangeError on anything else. */
export function unpackPage(bytes: Uint8Array<ArrayBuffer>): InkPage {
  const { head, jsonBytes, aligned } = readHead(bytes)
  const parts = viewsOf(aligned.buffer, { head, jsonBytes, from: aligned.byteOffset })
  const pace: Pace = { order: parts.order, durationMs: parts.durationMs, isMeasured: head.isMeasured }
  return { page: { ...head.page, marks: marksOf(head, parts), text: [] }, pace }
}

/** The size of a packed page in page units, without reading its strokes. Throws as `unpackPage` does. */
export function sizeOfPacked(bytes: Uint8Array<ArrayBuffer>): { width: number; height: number } {
  const { width, height } = readHead(bytes).head.page
  return { width, height }
}

function readHead(bytes: Uint8Array<ArrayBuffer>): { head: Head; jsonBytes: number; aligned: Uint8Array<ArrayBuffer> } {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice()
  const [magic, version, jsonBytes = 0] = new Uint32Array(aligned.buffer, aligned.byteOffset, 3)
  if (magic !== MAGIC || version !== PACKED_VERSION)
    throw new RangeError('These bytes are no page packed by this version.')
  const json = aligned.subarray(HEAD_BYTES, HEAD_BYTES + jsonBytes)
  // Written by `packPage` of the same version, which the two numbers before it say.
  return { head: JSON.parse(new TextDecoder().decode(json)) as Head, jsonBytes, aligned }
}

function lookIndex(looks: Map<string, number>, mark: OutlineMark): number {
  const { kind: _kind, strokeIndex: _index, outline: _outline, bounds: _bounds, ...pen } = mark
  const look = JSON.stringify(pen satisfies Look)
  const known = looks.get(look) ?? looks.size
  looks.set(look, known)
  return known
}

function entriesOf(marks: readonly Mark[], pictures: Uint8Array[]): Entry[] {
  const entries: Entry[] = []
  let from = 0
  for (const mark of marks) {
    const last = entries.at(-1)
    if (mark.kind === 'outline') {
      if (last !== undefined && 'outlines' in last) last.outlines++
      else entries.push({ outlines: 1 })
    } else if (mark.kind === 'image' && mark.bytes !== undefined) {
      pictures.push(mark.bytes)
      entries.push({ mark: { ...mark, bytes: undefined }, bytes: [from, mark.bytes.length] })
      from += mark.bytes.length
    } else if (mark.kind === 'shape') {
      // Typed arrays become objects in JSON; lists come back as lists.
      entries.push({ mark: { ...mark, polygons: mark.polygons.map((corners) => Array.from(corners) as never) } })
    } else entries.push({ mark })
  }
  return entries
}

function sizeOf(of: { head: Head; json: Uint8Array; pictures: readonly Uint8Array[] }): number {
  const { head, json, pictures } = of
  const arrays = 4 * (5 * head.outlines + head.corners)
  return HEAD_BYTES + padded(json.length) + arrays + padded(pictures.reduce((sum, { length }) => sum + length, 0))
}

type Parts = {
  bytes: Uint8Array<ArrayBuffer>
  ends: Uint32Array
  strokes: Uint32Array
  looks: Uint32Array
  order: Uint32Array
  durationMs: Float32Array
  corners: Float32Array
  /** Where the bytes of the pictures start. */
  picturesFrom: number
}

function viewsOf(buffer: ArrayBuffer, of: { head: Head; jsonBytes: number; from?: number }): Parts {
  const { head, jsonBytes, from = 0 } = of
  const n = head.outlines
  const at = from + HEAD_BYTES + padded(jsonBytes)
  return {
    bytes: new Uint8Array(buffer, from),
    ends: new Uint32Array(buffer, at, n),
    strokes: new Uint32Array(buffer, at + 4 * n, n),
    looks: new Uint32Array(buffer, at + 8 * n, n),
    order: new Uint32Array(buffer, at + 12 * n, n),
    durationMs: new Float32Array(buffer, at + 16 * n, n),
    corners: new Float32Array(buffer, at + 20 * n, head.corners),
    picturesFrom: at - from + 4 * (5 * n + head.corners),
  }
}

function marksOf(head: Head, parts: Parts): Mark[] {
  const marks: Mark[] = []
  let index = 0
  for (const entry of head.entries) {
    if ('outlines' in entry)
      for (const end = index + entry.outlines; index < end;) marks.push(outlineAt(index++, { head, parts }))
    else marks.push(otherMark(entry, parts))
  }
  return marks
}

function outlineAt(index: number, { head, parts }: { head: Head; parts: Parts }): OutlineMark {
  const outline = parts.corners.subarray(index === 0 ? 0 : parts.ends[index - 1], parts.ends[index])
  const look = head.looks[parts.looks[index]!]!
  return { kind: 'outline', ...look, strokeIndex: parts.strokes[index]!, outline, bounds: boundsOf(outline) }
}

function otherMark({ mark, bytes }: Exclude<Entry, { outlines: number }>, parts: Parts): Mark {
  if (mark.kind === 'shape') return { ...mark, polygons: mark.polygons.map((corners) => Float32Array.from(corners)) }
  if (mark.kind !== 'image' || bytes === undefined) return mark
  const from = parts.picturesFrom + bytes[0]
  return { ...mark, bytes: parts.bytes.subarray(from, from + bytes[1]) } satisfies ImageMark
}

function boundsOf(outline: Float32Array): OutlineMark['bounds'] {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let i = 0; i < outline.length; i += 2) {
    const x = outline[i]!
    const y = outline[i + 1]!
    if (x < minX) minX = x
    if (x > maxX) maxX = x
    if (y < minY) minY = y
    if (y > maxY) maxY = y
  }
  return { x: minX, y: minY, width: maxX - minX, height: maxY - minY }
}

function padded(bytes: number): number {
  return Math.ceil(bytes / 4) * 4
}

import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { NEEDS_CORPUS, corpusBytes, corpusFiles, corpusPages, hasCorpus } from '../test/corpus.ts'
import { storedEntries, storedText, treeWrites } from '../test/stored.ts'
import type { StoredEntry } from '../test/stored.ts'
import { NO_ID, keyOf } from './crdt-id.ts'
import { orderEntries } from './crdt-order.ts'
import { STYLES, parsePage } from './index.ts'
import type { CrdtId, Group, Scene, SceneItem, Stroke, TypedText } from './index.ts'

/**
 * Readings of the same pages by rmscene 0.8. Its faults are listed by file. For each the bytes are looked at first, to see
 * that they do hold what rmscene passes over; then one of both is changed by just that, and they must agree in everything.
 */
const FAULTS = {
  // Images came after rmscene 0.8.
  // RM-6.13
  'skips images': withoutImages,
  // Neighbours inside a deleted run, and entries of block 0x08, are not known to it, so that strokes beside them move.
  // RM-4.4, RM-4.7
  'orders without deleted entries': inOrderOfTheReference,
  // Groups and layers that were taken out of the tree are empty, but it shows them (RM-5.10).
  'keeps removed groups': withoutRemovedGroups,
  // A text that begins with a newline has an empty first paragraph, whose style is keyed 0:0 (RM-7.9).
  'loses the first line when it is empty': withFirstParagraph,
  // A text of which everything was deleted is one empty paragraph, which has a style.
  'gives no paragraph for an empty text': withoutParagraphs,
} satisfies Record<string, (reading: Reading, bytes: Uint8Array) => Reading>

const FAULTY: Readonly<Record<string, (keyof typeof FAULTS)[]>> = {
  docs__rm_api__Capture_tool__4fa17097: ['skips images'],
  'rm__obsidian-remarkable-tagged-sync__notebook-with-image': ['skips images'],
  'rm__remarkable-cli__quicksheets_4859b8d2': ['orders without deleted entries'],
  'rm__remarkable-cli__quicksheets_ddc256b6': ['orders without deleted entries'],
  rm__rmc__checklist: ['keeps removed groups', 'orders without deleted entries'],
  'rm__rmscene-ts__paper-pro-shader-nested-extra': ['keeps removed groups', 'orders without deleted entries'],
  'docs__rmconvert__test_notebooks__213001cb__213001cb-42c0-4628-8ed0-8320c15da2a8__24bef90e': [
    'loses the first line when it is empty',
  ],
  'rm__rmc-go__pen_with_shapes_and_text_boxes_bullets': ['loses the first line when it is empty'],
  rm__rmc__writing_tools_with_text: ['keeps removed groups', 'loses the first line when it is empty'],
  'rm__rmc__pen_size_test.strokes': ['keeps removed groups', 'gives no paragraph for an empty text'],
  rm__rmscene__Lines_v2_updated: ['gives no paragraph for an empty text'],
  'docs__rmconvert__test_notebooks__213001cb__213001cb-42c0-4628-8ed0-8320c15da2a8__3a9e640a': ['keeps removed groups'],
  'rm__rmc__keyboard-checkboxes-and-bullets': ['keeps removed groups'],
  'rm__rmc__layers.stroke': ['keeps removed groups'],
  rm__rmc__more_anchoring: ['keeps removed groups'],
  'rm__rmc__text.': ['keeps removed groups'],
  'rm__rmscene-ts__paper-pro-text-highlighter-overflow': ['keeps removed groups'],
}

type ReferenceNode =
  | { kind: 'group'; id: string; label: string; visible: boolean; anchor?: ReferenceAnchor; children: ReferenceNode[] }
  | ReferenceStroke
  | { kind: 'glyph'; itemId: string; text: string; start: number | null; color: number; rects: number[][] }
type ReferenceAnchor = { id: string; type: number; threshold: number; originX: number }
type ReferenceStroke = {
  kind: 'line'
  itemId: string
  tool: number
  color: number
  rgba: number[] | null
  thickness: number
  n: number
  xySha1: string
  first: number[]
  bbox: number[]
}
type ReferenceSpan = { text: string; bold: boolean; italic: boolean }
type ReferenceText = {
  x: number
  y: number
  width: number
  paragraphs: { startId: string; style: number; spans: ReferenceSpan[] }[]
}
type Reference = { sha256: string; tree: ReferenceNode; text: ReferenceText | null }

describe.skipIf(!hasCorpus)(`the same reading as rmscene 0.8 (${NEEDS_CORPUS})`, () => {
  const byHash = new Map(corpusPages().map(({ bytes }) => [createHash('sha256').update(bytes).digest('hex'), bytes]))
  const references = corpusFiles('semantics').filter((name) => name.endsWith('.json'))

  test('there are 88 readings', () => {
    expect(references).toHaveLength(88)
  })

  test.each(references)('%s', (name) => {
    const reference: Reference = JSON.parse(new TextDecoder().decode(corpusBytes(name)))
    const bytes = byHash.get(reference.sha256)
    if (bytes === undefined) throw new Error('the page of this reading is not in the corpus')
    const { scene } = parsePage(bytes)
    const faults = Object.entries(FAULTY).find(([start]) => name.startsWith(`semantics/${start}`))?.[1] ?? []
    expect(compare({ reference, scene }).length > 0).toBe(faults.length > 0)
    const corrected = faults.reduce((reading, fault) => FAULTS[fault](reading, bytes), { reference, scene })
    expect(compare(corrected)).toEqual([])
  })

  test('each fault that is listed has its reading', () => {
    const found = Object.keys(FAULTY).map((start) => references.filter((name) => name.startsWith(`semantics/${start}`)))
    expect(found.map(({ length }) => length)).toEqual(found.map(() => 1))
  })
})

type Reading = { reference: Reference; scene: Scene }

function compare({ reference, scene }: Reading): string[] {
  const children = reference.tree.kind === 'group' ? reference.tree.children : []
  return [
    ...compareChildren(children, { items: asGroups(scene), path: '' }),
    ...compareText(reference.text, scene.text),
  ]
}

function withoutImages({ reference, scene }: Reading, bytes: Uint8Array): Reading {
  expect(storedEntries(bytes).filter(({ type, hasValue }) => type === 0x0f && hasValue)).toHaveLength(1)
  return { reference, scene: withItems(scene, (items) => items.filter(({ kind }) => kind !== 'image')) }
}

function inOrderOfTheReference({ reference, scene }: Reading, bytes: Uint8Array): Reading {
  const stored = storedEntries(bytes)
  const known = new Set(stored.map(({ id }) => text(id)))
  const pointsIntoRun = ({ left, right }: StoredEntry): boolean =>
    [left, right].some((id) => id.counter > 0 && !known.has(text(id)))
  expect(stored.some((entry) => entry.type === 0x08 || pointsIntoRun(entry))).toBe(true)
  const places = new Map<string, number>()
  for (const all of Map.groupBy(stored, ({ parent }) => text(parent)).values()) {
    const entries = all.filter(({ type }) => type !== 0x08)
    const order = orderEntries(entries.map(({ id, left, right }) => ({ id, left, right }))) ?? []
    for (const [place, index] of order.entries()) places.set(text(entries[index]?.node ?? entries[index]?.id), place)
  }
  const placeOf = ({ id }: SceneItem): number => places.get(text(id)) ?? NaN
  return { reference, scene: withItems(scene, (items) => items.toSorted((a, b) => placeOf(a) - placeOf(b))) }
}

function withoutRemovedGroups({ reference, scene }: Reading, bytes: Uint8Array): Reading {
  const removed = [...treeWrites(bytes)].filter(([, writes]) => writes.at(-1)?.isAttached === false).map(([id]) => id)
  expect(removed.length).toBeGreaterThan(0)
  const without = (node: ReferenceNode): ReferenceNode[] => {
    if (node.kind !== 'group') return [node]
    if (removed.includes(node.id)) {
      expect(node.children).toEqual([])
      return []
    }
    return [{ ...node, children: node.children.flatMap(without) }]
  }
  const [tree = reference.tree] = without(reference.tree)
  return { reference: { ...reference, tree }, scene }
}

function withFirstParagraph({ reference, scene }: Reading, bytes: Uint8Array): Reading {
  const [run] = storedText(bytes)?.runs ?? []
  if (reference.text === null) throw new Error('the page has a text')
  expect(run?.text.startsWith('\n')).toBe(true)
  // Two of the three pages store a style for it, of which the reference says nothing; plain is meant where none is.
  const style = storedText(bytes)?.styles.get(keyOf(NO_ID))?.style ?? STYLES.plain
  const paragraphs = [{ startId: '0:0', style, spans: [] }, ...reference.text.paragraphs]
  return { reference: { ...reference, text: { ...reference.text, paragraphs } }, scene }
}

function withoutParagraphs({ reference, scene }: Reading, bytes: Uint8Array): Reading {
  const stored = storedText(bytes)
  if (stored === undefined || scene.text === undefined) throw new Error('the page has a text')
  expect(stored.runs.every(({ deletedLength }) => deletedLength > 0)).toBe(true)
  expect(stored.styles.size).toBeGreaterThan(0)
  return { reference, scene: { ...scene, text: { ...scene.text, paragraphs: [] } } }
}

function withItems(scene: Scene, change: (items: SceneItem[]) => SceneItem[]): Scene {
  const changed = (items: SceneItem[]): SceneItem[] =>
    change(items).map((item) => (item.kind === 'group' ? { ...item, items: changed(item.items) } : item))
  return { ...scene, layers: scene.layers.map((layer) => ({ ...layer, items: changed(layer.items) })) }
}

function asGroups({ layers }: { layers: ReturnType<typeof parsePage>['scene']['layers'] }): Group[] {
  return layers.map((layer) => ({ ...layer, kind: 'group', anchor: undefined }))
}

type Ours = { items: readonly SceneItem[]; path: string }

function compareChildren(reference: ReferenceNode[], { items, path }: Ours): string[] {
  if (reference.length !== items.length) {
    const images = items.filter((found) => found.kind === 'image').length
    const here = images === 0 ? '' : `, of which ${images} image`
    return [`${path}: ${reference.length} children in the reference, ${items.length} here${here}`]
  }
  const order = (ids: string[]): string => ids.join(' ')
  const theirs = reference.map((node) => (node.kind === 'group' ? node.id : node.itemId))
  const ours = items.map((found) => text(found.id))
  if (order(theirs) !== order(ours)) {
    const isSame = order(theirs.toSorted()) === order(ours.toSorted())
    return [`${path}: ${isSame ? 'the same children in another order' : 'other children'}`]
  }
  return reference.flatMap((node, index) => {
    const found = items[index]
    return found === undefined ? [] : compareNode(node, { found, path: `${path}/${index}` })
  })
}

function compareNode(node: ReferenceNode, { found, path }: { found: SceneItem; path: string }): string[] {
  if (node.kind === 'group' && found.kind === 'group') {
    expect({ label: found.label, isVisible: found.isVisible }).toEqual({ label: node.label, isVisible: node.visible })
    compareAnchor(node.anchor, found)
    return compareChildren(node.children, { items: found.items, path })
  }
  if (node.kind === 'line' && found.kind === 'stroke') {
    const { bbox, itemId, tool, color, rgba, thickness, n, xySha1 } = node
    expect(strokeAs(found)).toEqual({ itemId, tool, color, rgba, thickness, n, xySha1 })
    compareNumbers(boxOf(found), bbox)
    // Points of version 1 have finer steps, which the reference rounds.
    for (const [index, value] of firstPoint(found).entries()) {
      expect(Math.abs(value - (node.first[index] ?? NaN))).toBeLessThan(0.51)
    }
    return []
  }
  if (node.kind === 'glyph' && found.kind === 'highlight') {
    expect([found.text, found.start ?? null, found.colour]).toEqual([node.text, node.start, node.color])
    for (const [index, rect] of found.rects.entries()) {
      compareNumbers([rect.x, rect.y, rect.width, rect.height], node.rects[index] ?? [])
    }
    return []
  }
  return [`${path}: ${node.kind} in the reference, ${found.kind} here`]
}

/** A stroke in the reference's terms; its points are hashed as 32-bit floats x, y, x, y, … */
function strokeAs({ id, tool, colour, argb, thickness, points }: Stroke): object {
  const places = new Float32Array(points.count * 2)
  for (let index = 0; index < points.count; index++) {
    places[index * 2] = points.x[index] ?? 0
    places[index * 2 + 1] = points.y[index] ?? 0
  }
  const xySha1 = createHash('sha1').update(new Uint8Array(places.buffer)).digest('hex').slice(0, 16)
  const rgba = argb === undefined ? null : [(argb >>> 16) & 255, (argb >>> 8) & 255, argb & 255, argb >>> 24]
  return { itemId: text(id), tool, color: colour, rgba, thickness, n: points.count, xySha1 }
}

/** The reference keeps the stored steps: quarters of speed and width, 255ths of a turn and of the pressure. */
function firstPoint({ points }: Stroke): number[] {
  const first = (values: Float32Array, scale: number): number => (values[0] ?? 0) * scale
  const { x, y, speed, width } = points
  return points.count === 0 ? [] : [first(x, 1), first(y, 1), first(speed, 4), first(width, 4)]
}

function boxOf({ points }: Stroke): number[] {
  const [left, top] = [points.x, points.y].map((values) => values.reduce((a, b) => Math.min(a, b), Infinity))
  const [right, bottom] = [points.x, points.y].map((values) => values.reduce((a, b) => Math.max(a, b), -Infinity))
  return points.count === 0 ? [] : [left ?? 0, top ?? 0, right ?? 0, bottom ?? 0]
}

function compareNumbers(ours: number[], theirs: number[] | null): void {
  for (const [index, value] of ours.entries()) expect(Math.abs(value - (theirs?.[index] ?? NaN))).toBeLessThan(0.002)
}

function compareAnchor(reference: ReferenceAnchor | undefined, { anchor }: Group): void {
  expect([anchor && text(anchor.character), anchor?.type]).toEqual([reference?.id, reference?.type])
  if (anchor === undefined || reference === undefined) return
  compareNumbers([anchor.threshold, anchor.originX], [reference.threshold, reference.originX])
}

function compareText(reference: ReferenceText | null, ours: TypedText | undefined): string[] {
  expect(ours === undefined).toBe(reference === null)
  if (reference === null || ours === undefined) return []
  compareNumbers([ours.x, ours.y, ours.width], [reference.x, reference.y, reference.width])
  const paragraphs = ours.paragraphs.map(({ style, text: whole, spans }, index) => ({
    startId: index === 0 ? '0:0' : text(ours.paragraphs[index - 1]?.characterIds.at(-1)),
    style,
    spans: spans.map(({ from, to, isBold, isItalic }) => ({
      text: whole.slice(from, to),
      bold: isBold,
      italic: isItalic,
    })),
  }))
  if (paragraphs.length !== reference.paragraphs.length) {
    return [`text: ${reference.paragraphs.length} paragraphs in the reference, ${paragraphs.length} here`]
  }
  const joined = reference.paragraphs.map((paragraph) => ({ ...paragraph, spans: joinSpans(paragraph.spans) }))
  expect(paragraphs).toEqual(joined)
  return []
}

/** The reference parts spans where stored runs part; only weight and slant count here. */
function joinSpans(spans: ReferenceSpan[]): ReferenceSpan[] {
  const joined: ReferenceSpan[] = []
  for (const span of spans) {
    const last = joined.at(-1)
    if (span.text === '') continue
    if (last !== undefined && last.bold === span.bold && last.italic === span.italic) last.text += span.text
    else joined.push({ ...span })
  }
  return joined
}

function text(id: CrdtId | undefined): string {
  return id === undefined ? '' : `${id.author}:${id.counter}`
}

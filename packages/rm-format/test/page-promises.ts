import { DEFAULT_LIMITS, NotAPageError, parsePage, writeBlocks, writePage } from '../src/index.ts'
import type { Paragraph, ParsedPage, Scene, SceneItem, TypedText } from '../src/index.ts'

/** The functions that promise something about any bytes; the fuzzer brings its own copy, in which places are counted. */
export type PageFormat = {
  parsePage: typeof parsePage
  writeBlocks: typeof writeBlocks
  writePage: typeof writePage
  NotAPageError: typeof NotAPageError
}
export const THE_FORMAT: PageFormat = { parsePage, writeBlocks, writePage, NotAPageError }

/** Nothing a page shows lies further away; see `MAX_COORDINATE` in limits.ts. */
const FARTHEST = 1_000_000

/**
 * Whatever the bytes: no error but the one that says so, the bytes come back, and what is shown can be drawn and is not
 * more than they say.
 */
export function holdPromises(format: PageFormat, bytes: Uint8Array): ParsedPage | undefined {
  const page = parseOrRefuse(format, bytes)
  if (page === undefined) return undefined
  promise(Buffer.from(format.writeBlocks(page)).equals(bytes), 'other bytes are written than were read')
  promise(page.problems.length <= DEFAULT_LIMITS.maxProblems + 1, 'more problems are listed than the limit')
  checkScene(page.scene)
  promise(bytesShown(page.scene) <= bytes.length, 'more is shown than the bytes can have said')
  return page
}

/** The least that a file needs to say what a scene shows: memory stays in proportion to it, whatever its counts claim. */
function bytesShown({ layers, text, images }: Scene): number {
  let bytes = images.size * 16
  const open = layers.flatMap(({ items }) => items)
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    if (item.kind === 'group') open.push(...item.items)
    if (item.kind === 'stroke') bytes += item.points.count * 14
    if (item.kind === 'highlight') bytes += item.text.length + item.rects.length * 32
    if (item.kind === 'image') bytes += item.corners.length * 16 + item.triangles.length * 4
  }
  for (const { characterIds } of text?.paragraphs ?? []) bytes += characterIds.length
  return bytes + (text?.deleted?.length ?? 0)
}

/** A page made from what was read is whole, and is read as it was written. */
export function holdWritersPromise(format: PageFormat, scene: Scene): void {
  const bytes = format.writePage(scene)
  const again = format.parsePage(bytes)
  const [problem] = again.problems
  promise(problem === undefined, `a page that was written from a scene has a problem: ${problem?.message}`)
  promise(Buffer.from(format.writePage(again.scene)).equals(bytes), 'a page written twice has other bytes')
}

function parseOrRefuse(format: PageFormat, bytes: Uint8Array): ParsedPage | undefined {
  try {
    return format.parsePage(bytes)
  } catch (error) {
    if (error instanceof format.NotAPageError) return undefined
    throw error
  }
}

/** Throws unless every number can be drawn, every list fits its partner and every limit is kept. */
export function checkScene({ paper, layers, text, settings }: Scene): void {
  const open: { items: readonly SceneItem[]; depth: number }[] = layers.map(({ items }) => ({ items, depth: 1 }))
  let points = 0
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    promise(next.depth <= DEFAULT_LIMITS.maxGroupDepth + 1, 'groups are nested too deep')
    for (const item of next.items) {
      if (item.kind === 'group') open.push({ items: item.items, depth: next.depth + 1 })
      points += checkItem(item)
    }
  }
  promise(points <= DEFAULT_LIMITS.maxPoints, 'more points than the limit')
  if (text !== undefined) checkText(text)
  for (const { width, height } of [paper, settings.contentRect].filter((each) => each !== undefined)) {
    promise(width > 0 && height > 0 && Number.isFinite(width + height), 'a paper has no size')
  }
}

/** Its number of points. */
function checkItem(item: SceneItem): number {
  switch (item.kind) {
    case 'stroke':
      return checkStroke(item)
    case 'group':
      checkFinite([item.anchor?.threshold ?? 0, item.anchor?.originX ?? 0], 'an anchor')
      return 0
    case 'highlight':
      for (const { x, y, width, height } of item.rects) checkFinite([x, y, width, height], 'a highlight')
      return 0
    case 'image':
      for (const { x, y, u, v } of item.corners) checkFinite([x, y, u, v], 'an image')
      promise(
        item.triangles.every((corner) => corner < item.corners.length),
        'an image has a triangle without a corner',
      )
      return 0
  }
}

function checkStroke({ points, thickness }: Extract<SceneItem, { kind: 'stroke' }>): number {
  const { count, ...properties } = points
  promise(Number.isFinite(thickness), 'a thickness is no number')
  for (const values of Object.values(properties)) {
    promise(values.length === count, 'the properties of points differ in number')
    promise(
      values.every((value) => Number.isFinite(value)),
      'a point has a value that is no number',
    )
  }
  checkFinite(points.x, 'a point')
  checkFinite(points.y, 'a point')
  return count
}

function checkText({ x, y, width, paragraphs, deleted = [] }: TypedText): void {
  checkFinite([x, y, width], 'the text')
  const ids = paragraphs.flatMap(({ characterIds }) => characterIds)
  promise(ids.length <= DEFAULT_LIMITS.maxTextCharacters, 'more characters than the limit')
  const different = new Set(ids.map(({ author, counter }) => `${author}:${counter}`))
  promise(different.size === ids.length, 'two characters have one id')
  for (const [index, paragraph] of paragraphs.entries()) checkParagraph(paragraph, index === paragraphs.length - 1)
  for (const { paragraph, index } of deleted) {
    const length = paragraphs[paragraph]?.characterIds.length ?? -1
    promise(index >= 0 && index <= length, 'deleted characters stand nowhere')
  }
}

/** Spans cover the text without a gap; each code point, and the newline behind it, has an id. */
function checkParagraph({ text, spans, characterIds }: Paragraph, isLast: boolean): void {
  let end = 0
  for (const span of spans) {
    promise(span.from === end && span.to > span.from, 'spans do not follow each other')
    end = span.to
  }
  promise(end === text.length, 'the spans do not cover their paragraph')
  const length = Array.from(text).length + Number(!isLast)
  promise(characterIds.length === length, 'a paragraph has more or fewer ids than characters')
}

function checkFinite(values: Iterable<number>, what: string): void {
  for (const value of values) promise(Math.abs(value) <= FARTHEST + 702, `${what} lies where nothing can be drawn`)
}

function promise(isKept: boolean, otherwise: string): void {
  if (!isKept) throw new Error(otherwise)
}

import { FLAT_SHIFT_X } from '../flat-page.ts'
import type { HighlightInput } from '../page-input.ts'
import { changeJson, tabletJson } from './exact-json.ts'
import type { JsonPath, JsonValue } from './exact-json.ts'
import type { TabletTag } from './content.ts'
import { isObject, listIn, objectIn, parseObject, stringIn } from './json.ts'
import type { TabletMetadata } from './metadata.ts'
import type { LayerMetadata } from './page-files.ts'

/** What a person changes about a document or folder. Fields that are left out stay as they are. */
export type MetadataChange = {
  [Field in keyof Omit<TabletMetadata, 'problem' | 'kind'>]?: TabletMetadata[Field] | undefined
}

const TYPES = { document: 'DocumentType', collection: 'CollectionType', template: 'TemplateType' } as const

/** `.metadata` of a new document or folder, with the fields of firmware 3.20 (corpus: Capture_tool). */
export function newMetadata(input: MetadataChange & { kind: TabletMetadata['kind']; visibleName: string }): string {
  const bare = tabletJson({
    createdTime: '0',
    lastModified: '0',
    lastOpened: '0',
    lastOpenedPage: 0,
    new: false,
    parent: '',
    pinned: false,
    source: '',
    type: TYPES[input.kind],
    visibleName: '',
  })
  return changeMetadata(bare, input)
}

/**
 * `.metadata` with some fields changed and every other byte as it was. Times keep the form that they have in the file:
 * milliseconds or nanoseconds, text or number.
 * @throws SyntaxError when the text is no JSON.
 */
export function changeMetadata(json: string, change: MetadataChange): string {
  const stored = parseObject(json) ?? {}
  const time = (key: string, ms: number | undefined): [string, JsonValue | undefined] => [
    key,
    ms === undefined ? undefined : timeLike(stored[key], ms),
  ]
  const fields: [string, JsonValue | undefined][] = [
    ['visibleName', change.visibleName],
    ['parent', change.parent],
    ['deleted', change.isDeleted],
    ['pinned', change.isPinned],
    ['lastOpenedPage', change.lastOpenedPage],
    time('lastModified', change.lastModifiedMs),
    time('createdTime', change.createdMs),
    time('lastOpened', change.lastOpenedMs),
  ]
  return fields.reduce((text, [key, value]) => (value === undefined ? text : changed(text, [key], value)), json)
}

/** Digits in a string, unless the file has a number; nanoseconds where the file has them (corpus: horizontal_rmapi). */
function timeLike(stored: unknown, ms: number): JsonValue {
  const isNanoseconds = String(stored).length > 15
  if (typeof stored === 'number') return isNanoseconds ? ms * 1e6 : ms
  return isNanoseconds ? `${BigInt(Math.round(ms)) * 1_000_000n}` : `${Math.round(ms)}`
}

/** What a person changes about a document's pages and how it is shown. Fields that are left out stay as they are. */
export type ContentChange = {
  orientation?: 'portrait' | 'landscape'
  /** −1 for none. */
  coverPage?: number
  zoomMode?: string
  tags?: readonly TabletTag[]
  /** Of all pages: what is not in the list has no tag any more. */
  pageTags?: readonly (TabletTag & { pageId: string })[]
  /** Templates by page id, for content of version 2; older documents keep theirs in `.pagedata`. */
  templates?: ReadonlyMap<string, string>
}

/**
 * `.content` with some fields changed and every other byte as it was. A template is written as a newer write than any
 * in the file, so that it stands when replicas meet.
 * @throws SyntaxError when the text is no JSON, RangeError when it has no replicated page of such an id.
 */
export function changeContent(json: string, change: ContentChange): string {
  const fields: [string, JsonValue | undefined][] = [
    ['orientation', change.orientation],
    ['coverPageNumber', change.coverPage],
    ['zoomMode', change.zoomMode],
    ['tags', change.tags?.map(storedTag)],
    ['pageTags', change.pageTags?.map(({ pageId, ...tag }) => ({ ...storedTag(tag), pageId }))],
  ]
  const text = fields.reduce(
    (before, [key, value]) => (value === undefined ? before : changed(before, [key], value)),
    json,
  )
  return [...(change.templates ?? [])].reduce(withTemplate, text)
}

/** The whole stamped value is replaced: its old time must not stay beside the new name. */
function withTemplate(json: string, [pageId, template]: [string, string]): string {
  const pages = listIn(objectIn(parseObject(json)?.['cPages'])['pages'])
  const index = pages.findIndex((page) => objectIn(page)['id'] === pageId)
  if (index < 0) throw new RangeError(`the content has no replicated page ${pageId}`)
  if (objectIn(objectIn(pages[index])['template'])['value'] === template) return json
  const path: JsonPath = ['cPages', 'pages', index, 'template']
  return changed(json, path, { timestamp: nextStamp(parseObject(json)), value: template })
}

/** Ids of writes are "author:counter"; the next has the highest counter of the file and one more. */
function nextStamp(stored: unknown): string {
  let highest = 0
  const open: unknown[] = [stored]
  for (let next = open.pop(); open.length > 0 || next !== undefined; next = open.pop()) {
    if (!isObject(next) && !Array.isArray(next)) continue
    const stamp = isObject(next) ? stringIn(next['timestamp']) : undefined
    highest = Math.max(highest, Number(/^\d+:(\d+)$/.exec(stamp ?? '')?.[1] ?? 0))
    open.push(...Object.values(next))
  }
  return `1:${highest + 1}`
}

/** A tag without a time gets 0, which is never. */
function storedTag({ name, taggedMs }: TabletTag): { name: string; timestamp: number } {
  return { name, timestamp: taggedMs ?? 0 }
}

function changed(json: string, path: JsonPath, value: JsonValue): string {
  return changeJson(json, { path, value })
}

/** `.pagedata`: one template a line, also after the last (corpus: rm2pdf__test). */
export function writePagedata(templates: readonly string[]): string {
  return templates.map((template) => `${template}\n`).join('')
}

/** `<page>-metadata.json`; `visible` is written for hidden layers only, since no file of the corpus has it. */
export function writeLayerMetadata(layers: readonly LayerMetadata[]): string {
  return tabletJson({ layers: layers.map(({ name, isVisible }) => (isVisible ? { name } : { name, visible: false })) })
}

/** `.highlights/<page>.json` of firmware 2.7 to 3.5: one list for each layer, x from the left edge. */
export function writeHighlights(layers: readonly (readonly HighlightInput[])[]): string {
  return tabletJson({ highlights: layers.map((layer) => layer.map(storedHighlight)) })
}

function storedHighlight({ text, colour, start, length, rects }: HighlightInput): JsonValue {
  return {
    color: colour,
    ...(length === undefined ? {} : { length }),
    rects: rects.map(({ x, y, width, height }) => ({ height, width, x: x - FLAT_SHIFT_X, y })),
    ...(start === undefined ? {} : { start }),
    text,
  }
}

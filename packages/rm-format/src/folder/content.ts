import { isObject, listIn, numberIn, objectIn, parseObject, stampedIn, stringIn, timeIn } from './json.ts'
import type { JsonObject } from './json.ts'

/** One page of a document, in reading order. */
export type TabletPage = {
  id: string
  /** Place among the pages that are there. */
  index: number
  /** Place in the stored list, deleted pages counted: old documents name their files by it (`0.rm`). */
  storedIndex: number
  /** Name of the page's template, where the content file tells it (version 2; else see `readPagedata`). */
  template: string | undefined
  /** Page of the source PDF or EPUB, from 0; undefined for pages of a notebook and for inserted ones. */
  sourcePage: number | undefined
  /** Names only, in the order of the file: `pageTags` has a time for each, which is not kept. */
  tags: string[]
}

/** A tag of the document, and when it was given. */
export type TabletTag = { name: string; taggedMs: number | undefined }

/** How a document was last zoomed. The centre is in page units, `scale` is 1 for the whole page. */
export type TabletZoom = {
  mode: string
  scale: number | undefined
  centreX: number | undefined
  centreY: number | undefined
}

/** `<uuid>.content`. */
export type TabletContent = {
  fileType: 'notebook' | 'pdf' | 'epub' | undefined
  /**
   * 0 where the file does not say. Version 2 replaced lists by replicated entries (firmware 3.0). Of 105 measured
   * documents 52 have version 2, 19 version 1 and 34 none.
   */
  formatVersion: number
  pages: TabletPage[]
  tags: TabletTag[]
  orientation: 'portrait' | 'landscape'
  zoom: TabletZoom | undefined
  /** Page shown as cover, where one was chosen. */
  coverPage: number | undefined
  /** Title and authors of the source document, when it has them. */
  title: string | undefined
  /** What could not be read, in words for a person. */
  problems: string[]
}

/** A document with more pages is cut there; the largest book known to have been annotated has some thousands. */
export const MAX_PAGES = 100_000
/** A page's id becomes part of paths, so it is kept to what the tablet itself writes. */
const PAGE_ID = /^[\w-]{1,64}$/

/** Never throws: a broken file gives a document without pages and says so. */
export function readContent(json: string): TabletContent {
  const stored = parseObject(json)
  const fields = stored ?? {}
  const fileType = fileTypeIn(fields['fileType'])
  const problems = stored === undefined ? ['The .content file is no JSON object.'] : []
  const pages = isObject(fields['cPages']) ? replicatedPages(fields) : listedPages(fields)
  const coverPage = numberIn(fields['coverPageNumber']) ?? -1
  return {
    fileType,
    formatVersion: numberIn(fields['formatVersion']) ?? 0,
    pages: finishPages(pages, { fields, fileType, problems }),
    tags: listIn(fields['tags']).flatMap((tag) => tagIn(tag)),
    orientation: fields['orientation'] === 'landscape' ? 'landscape' : 'portrait',
    zoom: zoomIn(fields),
    coverPage: coverPage >= 0 ? coverPage : undefined,
    title: stringIn(objectIn(fields['documentMetadata'])['title']),
    problems,
  }
}

type StoredPage = { id: unknown; storedIndex: number; template: string | undefined; source: number | undefined }

/** Version 2: sorted by `idx` (an unsorted list occurs), deleted ones dropped, `redir` names the source page. */
function replicatedPages(fields: JsonObject): StoredPage[] {
  return listIn(objectIn(fields['cPages'])['pages'])
    .slice(0, MAX_PAGES)
    .map((page, storedIndex) => ({ page: objectIn(page), storedIndex }))
    .filter(({ page }) => !isDeleted(page['deleted']))
    .map(({ page, storedIndex }) => ({
      id: page['id'],
      storedIndex,
      template: stringIn(stampedIn(page['template'])),
      source: numberIn(stampedIn(page['redir'])),
      place: stringIn(stampedIn(page['idx'])) ?? '',
    }))
    .toSorted((a, b) => compare(a.place, b.place) || a.storedIndex - b.storedIndex)
}

/** Stored as {timestamp, value: 1} where the page was deleted; the entry stays so that other replicas learn of it. */
function isDeleted(value: unknown): boolean {
  const deleted = isObject(value) ? stampedIn(value) : value
  return deleted === true || (numberIn(deleted) ?? 0) !== 0
}

/** By code units, as the tablet's keys ("ba", "bb", …, "bz", "c") are made to sort. */
function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/**
 * Version 1 and none: `pages`, and for annotated sources `redirectionPageMap`, where −1 is an inserted page.
 * The oldest have only `pageCount`, and name their pages by number.
 */
function listedPages(fields: JsonObject): StoredPage[] {
  const listed = listIn(fields['pages'])
  const count = Math.min(Math.max(numberIn(fields['pageCount']) ?? 0, 0), MAX_PAGES)
  const ids = listed.length > 0 ? listed.slice(0, MAX_PAGES) : Array.from({ length: count }, (_, index) => `${index}`)
  const map = fields['redirectionPageMap']
  return ids.map((id, storedIndex) => ({
    id,
    storedIndex,
    template: undefined,
    source: Array.isArray(map) ? numberIn(map[storedIndex]) : storedIndex,
  }))
}

type FinishContext = { fields: JsonObject; fileType: TabletContent['fileType']; problems: string[] }

/** Gives each usable page its index, its source page and its tags. */
function finishPages(stored: StoredPage[], { fields, fileType, problems }: FinishContext): TabletPage[] {
  const tagsOfPage = pageTags(fields)
  const seen = new Set<string>()
  const pages: TabletPage[] = []
  // A source whose pages name no place in it at all was never edited: page by page (guess).
  const isUnmapped = stored.every((page) => page.source === undefined)
  for (const { id, storedIndex, template, source } of stored) {
    if (typeof id !== 'string' || !PAGE_ID.test(id) || seen.has(id)) {
      problems.push(`Page ${storedIndex + 1} has no usable id, or one that another page has, and was left out.`)
      continue
    }
    seen.add(id)
    const place = isUnmapped ? storedIndex : source
    const hasSource = fileType === 'pdf' || fileType === 'epub'
    const sourcePage = hasSource && place !== undefined && Number.isInteger(place) && place >= 0 ? place : undefined
    pages.push({ id, index: pages.length, storedIndex, template, sourcePage, tags: tagsOfPage.get(id) ?? [] })
  }
  return pages
}

/** `pageTags` is one list for the document: {name, pageId, timestamp}. */
function pageTags(fields: JsonObject): Map<string, string[]> {
  const tags = new Map<string, string[]>()
  for (const tag of listIn(fields['pageTags'])) {
    const page = stringIn(objectIn(tag)['pageId'])
    const name = stringIn(objectIn(tag)['name'])
    if (page === undefined || name === undefined) continue
    const names = tags.get(page)
    if (names === undefined) tags.set(page, [name])
    else names.push(name)
  }
  return tags
}

/** Tags without a name are left out: there is nothing to show. */
function tagIn(tag: unknown): TabletTag[] {
  const { name, timestamp } = objectIn(tag)
  return typeof name === 'string' ? [{ name, taggedMs: timeIn(timestamp) }] : []
}

/** Only the mode and what a viewer can use of the custom zoom; the page's size on the tablet that zoomed is left out. */
function zoomIn(fields: JsonObject): TabletZoom | undefined {
  const mode = stringIn(fields['zoomMode'])
  if (mode === undefined) return undefined
  const scale = numberIn(fields['customZoomScale'])
  const centreX = numberIn(fields['customZoomCenterX'])
  return { mode, scale, centreX, centreY: numberIn(fields['customZoomCenterY']) }
}

/** An empty string is stored before the tablet has looked at an import (facts §2.13); that is undefined here. */
function fileTypeIn(value: unknown): TabletContent['fileType'] {
  return value === 'notebook' || value === 'pdf' || value === 'epub' ? value : undefined
}

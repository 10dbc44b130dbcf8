import type { ImageInput, ImageSource, JsonValue, LayerInput, PaperSize, Rect, TextInput } from '@kinfolio/rm-format'
import { tabletJson, writePage, writePagedata } from '@kinfolio/rm-format'
import { writeNotes } from './handwriting-page.ts'
import type { NotesOptions } from './handwriting-page.ts'
import { randomFrom, uuidFrom } from './handwriting-random.ts'

/** One page of a made notebook: notes in a hand, or layers drawn by the caller, or typed text, or all of them. */
export type NotebookPage = {
  notes?: string
  hand?: Omit<NotesOptions, 'seed'>
  layers?: LayerInput[]
  text?: TextInput
  template?: string
  tags?: string[]
  /** Below the ink, as pictures dropped onto a page. */
  pictures?: PlacedPicture[]
}

/** A PNG or JPEG in a rectangle of the page, in page units. */
export type PlacedPicture = { fileName: string; bytes: Uint8Array; box: Rect }

export type NotebookInput = {
  title: string
  /** Folders of the tablet from the top down, parted by "/". Equal names are the same folder. */
  folder?: string
  pages: NotebookPage[]
  seed: number | string
  tags?: string[]
  isPinned?: boolean
  paper?: PaperSize
  /** The PDF that the pages lie on, page for page: it is a document with ink on it then, and no notebook. */
  pdf?: Uint8Array
  /** Milliseconds since 1970. */
  modifiedMs?: number
}

export type MadeFile = { path: string; bytes: Uint8Array }

const DEFAULT_PAPER: PaperSize = { width: 1404, height: 1872 }
/** 1 May 2025, 09:00 UTC. */
const DEFAULT_TIME_MS = 1_746_090_000_000

/**
 * Files of a notebook as they lie in the tablet's folder: .metadata, .content of version 2, .pagedata and pages,
 * and the folders that hold it. The same input gives the same bytes and the same uuids.
 */
export function writeNotebook(input: NotebookInput): MadeFile[] {
  const { title, folder = '', pages, seed, modifiedMs = DEFAULT_TIME_MS } = input
  const uuid = notebookUuid(input)
  const folders = foldersOf(folder)
  const parent = folders.at(-1)?.uuid ?? ''
  const made = pages.map((page, index) => {
    const id = uuidFrom(randomFrom(seed).fork(`${title}/page ${index}`))
    const bytes = pageBytes(page, { seed: `${seed}/${index}`, paper: input.paper ?? DEFAULT_PAPER })
    return { id, page, bytes }
  })
  return [
    ...folders.flatMap((found) => folderFiles({ ...found, modifiedMs })),
    jsonFile(
      `${uuid}.metadata`,
      metadataOf({ kind: 'DocumentType', name: title, parent, modifiedMs, isPinned: input.isPinned }),
    ),
    jsonFile(`${uuid}.content`, contentOf({ input, made, modifiedMs })),
    textFile(`${uuid}.pagedata`, writePagedata(made.map(({ page }) => page.template ?? 'Blank'))),
    ...made.map(({ id, bytes }) => ({ path: `${uuid}/${id}.rm`, bytes })),
    ...made.flatMap(({ id, page }) =>
      (page.pictures ?? []).map(({ fileName, bytes }) => ({ path: `${uuid}/${id}/${fileName}`, bytes })),
    ),
    ...(input.pdf === undefined ? [] : [{ path: `${uuid}.pdf`, bytes: input.pdf }]),
  ]
}

/** The uuid that `writeNotebook` gives the notebook. */
export function notebookUuid({ title, seed }: Pick<NotebookInput, 'title' | 'seed'>): string {
  return uuidFrom(randomFrom(seed).fork(`${title}/document`))
}

function pageBytes(page: NotebookPage, context: { seed: string; paper: PaperSize }): Uint8Array {
  const { notes, hand = {}, layers = [], text, pictures = [] } = page
  const { seed, paper } = context
  const written = notes === undefined ? [] : writeNotes(notes, { ...hand, seed }).strokes
  const own = written.length > 0 || layers.length === 0 ? [{ label: 'Layer 1', items: written }] : []
  const placed = pictures.map((picture) => ({ picture, image: uuidFrom(randomFrom(seed).fork(picture.fileName)) }))
  const below = placed.length === 0 ? [] : [{ label: 'Pictures', items: placed.map(imageItem) }]
  return writePage({
    layers: [...below, ...own, ...layers],
    images: new Map(placed.map(({ picture, image }) => [image, imageSource(picture)])),
    paper,
    settings: { preferredLayout: 1 },
    text,
    authorUuid: uuidFrom(randomFrom(seed).fork('author')),
  })
}

/** Four corners and two triangles, as the desktop app places a picture (corpus: Capture_tool). */
function imageItem({ picture, image }: { picture: PlacedPicture; image: string }): ImageInput {
  const { x, y, width, height } = picture.box
  const corners = [
    { x, y, u: 0, v: 0 },
    { x: x + width, y, u: 1, v: 0 },
    { x: x + width, y: y + height, u: 1, v: 1 },
    { x, y: y + height, u: 0, v: 1 },
  ]
  return { kind: 'image', image, corners, triangles: [0, 1, 2, 0, 2, 3] }
}

function imageSource({ fileName }: PlacedPicture): ImageSource {
  return { fileName, bytes: undefined }
}

type Folder = { uuid: string; name: string; parent: string }

function foldersOf(path: string): Folder[] {
  const names = path.split('/').filter((name) => name !== '')
  const folders: Folder[] = []
  for (const [depth, name] of names.entries()) {
    const uuid = uuidFrom(randomFrom(`folder ${names.slice(0, depth + 1).join('/')}`))
    folders.push({ uuid, name, parent: folders.at(-1)?.uuid ?? '' })
  }
  return folders
}

function folderFiles({ uuid, name, parent, modifiedMs }: Folder & { modifiedMs: number }): MadeFile[] {
  const metadata = metadataOf({ kind: 'CollectionType', name, parent, modifiedMs, isPinned: false })
  return [jsonFile(`${uuid}.metadata`, metadata), jsonFile(`${uuid}.content`, { tags: [] })]
}

type MetadataInput = { kind: string; name: string; parent: string; modifiedMs: number; isPinned: boolean | undefined }

function metadataOf({ kind, name, parent, modifiedMs, isPinned = false }: MetadataInput): JsonValue {
  return {
    createdTime: `${modifiedMs}`,
    lastModified: `${modifiedMs}`,
    ...(kind === 'DocumentType' ? { lastOpened: `${modifiedMs}`, lastOpenedPage: 0 } : {}),
    new: false,
    parent,
    pinned: isPinned,
    source: '',
    type: kind,
    visibleName: name,
  }
}

type ContentInput = {
  input: NotebookInput
  made: { id: string; page: NotebookPage; bytes: Uint8Array }[]
  modifiedMs: number
}

/** Field by field as firmware 3.14 and later writes it (compared with documents of the corpus). */
function contentOf({ input, made, modifiedMs }: ContentInput): JsonValue {
  const stamped = (value: string | number): JsonValue => ({ timestamp: '1:2', value })
  return {
    cPages: {
      lastOpened: { timestamp: '1:1', value: made[0]?.id ?? '' },
      original: { timestamp: '0:0', value: input.pdf === undefined ? -1 : made.length },
      pages: made.map(({ id, page }, index) => ({
        id,
        idx: stamped(placeKey(index)),
        ...(input.pdf === undefined ? {} : { redir: stamped(index) }),
        template: stamped(page.template ?? 'Blank'),
      })),
      uuids: [{ first: uuidFrom(randomFrom(input.seed).fork('writer')), second: 1 }],
    },
    coverPageNumber: -1,
    documentMetadata: {},
    dummyDocument: false,
    extraMetadata: { LastPen: 'Ballpointv2', LastTool: 'Ballpointv2' },
    fileType: input.pdf === undefined ? 'notebook' : 'pdf',
    fontName: '',
    formatVersion: 2,
    lineHeight: -1,
    margins: 125,
    orientation: 'portrait',
    pageCount: made.length,
    pageTags: made.flatMap(({ id, page }) =>
      (page.tags ?? []).map((name) => ({ name, pageId: id, timestamp: modifiedMs })),
    ),
    sizeInBytes: `${made.reduce((sum, { bytes }) => sum + bytes.length, 0)}`,
    tags: (input.tags ?? []).map((name) => ({ name, timestamp: modifiedMs })),
    textAlignment: 'justify',
    textScale: 1,
    zoomMode: 'bestFit',
  }
}

/** Keys in rising order: "ba", "bb", … "bz", "cba", "cbb", …, each carry one letter further. */
function placeKey(index: number): string {
  const carry = 'c'.repeat(Math.floor(index / 26))
  return `${carry}b${String.fromCharCode(97 + (index % 26))}`
}

function jsonFile(path: string, value: JsonValue): MadeFile {
  return textFile(path, tabletJson(value))
}

function textFile(path: string, text: string): MadeFile {
  return { path, bytes: new TextEncoder().encode(text) }
}

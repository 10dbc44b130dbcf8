import type { PageInput } from '../page-input.ts'
import { writePage } from '../write-page.ts'
import { tabletJson } from './exact-json.ts'
import { newMetadata } from './write-files.ts'

/** A notebook, or a PDF with ink on it. Uuids are the caller's, since this package knows no chance and no time. */
export type NewDocument = {
  uuid: string
  name: string
  /** Milliseconds since 1970. */
  createdMs: number
  pages: readonly NewPage[]
  /** Uuid of the folder; '' is the top. */
  parent?: string | undefined
  orientation?: 'portrait' | 'landscape' | undefined
  /** Bytes of the PDF that the pages lie on. */
  pdf?: Uint8Array | undefined
  /** Of the replica that writes. */
  authorUuid?: string | undefined
}

/** `page` is undefined for a sheet that was left empty: the tablet writes no `.rm` file for it. */
export type NewPage = {
  id: string
  page?: PageInput | undefined
  template?: string | undefined
  /** Page of the PDF from 0; undefined for inserted pages. */
  sourcePage?: number | undefined
}

const DEFAULT_AUTHOR = '6b696e66-6f6c-494f-8000-000000000001'
const utf8 = new TextEncoder()

/** The files of a new document by their path in the tablet's folder, as content version 2 (firmware 3.0 and later). */
export function newDocument(input: NewDocument): Map<string, Uint8Array> {
  const { uuid, name, createdMs, pages, parent = '', pdf, authorUuid } = input
  const files = new Map<string, Uint8Array>()
  const metadata = { kind: 'document', visibleName: name, parent, createdMs, lastModifiedMs: createdMs } as const
  files.set(`${uuid}.metadata`, utf8.encode(newMetadata(metadata)))
  files.set(`${uuid}.content`, utf8.encode(newContent(input)))
  if (pdf !== undefined) files.set(`${uuid}.pdf`, pdf)
  for (const { id, page } of pages) {
    if (page !== undefined) files.set(`${uuid}/${id}.rm`, writePage({ ...page, ...(authorUuid && { authorUuid }) }))
  }
  return files
}

/** Fields of firmware 3.20 that say something about a document nobody has opened yet (corpus: Capture_tool). */
function newContent({ pages, orientation = 'portrait', pdf, authorUuid = DEFAULT_AUTHOR }: NewDocument): string {
  const [first] = pages
  return tabletJson({
    cPages: {
      lastOpened: stamped(1, first?.id ?? ''),
      original: stamped(0, pdf === undefined ? -1 : pages.filter(({ sourcePage }) => sourcePage !== undefined).length),
      pages: pages.map(({ id, template = 'Blank', sourcePage }, index) => ({
        id,
        idx: stamped(2, indexKey(index)),
        ...(sourcePage === undefined ? {} : { redir: stamped(2, sourcePage) }),
        template: stamped(2, template),
      })),
      uuids: [{ first: authorUuid, second: 1 }],
    },
    coverPageNumber: -1,
    documentMetadata: {},
    extraMetadata: {},
    fileType: pdf === undefined ? 'notebook' : 'pdf',
    fontName: '',
    formatVersion: 2,
    lineHeight: -1,
    margins: 125,
    orientation,
    pageCount: pages.length,
    pageTags: [],
    tags: [],
    textAlignment: 'justify',
    textScale: 1,
    zoomMode: 'bestFit',
  })
}

/** A value with the id of its write; author 0 wrote what nobody chose. */
function stamped<T extends string | number>(counter: number, value: T): { timestamp: string; value: T } {
  return { timestamp: counter === 0 ? '0:0' : `1:${counter}`, value }
}

const LETTERS = 26
/** First letters that keys of one length have: "b" to "y". "a" is left for pages put in front, "z" for longer keys. */
const FIRST_LETTERS = 24

/**
 * Keys that sort as their index does: "ba" to "yz" as on tablets (corpus: rmconvert, "ba" to "bu"), then with a "z" in front.
 * No key is the beginning of the next, so that there is room for pages between any two.
 */
export function indexKey(index: number): string {
  const perLength = FIRST_LETTERS * LETTERS
  const rest = index % perLength
  const letter = (place: number): string => String.fromCharCode('a'.charCodeAt(0) + place)
  return 'z'.repeat(Math.floor(index / perLength)) + letter(1 + Math.floor(rest / LETTERS)) + letter(rest % LETTERS)
}

import {
  EPUB_LAYOUT,
  layOnSource,
  layoutPage,
  type Page,
  PICTURE_EDGE_MAX,
  placeOfSource,
  POINTS_PER_UNIT,
  type SourceSize,
} from '@kinfolio/ink'
import { type PageFiles, readPageFiles, type Rect } from '@kinfolio/rm-format'
import * as mupdf from 'mupdf'
import { type PdfPage, toPdf } from 'rm-ink'
import sharp from 'sharp'
import { PICTURE_PIXELS_MAX } from '../source/source-contents.ts'
import { overlayPages } from './overlay-pdf.ts'

export type PdfWordInput = {
  text: string
  /** Fractions of the page. */
  x: number
  y: number
  width: number
  height: number
  /** It is text in the source already. */
  isPrinted: boolean
}
export type PdfPageInput = PageFiles & {
  template: string | undefined
  isLandscape: boolean
  sourcePage: number | undefined
  words: PdfWordInput[]
}
export type PdfInput = {
  title: string
  source: { kind: 'pdf' | 'epub' | 'picture'; bytes: Uint8Array } | undefined
  pages: PdfPageInput[]
}

/** So many pages are laid out and held at a time; their outlines are many times larger than their files. */
const PAGES_AT_ONCE = 40

/** Writes a document as PDF. A PDF source is kept and drawn over; everything else is written anew. */
export async function run({ title, source, pages }: PdfInput): Promise<Uint8Array> {
  if (source?.kind === 'pdf') {
    const overlaid = await overlay({ bytes: source.bytes, pages })
    if (overlaid !== undefined) return overlaid
  }
  const backdrop = source === undefined ? undefined : await openBackdrop(source)
  const files: Uint8Array[] = []
  for (let at = 0; at < pages.length; at += PAGES_AT_ONCE) {
    const laid: PdfPage[] = []
    for (const page of pages.slice(at, at + PAGES_AT_ONCE))
      laid.push(withWords(layPage(page, backdrop?.(page.sourcePage)).laid, page))
    files.push(await toPdf(laid, { title }))
  }
  return files.length === 1 && files[0] !== undefined ? files[0] : join(files)
}

/** Undefined when the source cannot be opened: the ink is then written without it. */
async function overlay({
  bytes,
  pages,
}: {
  bytes: Uint8Array
  pages: PdfPageInput[]
}): Promise<Uint8Array | undefined> {
  const document = openPdf(bytes)
  if (document === undefined) return undefined
  try {
    return await overlayPages(document, {
      pages,
      draw: async (page, sheet) => {
        const { laid, rect } = layPage(page, sheet)
        return { drawn: withWords(laid, { ...page, words: page.words.filter(isNew) }), rect }
      },
    })
  } finally {
    document.destroy()
  }
}

function openPdf(bytes: Uint8Array): mupdf.PDFDocument | undefined {
  try {
    const document = mupdf.Document.openDocument(bytes, 'application/pdf').asPDF()
    return document === null || document.needsPassword() || document.countPages() === 0 ? undefined : document
  } catch (error) {
    // Any damage that mupdf cannot mend: the page tells so already, and its ink is worth having.
    if (!(error instanceof Error)) throw error
    return undefined
  }
}

function isNew({ isPrinted }: PdfWordInput): boolean {
  return !isPrinted
}

type Under = SourceSize & { bytes?: Uint8Array }
type Laid = { laid: Page; rect: Rect | undefined }

/** What cannot be understood is left out, as in the page's drawing; the page itself says why. */
function layPage(files: PdfPageInput, under: Under | undefined): Laid {
  const { template, isLandscape } = files
  const { scene } = readPageFiles(files)
  const laid = layoutPage(scene, { template, isLandscape })
  if (under === undefined) return { laid, rect: undefined }
  const rect = placeOfSource(under, { version: scene.version, isLandscape })
  return { laid: layOnSource(laid, { rect, picture: under.bytes }), rect }
}

function withWords(page: Page, { words }: Pick<PdfPageInput, 'words'>): PdfPage {
  const { left, top, width, height } = page
  const placed = words.map((word) => ({
    text: word.text,
    x: left + word.x * width,
    y: top + word.y * height,
    width: word.width * width,
    height: word.height * height,
  }))
  return { page, words: placed }
}

type Backdrop = SourceSize & { bytes: Uint8Array }

/** Pixels per point of an EPUB page under ink: sharp at the tablet's own resolution. */
const EPUB_SCALE = 1 / POINTS_PER_UNIT

/** The pictures that lie under the pages, by page, with their sizes. */
type Backdrops = (page: number | undefined) => Backdrop | undefined

/** Undefined when the source cannot be opened, as in `overlay`. */
async function openBackdrop(source: NonNullable<PdfInput['source']>): Promise<Backdrops | undefined> {
  if (source.kind === 'pdf') return undefined
  try {
    return source.kind === 'picture' ? await openPicture(source.bytes) : openEpub(source.bytes)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return undefined
  }
}

/** Upright and no larger than the page's drawing, whatever the picture's format; a pixel is a page unit. */
async function openPicture(picture: Uint8Array): Promise<Backdrops> {
  const { data: bytes, info } = await sharp(picture, { limitInputPixels: PICTURE_PIXELS_MAX })
    .rotate()
    .resize(PICTURE_EDGE_MAX, PICTURE_EDGE_MAX, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#fff' })
    .png({ compressionLevel: 1 })
    .toBuffer({ resolveWithObject: true })
  const size = { widthPoints: info.width * POINTS_PER_UNIT, heightPoints: info.height * POINTS_PER_UNIT }
  return (page) => (page === undefined ? undefined : { bytes, ...size })
}

function openEpub(book: Uint8Array): Backdrops {
  const document = mupdf.Document.openDocument(book, 'application/epub+zip')
  document.layout(EPUB_LAYOUT.width, EPUB_LAYOUT.height, EPUB_LAYOUT.fontSize)
  return (number) => {
    if (number === undefined || number >= document.countPages()) return undefined
    const pixmap = document
      .loadPage(number)
      .toPixmap(mupdf.Matrix.scale(EPUB_SCALE, EPUB_SCALE), mupdf.ColorSpace.DeviceRGB, false, true)
    const bytes = pixmap.asPNG()
    pixmap.destroy()
    return { bytes, widthPoints: EPUB_LAYOUT.width, heightPoints: EPUB_LAYOUT.height }
  }
}

function join(files: readonly Uint8Array[]): Uint8Array {
  const joined = new mupdf.PDFDocument()
  for (const file of files) {
    const part = new mupdf.PDFDocument(file)
    // What pages of one part share is grafted once.
    const map = joined.newGraftMap()
    for (let page = 0; page < part.countPages(); page++) map.graftPage(-1, part, page)
    part.destroy()
  }
  const bytes = joined.saveToBuffer('garbage=3,compress').asUint8Array().slice()
  joined.destroy()
  return bytes
}

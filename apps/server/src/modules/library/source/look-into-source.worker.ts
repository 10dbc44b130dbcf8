import { EPUB_LAYOUT, PICTURE_EDGE_MAX, POINTS_PER_UNIT } from '@kinfolio/ink'
import * as mupdf from 'mupdf'
import sharp from 'sharp'
import type { PageSize } from '../page.queries.ts'
import { decodeHeic } from './decode-heic.ts'

export type SourceInput = { bytes: Uint8Array; kind: 'pdf' | 'epub' | 'picture' | 'heic'; pagesMax: number }
/** What is in a source file. `problem` is told to people; the pages are then those that can be shown all the same. */
export type SourceContents = {
  pages: PageSize[]
  problem: string | undefined
  /** A picture in a form that everything here can draw, when the source's own is not. */
  converted: Uint8Array | undefined
}

/** A larger picture is refused by its header, before memory is taken for it. */
const PICTURE_PIXELS_MAX = 200_000_000

/** Never throws for what is in the file: damage is an answer. */
export async function run(input: SourceInput): Promise<SourceContents> {
  try {
    if (input.kind === 'heic') return await lookIntoHeic(input.bytes)
    if (input.kind === 'picture') return { ...(await measurePicture(input.bytes)), converted: undefined }
    return lookIntoDocument(input)
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown reason'
    return { pages: [], problem: `The file could not be opened (${why}). Its bytes are kept.`, converted: undefined }
  }
}

function lookIntoDocument({ bytes, kind, pagesMax }: SourceInput): SourceContents {
  const document = mupdf.Document.openDocument(bytes, kind === 'pdf' ? 'application/pdf' : 'application/epub+zip')
  try {
    if (document.needsPassword()) return { pages: [], problem: ENCRYPTED, converted: undefined }
    if (kind === 'epub') document.layout(EPUB_LAYOUT.width, EPUB_LAYOUT.height, EPUB_LAYOUT.fontSize)
    const count = document.countPages()
    const pages = Array.from({ length: Math.min(count, pagesMax) }, (_, index) => measurePage(document, index))
    const tooMany = count > pagesMax ? `It has ${count} pages; the first ${pagesMax} are shown.` : undefined
    return { pages, problem: count === 0 ? NO_PAGES : tooMany, converted: undefined }
  } finally {
    document.destroy()
  }
}

const ENCRYPTED = 'The file is protected by a password. Its bytes are kept; hand in a copy without one to read it.'
const NO_PAGES = 'The file has no pages.'
/** A page that cannot be opened keeps its place among the others, as an A4 sheet. */
const A4_POINTS = { width: 595, height: 842 }

function measurePage(document: mupdf.Document, index: number): PageSize {
  try {
    const page = document.loadPage(index)
    const [left, top, right, bottom] = page.getBounds()
    page.destroy()
    return inUnits({ width: right - left, height: bottom - top })
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return inUnits(A4_POINTS)
  }
}

function inUnits({ width, height }: PageSize): PageSize {
  const isSane = width >= 1 && height >= 1 && Number.isFinite(width) && Number.isFinite(height)
  const size = isSane ? { width, height } : A4_POINTS
  return { width: size.width / POINTS_PER_UNIT, height: size.height / POINTS_PER_UNIT }
}

async function measurePicture(bytes: Uint8Array): Promise<{ pages: PageSize[]; problem: string | undefined }> {
  // Reads the header only; the limit is ours to check, since sharp's own would apply to decoding alone.
  const { width, height, autoOrient } = await sharp(bytes, { limitInputPixels: false }).metadata()
  if (width * height > PICTURE_PIXELS_MAX) {
    const size = `${width} × ${height}`
    return { pages: [], problem: `The picture claims ${size} pixels, more than is drawn. Its bytes are kept.` }
  }
  return { pages: [pictureSize(autoOrient)], problem: undefined }
}

function pictureSize({ width, height }: PageSize): PageSize {
  const scale = Math.min(1, PICTURE_EDGE_MAX / Math.max(width, height))
  return { width: Math.round(width * scale), height: Math.round(height * scale) }
}

async function lookIntoHeic(bytes: Uint8Array): Promise<SourceContents> {
  const decoded = await decodeHeic(bytes)
  if (typeof decoded === 'string') return { pages: [], problem: decoded, converted: undefined }
  const { width, height, rgba } = decoded
  const raw = sharp(rgba, { raw: { width, height, channels: 4 } }).flatten({ background: '#fff' })
  return {
    pages: [pictureSize({ width, height })],
    problem: undefined,
    converted: await raw.jpeg({ quality: 92 }).toBuffer(),
  }
}

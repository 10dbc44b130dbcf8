import { EPUB_LAYOUT, POINTS_PER_UNIT } from '@kinfolio/ink'
import * as mupdf from 'mupdf'
import { messages } from '../messages.ts'
import type { PageSize } from '../page.queries.ts'
import type { SourceContents, SourceInput } from './source-contents.ts'

/** The pages of a PDF or an EPUB, and what is wrong with it. */
export function lookIntoDocument({ bytes, kind, pagesMax }: SourceInput): SourceContents {
  const document = mupdf.Document.openDocument(bytes, kind === 'pdf' ? 'application/pdf' : 'application/epub+zip')
  try {
    if (document.needsPassword()) return { pages: [], problem: messages.protected, converted: undefined }
    if (kind === 'epub') document.layout(EPUB_LAYOUT.width, EPUB_LAYOUT.height, EPUB_LAYOUT.fontSize)
    const count = document.countPages()
    const pages = Array.from({ length: Math.min(count, pagesMax) }, (_, index) => measurePage(document, index))
    const tooMany = count > pagesMax ? messages.firstPagesOfFile({ count, shown: pagesMax }) : undefined
    return { pages, problem: count === 0 ? messages.noPages : tooMany, converted: undefined }
  } finally {
    document.destroy()
  }
}

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

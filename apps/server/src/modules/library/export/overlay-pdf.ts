import { POINTS_PER_UNIT, type SourceSize } from '@kinfolio/ink'
import type { Rect } from '@kinfolio/rm-format'
import * as mupdf from 'mupdf'
import { type PdfPage, toPdf } from 'rm-ink'

/** Ink and words of a page, and where the sheet lies under them, in page units. */
type OverSheet = { drawn: PdfPage; rect: Rect | undefined }
export type OverlayInput<PageInput> = {
  pages: PageInput[]
  /** Draws a page that lies over a sheet of this size; without one, a page of its own. */
  draw: (page: PageInput, sheet: SourceSize | undefined) => Promise<OverSheet>
}

/**
 * Draws pages over a PDF: its text, links and outline stay what they are. Where the pages are those of the PDF in their
 * order, the answer begins with the very bytes of the source (an incremental update).
 */
export async function overlayPages<PageInput extends { sourcePage: number | undefined }>(
  document: mupdf.PDFDocument,
  { pages, draw }: OverlayInput<PageInput>,
): Promise<Uint8Array> {
  const isWhole = pages.length === document.countPages() && pages.every(({ sourcePage }, index) => sourcePage === index)
  if (!isWhole) arrange(document, pages)
  for (const [index, page] of pages.entries()) {
    const isOnSource = page.sourcePage !== undefined
    const sheet = document.loadPage(index)
    const { drawn, rect } = await draw(page, isOnSource ? sizeOf(sheet) : undefined)
    if (drawn.page.marks.length > 0 || (drawn.words ?? []).length > 0) {
      await lay(document, { sheet, drawn, rect, name: `Kinfolio${index}` })
    }
    sheet.destroy()
  }
  const isIncremental = isWhole && document.canBeSavedIncrementally()
  return document
    .saveToBuffer(isIncremental ? 'incremental,compress' : 'garbage=3,compress')
    .asUint8Array()
    .slice()
}

/** Puts the pages of the PDF in the order of the document, and an empty sheet wherever the tablet inserted one. */
function arrange(document: mupdf.PDFDocument, pages: readonly { sourcePage: number | undefined }[]): void {
  const count = document.countPages()
  const fromSource = pages.flatMap(({ sourcePage }) =>
    sourcePage !== undefined && sourcePage < count ? [sourcePage] : [],
  )
  if (fromSource.length > 0) document.rearrangePages(fromSource)
  for (const [index, { sourcePage }] of pages.entries()) {
    if (sourcePage !== undefined && sourcePage < count) continue
    const size: mupdf.Rect = [0, 0, EMPTY_SHEET.width, EMPTY_SHEET.height]
    document.insertPage(index, document.addPage(size, 0, {}, ''))
  }
  while (document.countPages() > pages.length) document.deletePage(pages.length)
}

/** The tablet's own page in points; the ink's own size takes its place where there is ink. */
const EMPTY_SHEET = { width: 1404 * POINTS_PER_UNIT, height: 1872 * POINTS_PER_UNIT }

function sizeOf(sheet: mupdf.PDFPage): SourceSize {
  const [left, top, right, bottom] = sheet.getBounds()
  return { widthPoints: right - left, heightPoints: bottom - top }
}

type Lay = {
  sheet: mupdf.PDFPage
  drawn: PdfPage
  /** Undefined for a page that has no sheet of the source. */
  rect: Rect | undefined
  /** Names the overlay among the resources of the page, which pages of a PDF may share. */
  name: string
}

/** The drawing is written as a PDF of its own and becomes a form of the page, moved to where the tablet shows it. */
async function lay(document: mupdf.PDFDocument, { sheet, drawn, rect, name }: Lay): Promise<void> {
  const { width, height } = drawn.page
  const onlyInk = {
    ...drawn,
    page: { ...drawn.page, marks: drawn.page.marks.filter((mark) => rect === undefined || mark.kind !== 'template') },
  }
  const own = new mupdf.PDFDocument(await toPdf([onlyInk]))
  const ownPage = own.loadPage(0).getObject()
  const box: mupdf.Rect = [0, 0, width * POINTS_PER_UNIT, height * POINTS_PER_UNIT]
  if (rect === undefined) sheet.setPageBox('MediaBox', box)
  const matrix = rect === undefined ? mupdf.Matrix.identity : placeOnSheet(sheet, { page: drawn.page, rect })
  const contents = ownPage.get('Contents')
  // Packed as it is: unpacking and packing the outlines of a heavy page again takes longer than all the rest.
  const form = document.addRawStream(contents.readRawStream(), {
    Filter: document.newName(contents.get('Filter').asName()),
    Type: document.newName('XObject'),
    Subtype: document.newName('Form'),
    BBox: box,
    Matrix: matrix,
    Resources: document.newGraftMap().graftObject(ownPage.get('Resources')),
  })
  const page = sheet.getObject()
  // Resources may be shared or inherited; an entry under a name of its own disturbs nobody.
  const inherited = page.getInheritable('Resources')
  const resources = inherited.isNull() ? page.put('Resources', document.newDictionary()) : inherited
  const forms = resources.get('XObject').isNull()
    ? resources.put('XObject', document.newDictionary())
    : resources.get('XObject')
  forms.put(name, form)
  appendContent(document, { page, content: `q /${name} Do Q` })
  if (rect !== undefined) growSheet(sheet, mupdf.Rect.transform(box, matrix))
  own.destroy()
}

/** From the drawing's points, y up from its lower left corner, to the points of the sheet, turned and moved as it is. */
function placeOnSheet(sheet: mupdf.PDFPage, { page, rect }: { page: PdfPage['page']; rect: Rect }): mupdf.Matrix {
  const [x0, y0, x1] = sheet.getBounds()
  const pointsPerUnit = (x1 - x0) / rect.width
  const scale = pointsPerUnit / POINTS_PER_UNIT
  const x = x0 + (page.left - rect.x) * pointsPerUnit
  const y = y0 + (page.top + page.height - rect.y) * pointsPerUnit
  // To the sheet as it is shown, y down from its top.
  return mupdf.Matrix.concat([scale, 0, 0, -scale, x, y], mupdf.Matrix.invert(sheet.getTransform()))
}

/** What the source leaves behind in the graphics state is undone before the ink is drawn. */
function appendContent(
  document: mupdf.PDFDocument,
  { page, content }: { page: mupdf.PDFObject; content: string },
): void {
  const before = page.get('Contents')
  const streams = document.newArray()
  streams.push(document.addStream('q\n', {}))
  if (before.isArray()) before.forEach((stream) => void streams.push(stream))
  else if (!before.isNull()) streams.push(before)
  streams.push(document.addStream(`\nQ\n${content}\n`, {}))
  page.put('Contents', streams)
}

/** Ink beside the sheet is not cut off. */
function growSheet(sheet: mupdf.PDFPage, drawn: mupdf.Rect): void {
  const object = sheet.getObject()
  for (const name of ['MediaBox', 'CropBox']) {
    const box = object.getInheritable(name)
    if (box.isNull() || box.length !== 4) continue
    const [a, b, c, d] = [0, 1, 2, 3].map((index) => box.get(index).asNumber())
    if (a === undefined || b === undefined || c === undefined || d === undefined) continue
    const grown = [
      Math.min(a, c, drawn[0]),
      Math.min(b, d, drawn[1]),
      Math.max(a, c, drawn[2]),
      Math.max(b, d, drawn[3]),
    ]
    if (
      grown.some(
        (side, index) =>
          Math.abs(side - [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)][index]!) > 0.01,
      )
    ) {
      object.put(name, grown)
    }
  }
}

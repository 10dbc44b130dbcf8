import * as mupdf from 'mupdf'

/** An A4 page with one line of 24 point letters at 100, 700. */
export function printedPdf(text: string): Uint8Array {
  const document = new mupdf.PDFDocument()
  const font = document.addSimpleFont(new mupdf.Font('Helvetica'), 'Latin')
  const resources = document.newDictionary()
  const fonts = document.newDictionary()
  fonts.put('F1', font)
  resources.put('Font', fonts)
  const content = `BT /F1 24 Tf 100 700 Td (${text.replace(/[()\\]/g, '\\$&')}) Tj ET`
  document.insertPage(-1, document.addPage([0, 0, 595, 842], 0, resources, content))
  return document.saveToBuffer('').asUint8Array().slice()
}

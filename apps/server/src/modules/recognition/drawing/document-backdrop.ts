import { EPUB_LAYOUT, placeOfSource, POINTS_PER_UNIT, type SourceView } from '@kinfolio/ink'
import type { Rect } from '@kinfolio/rm-format'
import * as mupdf from 'mupdf'
import { around } from './around.ts'
import { type Backdrop, BACKDROP_EDGE_MAX_PX, JPEG_QUALITY, type SourceLine } from './backdrop.ts'
import type { PageSourceFile } from './page-parts.ts'

/** PNG keeps text crisp; a photographed page would be many times larger than as JPEG. */
const PNG_BYTES_MAX = 1_500_000

/** Draws a page of a PDF or an EPUB, and reads the words it holds. */
export function documentBackdrop(source: PageSourceFile, view: SourceView): Backdrop {
  const page = openDocument(source).loadPage(source.page)
  try {
    const [x0, y0, x1, y1] = page.getBounds()
    const [widthPoints, heightPoints] = [x1 - x0, y1 - y0]
    const rect = placeOfSource({ widthPoints, heightPoints }, view)
    const words = readLines(page, { x0, y0, left: rect.x, unitsPerPoint: rect.width / widthPoints })
    return { bytes: rasterise(page, Math.max(widthPoints, heightPoints) / POINTS_PER_UNIT), rect, words }
  } finally {
    page.destroy()
  }
}

function rasterise(page: mupdf.Page, longestEdge: number): Uint8Array {
  const scale = Math.min(1, BACKDROP_EDGE_MAX_PX / longestEdge) / POINTS_PER_UNIT
  const pixmap = page.toPixmap(mupdf.Matrix.scale(scale, scale), mupdf.ColorSpace.DeviceRGB, false, true)
  try {
    const png = pixmap.asPNG()
    return png.byteLength <= PNG_BYTES_MAX ? png : pixmap.asJPEG(JPEG_QUALITY, false)
  } finally {
    pixmap.destroy()
  }
}

let opened: { sha256: string; document: mupdf.Document } | undefined

/** The pages of one document mostly come one after the other: the last document stays open in its worker. */
function openDocument({ bytes, sha256, kind }: PageSourceFile): mupdf.Document {
  if (opened?.sha256 === sha256) return opened.document
  opened?.document.destroy()
  opened = undefined
  const document = mupdf.Document.openDocument(bytes, kind === 'pdf' ? 'application/pdf' : 'application/epub+zip')
  // Without its password it would open all the same, as so many empty pages.
  if (document.needsPassword()) {
    document.destroy()
    throw new Error('it needs a password')
  }
  if (kind === 'epub') document.layout(EPUB_LAYOUT.width, EPUB_LAYOUT.height, EPUB_LAYOUT.fontSize)
  opened = { sha256, document }
  return document
}

type Origin = { x0: number; y0: number; left: number; unitsPerPoint: number }

/** The page's own text, line by line. Words are split at spaces; a line without any word is left out. */
function readLines(page: mupdf.Page, origin: Origin): SourceLine[] {
  const text = page.toStructuredText('preserve-whitespace')
  const lines: SourceLine[] = []
  let word = newWord()
  let words: SourceLine['words'] = []
  const endWord = (): void => {
    if (word.text !== '') words.push({ text: word.text, box: inUnits(word, origin) })
    word = newWord()
  }
  try {
    text.walk({
      beginLine: () => {
        words = []
      },
      onChar: (...[sign, , , , quad]) => {
        if (sign.trim() === '') endWord()
        else growWord(word, { sign, quad })
      },
      endLine: () => {
        endWord()
        if (words.length > 0)
          lines.push({ text: words.map((one) => one.text).join(' '), box: around(words.map(({ box }) => box)), words })
      },
    })
  } finally {
    text.destroy()
  }
  return lines
}

type GrowingWord = { text: string; x0: number; y0: number; x1: number; y1: number }

function newWord(): GrowingWord {
  return { text: '', x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity }
}

function growWord(word: GrowingWord, { sign, quad }: { sign: string; quad: mupdf.Quad }): void {
  word.text += sign
  for (let at = 0; at < quad.length; at += 2) {
    const [x = 0, y = 0] = quad.slice(at, at + 2)
    word.x0 = Math.min(word.x0, x)
    word.x1 = Math.max(word.x1, x)
    word.y0 = Math.min(word.y0, y)
    word.y1 = Math.max(word.y1, y)
  }
}

function inUnits(word: GrowingWord, { x0, y0, left, unitsPerPoint }: Origin): Rect {
  return {
    x: left + (word.x0 - x0) * unitsPerPoint,
    y: (word.y0 - y0) * unitsPerPoint,
    width: (word.x1 - word.x0) * unitsPerPoint,
    height: (word.y1 - word.y0) * unitsPerPoint,
  }
}

import { POINTS_PER_UNIT, toPdfOperators } from '@kinfolio/ink'
import type { Page, PdfDrawing } from '@kinfolio/ink'
import { createCanvas } from '@napi-rs/canvas'
import type { Image } from '@napi-rs/canvas'
import { createGlyphlessFont, GLYPHLESS_ASCENT } from './glyphless-font.ts'
import type { GlyphlessFont } from './glyphless-font.ts'
import { createPdfFile, pdfText } from './pdf-file.ts'
import type { ObjectNumber, PdfFile } from './pdf-file.ts'
import { createTypedTextFonts, GLYPHLESS } from './pdf-typed-text.ts'
import type { TypedTextFonts } from './pdf-typed-text.ts'
import { decodeImages } from './images.ts'

/** A word read from the ink, with its box in page units (x is zero in the middle of the paper). */
export type PdfWord = { text: string; x: number; y: number; width: number; height: number }

export type PdfPage = {
  page: Page
  /** Laid invisibly under the ink, to be found and copied, in reading order. */
  words?: readonly PdfWord[]
}

export type PdfFileOptions = { title?: string; author?: string }

/**
 * Writes pages as one PDF: strokes as filled outlines, typed text in embedded free fonts, and the words of a
 * reading as an invisible text layer that lies exactly under the handwriting.
 */
export async function toPdf(pages: readonly PdfPage[], options: PdfFileOptions = {}): Promise<Uint8Array> {
  const file = createPdfFile()
  const glyphless = createGlyphlessFont()
  const typed = createTypedTextFonts(glyphless)
  const tree = file.reserve()
  const fonts = file.reserve()
  const kids: ObjectNumber[] = []
  for (const page of pages) kids.push(await writePage({ file, glyphless, typed, tree, fonts }, page))
  const faces = typed.write(file)
  if (glyphless.isUsed()) faces.push(`/${GLYPHLESS} ${glyphless.write(file)} 0 R`)
  file.add(`<< ${faces.join(' ')} >>`, fonts)
  file.add(`<< /Type /Pages /Count ${kids.length} /Kids [${kids.map((kid) => `${kid} 0 R`).join(' ')}] >>`, tree)
  const root = file.add(`<< /Type /Catalog /Pages ${tree} 0 R >>`)
  return file.finish(root, file.add(describe(options)))
}

function describe({ title, author }: PdfFileOptions): string {
  const entries = [title && `/Title ${pdfText(title)}`, author && `/Author ${pdfText(author)}`, '/Producer (rm-ink)']
  return `<< ${entries.filter(Boolean).join(' ')} >>`
}

type Writing = {
  file: PdfFile
  glyphless: GlyphlessFont
  typed: TypedTextFonts
  tree: ObjectNumber
  fonts: ObjectNumber
}

async function writePage(writing: Writing, { page, words = [] }: PdfPage): Promise<ObjectNumber> {
  const { file, glyphless, typed, tree, fonts } = writing
  const drawing = toPdfOperators(page, { encodeText: typed.encode })
  const layer = words.length > 0 ? wordLayer(page, { words, glyphless }) : ''
  const contents = file.addStream(Buffer.from(`${layer}${drawing.content}`, 'latin1'))
  const states = drawing.graphicsStates.map(
    ({ name, opacity, blend }) => `/${name} << /ca ${number(opacity)} /BM /${blend} >>`,
  )
  const pictures = await writePictures(file, { page, drawing })
  const box = `[0 0 ${number(page.width * POINTS_PER_UNIT)} ${number(page.height * POINTS_PER_UNIT)}]`
  const resources = `<< /Font ${fonts} 0 R /ExtGState << ${states.join(' ')} >> /XObject << ${pictures.join(' ')} >>${writeGrain(file, drawing)} >>`
  // The group makes viewers blend in RGB, as the tablet does.
  const blending = '/Group << /S /Transparency /CS /DeviceRGB >>'
  return file.add(
    `<< /Type /Page /Parent ${tree} 0 R /MediaBox ${box} /Contents ${contents} 0 R /Resources ${resources} ${blending} >>`,
  )
}

/** The patterns of grainy pens, as further resources; nothing where no pen is grainy. */
function writeGrain(file: PdfFile, { patterns }: PdfDrawing): string {
  if (patterns.length === 0) return ''
  const written = patterns.map(({ name, content, side, matrix }) => {
    const tile = `/BBox [0 0 ${side} ${side}] /XStep ${side} /YStep ${side} /Matrix [${matrix.map(number).join(' ')}]`
    const kind = '/Type /Pattern /PatternType 1 /PaintType 2 /TilingType 1 /Resources << >>'
    return `/${name} ${file.addStream(Buffer.from(content, 'latin1'), `${kind} ${tile}`)} 0 R`
  })
  return ` /ColorSpace << /Grain [/Pattern /DeviceRGB] >> /Pattern << ${written.join(' ')} >>`
}

type WordLayer = { words: readonly PdfWord[]; glyphless: GlyphlessFont }

/** Text of rendering mode 3 (invisible), each word stretched to its box; a space after it keeps words apart. */
function wordLayer({ left, top, height: pageHeight }: Page, { words, glyphless }: WordLayer): string {
  const s = POINTS_PER_UNIT
  // The rendering mode outlives the text object, hence the brackets.
  const lines = ['q BT 3 Tr']
  for (const { text, x, y, width, height } of words) {
    const box = [x, y, width, height]
    if (!box.every(Number.isFinite) || !(width > 0 && height > 0) || text.trim() === '') continue
    const size = height * s
    const { hex, widthPx } = glyphless.encode(text, size)
    const space = glyphless.encode(' ', size).hex
    const baseline = (top + pageHeight - y - GLYPHLESS_ASCENT * height) * s
    const stretch = (100 * width * s) / widthPx
    const place = `1 0 0 1 ${number((x - left) * s)} ${number(baseline)} Tm`
    lines.push(`/${GLYPHLESS} ${number(size)} Tf ${number(stretch)} Tz ${place} <${hex}${space}> Tj`)
  }
  return `${lines.join('\n')}\nET Q\n`
}

async function writePictures(file: PdfFile, { page, drawing }: { page: Page; drawing: PdfDrawing }): Promise<string[]> {
  if (drawing.images.length === 0) return []
  const images = await decodeImages(page)
  const written = new Map<string, ObjectNumber>()
  return drawing.images.map(({ name, mark }) => {
    const number = written.get(mark.image) ?? writePicture(file, images.get(mark.image))
    written.set(mark.image, number)
    return `/${name} ${number} 0 R`
  })
}

/** A picture that could not be decoded becomes one transparent pixel. */
function writePicture(file: PdfFile, image: Image | undefined): ObjectNumber {
  const width = image?.width ?? 1
  const height = image?.height ?? 1
  const context = createCanvas(width, height).getContext('2d')
  if (image !== undefined) context.drawImage(image, 0, 0)
  const { data: rgba } = context.getImageData(0, 0, width, height)
  const rgb = new Uint8Array(3 * width * height)
  const alpha = new Uint8Array(width * height)
  for (let i = 0; i < alpha.length; i++) {
    rgb[3 * i] = rgba[4 * i]!
    rgb[3 * i + 1] = rgba[4 * i + 1]!
    rgb[3 * i + 2] = rgba[4 * i + 2]!
    alpha[i] = rgba[4 * i + 3]!
  }
  const common = `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /BitsPerComponent 8`
  const mask = file.addStream(alpha, `${common} /ColorSpace /DeviceGray`)
  return file.addStream(rgb, `${common} /ColorSpace /DeviceRGB /SMask ${mask} 0 R`)
}

function number(value: number): string {
  return String(Math.round(value * 1e4) / 1e4)
}

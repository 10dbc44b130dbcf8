import { components } from './colours.ts'
import { GRAIN_TILE, grainRects } from './grain.ts'
import { encodeWinAnsi } from './pdf-standard-text.ts'
import { createPdfPathWriter } from './pdf-path.ts'
import type { Blend, ImageMark, Mark, Page, TextLine, TextRun } from './page.ts'

/** Points of PDF (1/72 inch) per page unit, as the tablet lays pages over a PDF (0.31715 measured). */
export const POINTS_PER_UNIT = 72 / 227

/** A stretch of text ready for `Tj`: the page's resources must have `font`; `widthPx` is its natural width at the run's size. */
export type PdfText = { font: string; hex: string; widthPx: number }

type PdfMatrix = readonly [number, number, number, number, number, number]

export type PdfOptions = {
  /** From page units (y down) to PDF points (y up). By default the page's lower left corner becomes the origin. */
  matrix?: PdfMatrix
  /** Chooses fonts of the caller's own; without it, text is set in the standard fonts Helvetica and Times. */
  encodeText?: (run: TextRun) => PdfText[]
}

/** A content stream and the resources it names. The stream leaves the graphics state as it found it. */
export type PdfDrawing = {
  content: string
  graphicsStates: { name: string; opacity: number; blend: 'Normal' | 'Darken' }[]
  /** Standard fonts that were used; WinAnsiEncoding. Empty when `encodeText` is given. */
  fonts: { name: string; baseFont: string }[]
  /**
   * Uncoloured tiling patterns (ISO 32000-1 §8.7.3.3), the grain of pencils: `content` fills one tile of `side` units.
   * The resources must also name a colour space `Grain`, which is `[/Pattern /DeviceRGB]`.
   */
  patterns: { name: string; content: string; side: number; matrix: PdfMatrix }[]
  /** XObjects to be provided, each drawn into the unit square. */
  images: { name: string; mark: ImageMark }[]
}

/** The page as PDF operators: filled outlines, so that every viewer shows the pens' own widths. */
export function toPdfOperators(page: Page, options: PdfOptions = {}): PdfDrawing {
  const sheet: Sheet = {
    parts: [],
    states: new Map(),
    fonts: new Map(),
    images: [],
    pathOf: createPdfPathWriter(),
    encodeText: options.encodeText,
    grains: new Set(),
    fill: '',
    state: '',
  }
  const matrix = options.matrix ?? pageMatrix(page)
  sheet.parts.push(`q ${matrix.map(n).join(' ')} cm`)
  for (const mark of page.marks) addMark(sheet, mark)
  sheet.parts.push('Q')
  return {
    content: sheet.parts.join('\n'),
    graphicsStates: [...sheet.states.values()],
    fonts: [...sheet.fonts].map(([baseFont, name]) => ({ name, baseFont })),
    patterns: [...sheet.grains].map((grain) => patternOf(grain, matrix)),
    images: sheet.images,
  }
}

function pageMatrix({ left, top, height }: Page): PdfMatrix {
  const s = POINTS_PER_UNIT
  return [s, 0, 0, -s, -left * s, (top + height) * s]
}

type Sheet = {
  parts: string[]
  states: Map<string, PdfDrawing['graphicsStates'][number]>
  fonts: Map<string, string>
  images: PdfDrawing['images']
  pathOf: (outline: Float32Array) => string
  encodeText: PdfOptions['encodeText']
  grains: Set<number>
  /** What the stream has set last, so that it is not said again for every stroke. */
  fill: string
  state: string
}

function addMark(sheet: Sheet, mark: Mark): void {
  if (mark.kind === 'image') return addImage(sheet, mark)
  const isBlended = mark.kind === 'outline' || mark.kind === 'highlight'
  setState(sheet, isBlended ? mark : { opacity: 1, blend: 'normal' })
  setFill(sheet, {
    colour: mark.kind === 'text' ? '#000000' : mark.colour,
    grain: 'grain' in mark ? mark.grain : undefined,
  })
  switch (mark.kind) {
    case 'outline':
      sheet.parts.push(`${sheet.pathOf(mark.outline)}f`)
      return
    case 'shape':
      sheet.parts.push(`${mark.polygons.map(sheet.pathOf).join('')}f`)
      return
    case 'text':
      return addLine(sheet, mark.line)
    default:
      for (const { x, y, width, height } of mark.rects) sheet.parts.push(`${[x, y, width, height].map(n).join(' ')} re`)
      if (mark.rects.length > 0) sheet.parts.push('f')
  }
}

function setState(sheet: Sheet, { opacity, blend }: { opacity: number; blend: Blend }): void {
  const key = `${n(opacity)}/${blend}`
  if (key === sheet.state || (sheet.state === '' && key === '1/normal')) return
  let state = sheet.states.get(key)
  if (state === undefined) {
    state = { name: `Ink${sheet.states.size}`, opacity, blend: blend === 'darken' ? 'Darken' : 'Normal' }
    sheet.states.set(key, state)
  }
  sheet.parts.push(`/${state.name} gs`)
  sheet.state = key
}

function setFill(sheet: Sheet, { colour, grain }: { colour: string; grain: number | undefined }): void {
  const rgb = components(colour).map(shade).join(' ')
  const fill = grain === undefined ? `${rgb} rg` : `/Grain cs ${rgb} /${grainName(grain)} scn`
  if (fill === sheet.fill) return
  if (grain !== undefined) sheet.grains.add(grain)
  sheet.parts.push(fill)
  sheet.fill = fill
}

function grainName(grain: number): string {
  return `Grain${grain}`
}

function patternOf(grain: number, matrix: PdfMatrix): PdfDrawing['patterns'][number] {
  const rects = grainRects(grain).map(({ x, y, width, height }) => `${[x, y, width, height].map(n).join(' ')} re`)
  return { name: grainName(grain), content: `${rects.join('\n')}\nf`, side: GRAIN_TILE, matrix }
}

function addImage(sheet: Sheet, mark: ImageMark): void {
  setState(sheet, { opacity: 1, blend: 'normal' })
  const name = `Picture${sheet.images.length}`
  sheet.images.push({ name, mark })
  // PDF draws pictures upwards in the unit square, our matrix has y down.
  sheet.parts.push(`q ${mark.matrix.map(n).join(' ')} cm 1 0 0 -1 0 1 cm /${name} Do Q`)
}

function addLine(sheet: Sheet, line: TextLine): void {
  for (const run of line.runs) {
    const pieces = sheet.encodeText?.(run) ?? standardText(sheet, run)
    const natural = pieces.reduce((sum, { widthPx }) => sum + widthPx, 0)
    if (natural <= 0 || run.width <= 0) continue
    const stretch = n((100 * run.width) / natural)
    const place = `1 0 0 -1 ${n(run.x)} ${n(line.baseline)} Tm ${stretch} Tz`
    const shown = pieces.map(({ font, hex }) => `/${font} ${n(run.font.sizePx)} Tf <${hex}> Tj`)
    sheet.parts.push(`BT ${place} ${shown.join(' ')} ET`)
  }
}

function standardText({ fonts }: Sheet, run: TextRun): PdfText[] {
  const { baseFont, hex, widthPx } = encodeWinAnsi(run)
  const name = fonts.get(baseFont) ?? `Standard${fonts.size}`
  fonts.set(baseFont, name)
  return [{ font: name, hex, widthPx }]
}

/** Rounded up, because viewers cut off what is below a whole step of 255: 117 must not become 116. */
function shade(value: number): string {
  return String(Math.ceil(value * 1e5) / 1e5)
}

function n(value: number): string {
  return String(Math.round(value * 1e5) / 1e5)
}

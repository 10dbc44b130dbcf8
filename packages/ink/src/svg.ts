import type { Rect } from '@kinfolio/rm-format'
import { cssFamily } from './fonts.ts'
import { GRAIN_TILE, grainRects } from './grain.ts'
import { imageTypeOf, toBase64 } from './image-bytes.ts'
import type { HighlightMark, ImageMark, Mark, OutlineMark, Page, TextLine } from './page.ts'
import { createPathWriter } from './svg-path.ts'

export type SvgOptions = {
  /** What a screen reader says. */
  title?: string
  /** `paper` (default) lays a white sheet below; `none` leaves the ground transparent. */
  background?: 'paper' | 'none'
  /** Goes before every id, so that several pages can stand in one document. */
  idPrefix?: string
  /**
   * `embedded` (default) brings its own `<style>`. A page with a strict content security policy that places
   * the SVG inline uses `none` and says `.ink-darken { mix-blend-mode: darken }` in its own style sheet.
   */
  styles?: 'embedded' | 'none'
}

const STYLE = '<style>.ink-page{isolation:isolate}.ink-darken{mix-blend-mode:darken}.ink-text{white-space:pre}</style>'

/**
 * The page as one SVG document, in page units. Each stroke is a `<path data-stroke="n">` with the stroke's
 * index in the scene, in one `<g data-layer>` per layer; typed text is real text in `<text class="ink-text">`.
 */
export function toSvg(page: Page, options: SvgOptions = {}): string {
  const { title, background = 'paper', idPrefix = '', styles = 'embedded' } = options
  const box = `${n(page.left)} ${n(page.top)} ${n(page.width)} ${n(page.height)}`
  const named = title === undefined ? '' : ` role="img" aria-labelledby="${escape(idPrefix)}ink-title"`
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" class="ink-page" viewBox="${box}" width="${n(page.width)}" height="${n(page.height)}"${named}>`,
  ]
  if (title !== undefined) parts.push(`<title id="${escape(idPrefix)}ink-title">${escape(title)}</title>`)
  if (styles === 'embedded') parts.push(STYLE)
  if (background === 'paper')
    parts.push(rectTag({ ...page, x: page.left, y: page.top }, 'class="ink-paper" fill="#fff"'))
  const sheet = { parts, idPrefix: escape(idPrefix), grains: new Set<string>() }
  pushMarks(sheet, page.marks)
  parts.push('</svg>')
  return parts.join('\n')
}

/** `grains`: ids of the patterns that the document has so far. */
type Sheet = { parts: string[]; idPrefix: string; grains: Set<string> }

function pushMarks(sheet: Sheet, marks: readonly Mark[]): void {
  const { parts } = sheet
  const pathOf = createPathWriter()
  let layer = -1
  for (const mark of marks) {
    const its = 'layer' in mark ? mark.layer : -1
    if (its !== layer) {
      if (layer >= 0) parts.push('</g>')
      if (its >= 0) parts.push(`<g data-layer="${its}">`)
      layer = its
    }
    parts.push(mark.kind === 'outline' ? strokeTag(sheet, mark, pathOf(mark.outline)) : otherTag(mark, pathOf))
  }
  if (layer >= 0) parts.push('</g>')
}

function strokeTag(sheet: Sheet, mark: OutlineMark, path: string): string {
  return `<path data-stroke="${mark.strokeIndex}"${paint({ ...mark, fill: fillOf(sheet, mark) })} d="${path}"/>`
}

/** Grain is a pattern in the ink's colour, written where it is first used. */
function fillOf({ parts, idPrefix, grains }: Sheet, { colour, grain }: OutlineMark): string {
  if (grain === undefined) return colour
  const id = `${idPrefix}ink-grain-${grain}-${colour.slice(1)}`
  if (!grains.has(id)) {
    grains.add(id)
    const tile = `patternUnits="userSpaceOnUse" width="${GRAIN_TILE}" height="${GRAIN_TILE}"`
    parts.push(`<pattern id="${id}" ${tile}><path fill="${colour}" d="${grainPath(grain)}"/></pattern>`)
  }
  // What follows the address is for renderers that know no patterns.
  return `url(#${id}) ${colour}`
}

const grainPaths = new Map<number, string>()

/** The same for every page, so it is written once. */
function grainPath(grain: number): string {
  const path = grainPaths.get(grain) ?? grainRects(grain).map(rectPath).join('')
  grainPaths.set(grain, path)
  return path
}

function otherTag(mark: Exclude<Mark, OutlineMark>, pathOf: (outline: Float32Array) => string): string {
  switch (mark.kind) {
    case 'template':
      return `<path class="ink-template" fill="${mark.colour}" d="${mark.rects.map(rectPath).join('')}"/>`
    case 'highlight':
      return highlightTag(mark)
    case 'text':
      return lineTag(mark.line)
    case 'shape':
      return `<path class="ink-text-shape" fill="${mark.colour}" d="${mark.polygons.map(pathOf).join('')}"/>`
    case 'image':
      return imageTag(mark)
  }
}

function paint({ fill, opacity, blend }: { fill: string } & Pick<OutlineMark, 'opacity' | 'blend'>): string {
  const alpha = opacity < 1 ? ` fill-opacity="${n(opacity)}"` : ''
  return ` fill="${fill}"${alpha}${blend === 'darken' ? ' class="ink-darken"' : ''}`
}

function highlightTag(mark: HighlightMark): string {
  return `<path data-highlight=""${paint({ ...mark, fill: mark.colour })} d="${mark.rects.map(rectPath).join('')}"/>`
}

function lineTag(line: TextLine): string {
  return line.runs
    .map(({ text, x, width, font }) => {
      const slant = font.isItalic ? ' font-style="italic"' : ''
      const fit = width > 0 ? ` textLength="${n(width)}" lengthAdjust="spacingAndGlyphs"` : ''
      const face = `font-family="${cssFamily(font)}" font-size="${n(font.sizePx)}" font-weight="${font.weight}"${slant}`
      const place = `x="${n(x)}" y="${n(line.baseline)}"`
      return `<text class="ink-text ink-style-${line.style}" data-paragraph="${line.paragraph}" ${place} ${face}${fit}>${escape(text)}</text>`
    })
    .join('')
}

/** A picture whose bytes are not at hand, or of a kind browsers do not know, leaves an empty frame. */
function imageTag(mark: ImageMark): string {
  const matrix = `matrix(${mark.matrix.map(n).join(' ')})`
  const type = mark.bytes && imageTypeOf(mark.bytes)
  if (mark.bytes === undefined || type === undefined)
    return `<rect class="ink-image-missing" width="1" height="1" fill="none" stroke="#b8b8b8" stroke-width="2" vector-effect="non-scaling-stroke" transform="${matrix}"/>`
  const href = `data:${type};base64,${toBase64(mark.bytes)}`
  return `<image width="1" height="1" preserveAspectRatio="none" transform="${matrix}" href="${href}"/>`
}

function rectTag({ x, y, width, height }: Rect, attributes: string): string {
  return `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" ${attributes}/>`
}

function rectPath({ x, y, width, height }: Rect): string {
  return `M${n(x)} ${n(y)}h${n(width)}v${n(height)}h${n(-width)}z`
}

function n(value: number): string {
  return String(Math.round(value * 1000) / 1000)
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text for XML: markup is escaped, and characters that XML 1.0 forbids become U+FFFD. */
function escape(text: string): string {
  return (
    text
      .toWellFormed()
      // oxlint-disable-next-line no-control-regex -- these are what XML forbids
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replace(/[&<>"']/g, (mark) => entities[mark] ?? mark)
  )
}

import { layoutPage } from '@kinfolio/ink'
import { layer, scene, stroke, typed } from '@kinfolio/ink/testing'
import * as mupdf from 'mupdf'
import { PNG } from 'pngjs'
import { describe, expect, test } from 'vitest'
import { toPdf, toPng } from './index.ts'

/** What two outputs really show: pixels of a PNG, and of a PDF as a viewer draws it. */

type Rgb = [number, number, number]
type Ink = ReturnType<typeof stroke>

const PAPER = { width: 120, height: 80 }
const across = (changes: Parameters<typeof stroke>[1]): Ink => stroke([[-50, 40], [50, 40]], { width: 30, ...changes }) // prettier-ignore
const pageOf = (...inks: Ink[]): ReturnType<typeof layoutPage> => layoutPage(scene([layer(inks)], { paper: PAPER }))
const argbOf = ([r, g, b]: readonly number[], alpha = 255): number =>
  alpha * 0x1000000 + (r ?? 0) * 0x10000 + (g ?? 0) * 0x100 + (b ?? 0)
const highlight = (rgb: readonly number[]): Ink => across({ tool: 18, colour: 9, argb: argbOf(rgb) })
const shade = (rgb: readonly number[], alpha: number): Ink => across({ tool: 23, colour: 9, argb: argbOf(rgb, alpha) })
const pen = (colour: number): Ink => across({ tool: 17, colour })

async function inPng(page: ReturnType<typeof layoutPage>): Promise<number[]> {
  const { width, data } = PNG.sync.read(Buffer.from(await toPng(page)))
  const at = 4 * (40 * width + 60)
  return [...data.subarray(at, at + 3)]
}

async function inPdf(page: ReturnType<typeof layoutPage>): Promise<number[]> {
  const shown = mupdf.Document.openDocument(await toPdf([{ page }]), 'application/pdf').loadPage(0)
  const pixmap = shown.toPixmap(mupdf.Matrix.scale(3, 3), mupdf.ColorSpace.DeviceRGB, false)
  const at = 3 * (Math.floor(pixmap.getHeight() / 2) * pixmap.getWidth() + Math.floor(pixmap.getWidth() / 2))
  return [...pixmap.getPixels().subarray(at, at + 3)]
}

/** Steps of 255 that two ways to round may differ by. */
function expectNear(found: number[], wanted: readonly number[], steps: number): void {
  expect(found).toHaveLength(3)
  for (const [i, value] of wanted.entries()) expect(Math.abs((found[i] ?? NaN) - value)).toBeLessThanOrEqual(steps)
}

const YELLOW: Rgb = [255, 237, 117]
const BLUE: Rgb = [190, 234, 254]
const PINK: Rgb = [242, 158, 255]
const ORANGE: Rgb = [255, 195, 140]
const GREEN: Rgb = [172, 255, 133]
const GREY: Rgb = [199, 199, 198]
const HIGHLIGHTERS = [YELLOW, BLUE, PINK, ORANGE, GREEN, GREY]
const pairs = HIGHLIGHTERS.flatMap((one, i) => HIGHLIGHTERS.slice(i + 1).map((other) => ({ one, other })))
const darker = (a: readonly number[], b: readonly number[]): number[] => a.map((part, i) => Math.min(part, b[i] ?? 255))

describe('two highlighters, one over the other, show of each channel the darker (facts §2.11, proved on 1,717 pixels)', () => {
  test.each(pairs)('$one over $other', async ({ one, other }) => {
    const wanted = darker(one, other)
    for (const page of [pageOf(highlight(one), highlight(other)), pageOf(highlight(other), highlight(one))]) {
      expect(await inPng(page)).toEqual(wanted)
    }
    expectNear(await inPdf(pageOf(highlight(one), highlight(other))), wanted, 1)
  })

  test('yellow over blue is 190, 234, 117, and not what multiplying them would give', async () => {
    expect(await inPng(pageOf(highlight(YELLOW), highlight(BLUE)))).toEqual([190, 234, 117])
  })
})

describe('a highlighter leaves pen ink readable', () => {
  test.each([
    ['black', 0, [0, 0, 0]],
    ['blue', 6, [48, 74, 117]],
    ['red', 7, [194, 49, 50]],
    ['grey', 1, [144, 144, 117]],
  ] as const)('over and under %s ink', async (_, colour, wanted) => {
    expect(await inPng(pageOf(pen(colour), highlight(YELLOW)))).toEqual(wanted)
    expectNear(await inPdf(pageOf(pen(colour), highlight(YELLOW))), wanted, 1)
  })

  test('while a pen drawn over it later covers it', async () => {
    expect(await inPng(pageOf(highlight(YELLOW), pen(2)))).toEqual([255, 255, 255])
    expect(await inPng(pageOf(highlight(YELLOW), pen(6)))).toEqual([48, 74, 224])
  })

  test('twice over the same place is no darker than once', async () => {
    expect(await inPng(pageOf(highlight(PINK), highlight(PINK), highlight(PINK)))).toEqual(PINK)
  })
})

describe('a shader lies over what is below with its alpha', () => {
  const over = (top: readonly number[], alpha: number, below: readonly number[]): number[] =>
    top.map((part, i) => Math.round((part * alpha + (below[i] ?? 255) * (255 - alpha)) / 255))

  test.each([
    [[33, 30, 28], 64],
    [[254, 178, 0], 115],
    [[192, 127, 210], 128],
    [[48, 74, 224], 77],
    [[194, 49, 50], 102],
    [[145, 218, 113], 128],
    [[250, 231, 25], 140],
    [[116, 210, 232], 102],
  ] as const)('of %j with %d of 255, on white, on ink and on itself', async (rgb, alpha) => {
    const once = over(rgb, alpha, [255, 255, 255])
    expectNear(await inPng(pageOf(shade(rgb, alpha))), once, 1)
    expectNear(await inPng(pageOf(pen(0), shade(rgb, alpha))), over(rgb, alpha, [0, 0, 0]), 1)
    expectNear(await inPng(pageOf(shade(rgb, alpha), shade(rgb, alpha))), over(rgb, alpha, once), 2)
    expectNear(await inPdf(pageOf(shade(rgb, alpha))), once, 2)
  })
})

describe('what covers', () => {
  test('the eraser of old pages paints the paper’s white over anything', async () => {
    for (const below of [pen(0), highlight(YELLOW), shade([0, 0, 0], 128)]) {
      expect(await inPng(pageOf(below, across({ tool: 6 })))).toEqual([255, 255, 255])
    }
  })

  test('a layer covers the one below it, and a hidden one nothing', async () => {
    const page = (isVisible: boolean): ReturnType<typeof layoutPage> =>
      layoutPage(scene([layer([pen(6)]), layer([pen(7)], { isVisible })], { paper: PAPER }))
    expect(await inPng(page(true))).toEqual([194, 49, 50])
    expect(await inPng(page(false))).toEqual([48, 74, 224])
  })

  test('ink covers typed text and lines of the paper', async () => {
    const text = typed([{ text: '███████████' }], { x: -60, y: 20, width: 500 })
    const page = layoutPage(scene([layer([pen(7)])], { paper: PAPER, text }), { template: 'P Lines small' })
    expect(await inPng(page)).toEqual([194, 49, 50])
  })
})

describe('the paper', () => {
  const at = async (template: string, x: number, y: number): Promise<number[]> => {
    const { width, data } = PNG.sync.read(Buffer.from(await toPng(layoutPage(scene([]), { template }))))
    return [...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 3)]
  }

  test('has the official export’s greys: a grid of 239 every 52 pixels, lines of 227', async () => {
    expect(await at('P Grid medium', 52, 20)).toEqual([239, 239, 239])
    expect(await at('P Grid medium', 53, 20)).toEqual([239, 239, 239])
    expect(await at('P Grid medium', 54, 20)).toEqual([255, 255, 255])
    expect(await at('P Grid medium', 20, 52)).toEqual([239, 239, 239])
    expect(await at('P Lines medium', 700, 52)).toEqual([227, 227, 227])
    expect(await at('P Lines medium', 700, 30)).toEqual([255, 255, 255])
  })

  test('has dots where its lines would cross', async () => {
    expect(await at('P Dots S', 39, 39)).toEqual([200, 200, 200])
    expect(await at('P Dots S', 39, 20)).toEqual([255, 255, 255])
  })
})

import { createCanvas, loadImage } from '@napi-rs/canvas'
import { drawOn, layoutPage, toSvg } from '@kinfolio/ink'
import { layer, scene, stroke } from '@kinfolio/ink/testing'
import * as mupdf from 'mupdf'
import { PNG } from 'pngjs'
import { describe, expect, test } from 'vitest'
import type { Picture } from '../test/ink-f1.ts'
import { inkF1 } from '../test/ink-f1.ts'
import { toPdf, toPng } from './index.ts'

/** One stroke in every output, as each shows it: pixels of a PNG, of a canvas, of an SVG and of a PDF, and all agree. */

type Page = ReturnType<typeof layoutPage>
type Output = 'PNG' | 'canvas without paths' | 'SVG' | 'PDF'

const PAPER = { width: 480, height: 120 }
const SCALE = 2
const UNITS_PER_POINT = 227 / 72

const outputs: Record<Output, (page: Page) => Promise<Picture>> = {
  PNG: async (page) => PNG.sync.read(Buffer.from(await toPng(page, { scale: SCALE }))),
  'canvas without paths': async (page) =>
    painted((context) =>
      drawOn(page, {
        context,
        scale: SCALE,
        createTile: (side) => {
          const tile = createCanvas(side, side)
          return { context: tile.getContext('2d'), tile }
        },
      }),
    ),
  SVG: async (page) => {
    const image = await loadImage(Buffer.from(toSvg(page)))
    return painted((context) => context.drawImage(image, 0, 0, PAPER.width * SCALE, PAPER.height * SCALE))
  },
  PDF: async (page) => {
    const shown = mupdf.Document.openDocument(await toPdf([{ page }]), 'application/pdf').loadPage(0)
    const matrix = mupdf.Matrix.scale(SCALE * UNITS_PER_POINT, SCALE * UNITS_PER_POINT)
    const png = shown.toPixmap(matrix, mupdf.ColorSpace.DeviceRGB, false).asPNG()
    return PNG.sync.read(Buffer.from(png))
  },
}

function painted(paint: (context: ReturnType<ReturnType<typeof createCanvas>['getContext']>) => void): Picture {
  const canvas = createCanvas(PAPER.width * SCALE, PAPER.height * SCALE)
  paint(canvas.getContext('2d'))
  return { width: canvas.width, height: canvas.height, data: canvas.data() }
}

/** A wave that grows broader on its way, with as much pressure throughout as told. */
function wave({ pressure, ...changes }: Parameters<typeof stroke>[1] & { pressure: number }): Page {
  const along = Array.from({ length: 120 }, (_, i): [number, number] => [3.5 * i - 210, 60 + 24 * Math.sin(i / 9)])
  const one = stroke(along, { width: 8, ...changes })
  one.points.width.forEach((width, i) => (one.points.width[i] = width * (0.4 + i / 120)))
  one.points.pressure.fill(pressure)
  return layoutPage(scene([layer([one])], { paper: PAPER }))
}

/** How much darker than paper a picture is, all pixels together. */
function darkness({ data }: Picture): number {
  let sum = 0
  for (let i = 0; i < data.length; i += 4) sum += 765 - data[i]! - data[i + 1]! - data[i + 2]!
  return sum
}

const PENS: [name: string, ink: Parameters<typeof wave>[0]][] = [
  ['fineliner', { tool: 17, pressure: 0.5 }],
  ['fineliner in blue', { tool: 17, colour: 6, pressure: 0.5 }],
  ['ballpoint', { tool: 15, pressure: 0.5 }],
  ['marker in red', { tool: 16, colour: 7, pressure: 0.5 }],
  ['brush', { tool: 12, pressure: 0.7 }],
  ['dry brush', { tool: 12, pressure: 0.2 }],
  ['pencil', { tool: 14, pressure: 0.5 }],
  ['pencil in green, pressed', { tool: 14, colour: 10, pressure: 0.9 }],
  ['mechanical pencil', { tool: 13, pressure: 0.8 }],
  ['calligraphy pen', { tool: 21, pressure: 0.5 }],
  ['highlighter', { tool: 18, colour: 9, argb: 0xffffed75, pressure: 0.5, width: 30 }],
  ['shader', { tool: 23, colour: 9, argb: 0x80c07fd2, pressure: 0.5, width: 30 }],
]

describe.each(PENS)('a %s', (...pen) => {
  const [, ink] = pen
  test.each(['canvas without paths', 'SVG', 'PDF'] as const)('is in the PNG what it is in the %s', async (other) => {
    const [png, drawn] = [await outputs.PNG(wave(ink)), await outputs[other](wave(ink))]
    expect([drawn.width, drawn.height]).toEqual([png.width, png.height])
    // Faint ink has nothing darker than the threshold of ink-F1, hence both measures.
    expect(inkF1(png, drawn)).toBeGreaterThan(0.995)
    // A shader's tint is some forty steps of 255 from white, and PDF viewers round its alpha to one of them.
    expect(Math.abs(darkness(drawn) / darkness(png) - 1)).toBeLessThan(0.04)
  })
})

test('of two waves that differ by four units, the measure of sameness sees it', async () => {
  const [thin, broad] = [8, 16].map((width) => wave({ tool: 17, pressure: 0.5, width }))
  if (thin === undefined || broad === undefined) throw new Error('two waves were drawn')
  expect(inkF1(await outputs.PNG(thin), await outputs.PDF(broad))).toBeLessThan(0.95)
})

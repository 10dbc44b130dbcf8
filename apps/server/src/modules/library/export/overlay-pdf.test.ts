import { type LayerInput, pointsOf, TOOLS, writeFlatPage, writePage } from '@kinfolio/rm-format'
import * as mupdf from 'mupdf'
import { describe, expect, test } from 'vitest'
import { run, type PdfPageInput } from './write-pdf.worker.ts'

/** A PDF of one empty sheet, 400 × 600 points where it is not turned. */
function sheet(turn: 0 | 90 = 0): Uint8Array {
  const document = new mupdf.PDFDocument()
  document.insertPage(-1, document.addPage([0, 0, 400, 600], turn, {}, ''))
  return document.saveToBuffer('').asUint8Array().slice()
}

type Place = { x: number; y: number }

/** A short broad stroke around a place in page units. */
function dash({ x, y }: Place): LayerInput[] {
  const points = pointsOf([-10, 0, 10].map((along) => ({ x: x + along, y, width: 20 })))
  return [{ label: '', items: [{ kind: 'stroke', tool: TOOLS.fineliner[1], colour: 0, thickness: 2, points }] }]
}

const pageOf = (ink: Uint8Array, more: Partial<PdfPageInput> = {}): PdfPageInput => ({
  ink,
  images: [],
  template: undefined,
  isLandscape: false,
  sourcePage: 0,
  words: [],
  ...more,
})

/** The middle of what is black on the exported sheet as a viewer shows it, in points from its upper left corner. */
async function inkOn(bytes: Uint8Array, page: PdfPageInput): Promise<Place & { size: number[] }> {
  const exported = await run({ title: '', source: { kind: 'pdf', bytes }, pages: [page] })
  const shown = mupdf.Document.openDocument(exported, 'application/pdf').loadPage(0)
  const pixmap = shown.toPixmap(mupdf.Matrix.identity, mupdf.ColorSpace.DeviceGray, false)
  const pixels = pixmap.getPixels()
  const width = pixmap.getWidth()
  const black = Array.from(pixels.keys()).filter((at) => (pixels[at] ?? 255) < 128)
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const [x0, y0, x1, y1] = shown.getBounds()
  return {
    x: mean(black.map((at) => (at % width) + 0.5)),
    y: mean(black.map((at) => Math.floor(at / width) + 0.5)),
    size: [x1 - x0, y1 - y0],
  }
}

describe('ink over a PDF lies where the tablet showed it', () => {
  test.each([
    [0, [400, 600]],
    [90, [600, 400]],
  ] as const)(
    'since version 6, 72 points for 227 units from the middle; the sheet turned by %d',
    async (turn, size) => {
      const found = await inkOn(sheet(turn), pageOf(writePage({ layers: dash({ x: -300, y: 454 }) })))
      expect(found.size).toEqual(size)
      expect([found.x, found.y].map(Math.round)).toEqual([Math.round(size[0] / 2 - 95.2), 144])
    },
  )

  // 1872 / 600 units a point, from the left edge at −702.
  test.each([3, 5] as const)('in version %d, as large as fits the screen from its corner', async (version) => {
    const found = await inkOn(sheet(), pageOf(writeFlatPage(version, dash({ x: -702 + 312, y: 624 }))))
    expect([found.x, found.y].map(Math.round)).toEqual([100, 200])
  })

  test('on an old tablet held sideways', async () => {
    // Shown as 600 × 400 points on 1872 × 1404 units: 3.12 a point. Right is up and down is right on the upright screen.
    const [right, down] = [312, 624]
    const ink = writeFlatPage(5, dash({ x: -702 + down, y: 1872 - right }))
    const found = await inkOn(sheet(90), pageOf(ink, { isLandscape: true }))
    expect([found.x, found.y].map(Math.round)).toEqual([100, 200])
  })
})

test('what is written is added to the very bytes of the source', async () => {
  const bytes = sheet()
  const ink = writePage({ layers: dash({ x: 0, y: 100 }) })
  const exported = await run({ title: '', source: { kind: 'pdf', bytes }, pages: [pageOf(ink)] })
  expect(Buffer.from(exported.subarray(0, bytes.length)).equals(Buffer.from(bytes))).toBe(true)
  expect(exported.length).toBeGreaterThan(bytes.length)
})

test('strokes stay filled shapes with the widths of the pen, and pencils keep their grain', async () => {
  const points = pointsOf([0, 200].map((x) => ({ x, y: 300, width: 20, pressure: 0.5 })))
  const items = [TOOLS.fineliner[1], TOOLS.pencil[1]].map((tool) => ({
    kind: 'stroke' as const,
    tool,
    colour: 0,
    thickness: 2,
    points,
  }))
  const page = pageOf(writePage({ layers: [{ label: '', items }] }))
  const exported = await run({ title: '', source: { kind: 'pdf', bytes: sheet() }, pages: [page] })
  const document = new mupdf.PDFDocument(exported)
  const resources = document.loadPage(0).getObject().get('Resources')
  const form = resources.get('XObject').get('Kinfolio0')
  const content = form.readStream().asString()
  expect(content.match(/\bf$/gm)).toHaveLength(2)
  expect(content).not.toMatch(/\bS$/m)
  expect(form.get('Resources').get('Pattern').get('Grain6').get('PatternType').asNumber()).toBe(1)
})

import * as mupdf from 'mupdf'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import type { PageSourceFile } from './page-parts.ts'
import { around } from './around.ts'
import { drawBackdrop as drawIn } from './source-backdrop.ts'

/** The tablet shows a PDF at 227 units an inch. */
const UNITS_PER_POINT = 227 / 72

type Rectangle = [number, number, number, number]
type Sheet = { text?: string; media?: Rectangle; crop?: Rectangle; turn?: 0 | 90 }
const SHEET: Rectangle = [0, 0, 400, 600]
let count = 0

/** A PDF of such pages, text in 24 point letters at 100 points from the left and the bottom of the page. */
function pdfOf(sheets: Sheet[], save = ''): PageSourceFile {
  const document = new mupdf.PDFDocument()
  const resources = document.newDictionary()
  const fonts = document.newDictionary()
  fonts.put('F1', document.addSimpleFont(new mupdf.Font('Helvetica'), 'Latin'))
  resources.put('Font', fonts)
  for (const { text = '', media = SHEET, crop, turn = 0 } of sheets) {
    const content = `BT /F1 24 Tf ${media[0] + 100} ${media[1] + 100} Td (${text}) Tj ET`
    const page = document.addPage(media, turn, resources, content)
    if (crop) {
      const box = document.newArray()
      for (const side of crop) box.push(side)
      page.put('CropBox', box)
    }
    document.insertPage(-1, page)
  }
  const bytes = document.saveToBuffer(save).asUint8Array().slice()
  // Each file is another document to the worker, which keeps the last one open by its hash.
  return { kind: 'pdf', bytes, sha256: `${count++}`.padStart(64, '0'), page: 0 }
}

const drawBackdrop = async (source: PageSourceFile) => drawIn(source, { version: 6 })
const textsOf = async (source: PageSourceFile) => (await drawBackdrop(source)).words.map(({ text }) => text)
const sizeInPoints = ({ width, height }: { width: number; height: number }) =>
  [width / UNITS_PER_POINT, height / UNITS_PER_POINT].map(Math.round)

describe('a page of a PDF', () => {
  test('is the one that is asked for, also when the file stays open between them', async () => {
    const source = pdfOf([{ text: 'first' }, { text: 'second' }, { text: 'third' }])
    expect(await textsOf({ ...source, page: 2 })).toEqual(['third'])
    expect(await textsOf(source)).toEqual(['first'])
    expect(await textsOf({ ...source, page: 1 })).toEqual(['second'])
  })

  test('of another file is never taken from the one that is open', async () => {
    const [one, other] = [pdfOf([{ text: 'one' }]), pdfOf([{ text: 'other' }])]
    expect([await textsOf(one), await textsOf(other), await textsOf(one)]).toEqual([['one'], ['other'], ['one']])
  })

  test('lies centred at the top, in the tablet’s units', async () => {
    const { rect } = await drawBackdrop(pdfOf([{ media: [0, 0, 445, 594] }]))
    expect(sizeInPoints(rect)).toEqual([445, 594])
    expect([rect.x + rect.width / 2, rect.y]).toEqual([0, 0])
    expect(rect.width).toBeCloseTo(1_403, 0)
  })

  test('lay larger and further left on older tablets, with its words', async () => {
    const source = pdfOf([{ text: 'here' }])
    const { rect, words } = await drawIn(source, { version: 5 })
    // 400 × 600 points fill a screen of 1404 × 1872 units from the left, 3.12 units a point.
    expect(rect).toEqual({ x: -702, y: 0, width: 1_248, height: 1_872 })
    expect(words[0]?.box.x).toBeCloseTo(-702 + 100 * 3.12, -1)
    const lying = await drawIn(source, { version: 5, isLandscape: true })
    expect(lying.rect).toEqual({ x: -936, y: 0, width: 936, height: 1_404 })
  })

  test('that is turned has its width and height exchanged, and its words where one sees them', async () => {
    const { rect, words } = await drawBackdrop(pdfOf([{ text: 'turned', turn: 90 }]))
    expect(sizeInPoints(rect)).toEqual([600, 400])
    const [line] = words
    // Written upwards from the lower left, it now stands at the left of the top edge, read downwards.
    expect(line?.text).toBe('turned')
    expect(line?.box.height).toBeGreaterThan(line?.box.width ?? 0)
    expect(((line?.box.x ?? 0) - rect.x) / UNITS_PER_POINT).toBeLessThan(150)
  })

  test('whose origin lies elsewhere has its words in the same place', async () => {
    const [plain] = (await drawBackdrop(pdfOf([{ text: 'here' }]))).words
    const [moved] = (await drawBackdrop(pdfOf([{ text: 'here', media: [-300, 1_000, 100, 1_600] }]))).words
    for (const side of ['x', 'y', 'width', 'height'] as const) {
      expect(moved?.box[side]).toBeCloseTo(plain?.box[side] ?? Number.NaN, 3)
    }
  })

  test('that is cropped is as large as one sees, and its words count from that corner', async () => {
    const { rect, words } = await drawBackdrop(pdfOf([{ text: 'kept', crop: [50, 50, 350, 350] }]))
    expect(sizeInPoints(rect)).toEqual([300, 300])
    expect(((words[0]?.box.x ?? 0) - rect.x) / UNITS_PER_POINT).toBeCloseTo(50, 0)
  })

  test('as large as a wall is drawn no larger than 3,000 pixels, and keeps its size on the page', async () => {
    const { bytes, rect } = await drawBackdrop(pdfOf([{ text: 'wall', media: [0, 0, 14_400, 7_200] }]))
    expect(sizeInPoints(rect)).toEqual([14_400, 7_200])
    const { width, height } = await sharp(bytes).metadata()
    expect(width).toBeLessThanOrEqual(3_001)
    expect(width / height).toBeCloseTo(2, 1)
  })

  test.each([-1, 1, 99])('of number %s that is not there is an error, and the others still come', async (page) => {
    const source = pdfOf([{ text: 'only' }])
    await expect(drawBackdrop({ ...source, page })).rejects.toThrow()
    expect(await textsOf(source)).toEqual(['only'])
  })

  test('without text has no words', async () => {
    expect(await textsOf(pdfOf([{}]))).toEqual([])
  })

  test('is split into words at its spaces, each inside its line', async () => {
    const [line] = (await drawBackdrop(pdfOf([{ text: 'Dear  Ada, hello' }]))).words
    expect(line?.words.map(({ text }) => text)).toEqual(['Dear', 'Ada,', 'hello'])
    expect(line?.box).toEqual(around(line?.words.map(({ box }) => box) ?? []))
  })
})

describe('a file that cannot be read', () => {
  test.each([
    ['nothing', new Uint8Array(0)],
    ['text', new TextEncoder().encode('Dear Ada')],
    ['a header alone', new TextEncoder().encode('%PDF-1.7\n')],
  ])('because it is %s is an error, and the next file is drawn all the same', async (_, bytes) => {
    await expect(drawBackdrop({ ...pdfOf([{}]), bytes })).rejects.toThrow()
    expect(await textsOf(pdfOf([{ text: 'next' }]))).toEqual(['next'])
  })

  test('because it has no pages is an error', async () => {
    await expect(drawBackdrop(pdfOf([]))).rejects.toThrow()
  })

  test('without its password is an error instead of an empty page', async () => {
    const locked = pdfOf([{ text: 'secret' }], 'encrypt=aes-256,user-password=open,owner-password=own')
    await expect(drawBackdrop(locked)).rejects.toThrow(/password/i)
  })

  test('to write in, but may be read by anybody, is drawn', async () => {
    expect(await textsOf(pdfOf([{ text: 'open' }], 'encrypt=aes-256,owner-password=own'))).toEqual(['open'])
  })
})

describe('a picture under the ink', () => {
  const picture = async (width: number, height: number, more: { orientation?: number; alpha?: number } = {}) => {
    const background = { r: 0, g: 0, b: 0, alpha: more.alpha ?? 1 }
    const made = sharp({ create: { width, height, channels: 4, background } })
    const bytes = await (
      more.orientation ? made.jpeg().withMetadata({ orientation: more.orientation }) : made.png()
    ).toBuffer()
    return drawBackdrop({ kind: 'picture', bytes, sha256: 'p', page: 0 })
  }

  test('is as many units as it has pixels, up to 3,000', async () => {
    expect((await picture(300, 200)).rect).toEqual({ x: -150, y: 0, width: 300, height: 200 })
    expect((await picture(6_000, 1_500)).rect).toEqual({ x: -1_500, y: 0, width: 3_000, height: 750 })
  })

  test('stands upright by the camera’s flag', async () => {
    expect((await picture(300, 200, { orientation: 8 })).rect).toMatchObject({ width: 200, height: 300 })
  })

  test('that can be seen through lies on white', async () => {
    const { bytes } = await picture(20, 20, { alpha: 0 })
    expect((await sharp(bytes).stats()).channels[0]?.min).toBeGreaterThan(250)
  })

  test('that is none is an error', async () => {
    await expect(drawBackdrop({ kind: 'picture', bytes: new Uint8Array(9), sha256: 'p', page: 0 })).rejects.toThrow()
  })
})

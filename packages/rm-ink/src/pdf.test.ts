import { layoutPage } from '@kinfolio/ink'
import * as mupdf from 'mupdf'
import { expect, test } from 'vitest'
import { layer, scene, stroke, typed } from '@kinfolio/ink/testing'
import { toPdf } from './index.ts'

const UNITS_PER_POINT = 227 / 72

const words = [
  { text: 'Grandma’s', x: -600, y: 100, width: 230, height: 44 },
  { text: 'Äpfel', x: -350, y: 100, width: 150, height: 44 },
  { text: '日本😀', x: -180, y: 100, width: 120, height: 44 },
]

function open(bytes: Uint8Array): mupdf.Page {
  return mupdf.Document.openDocument(bytes, 'application/pdf').loadPage(0)
}

/** Where the viewer finds a text, as left, top, right, bottom in page units. */
function placeOf(page: mupdf.Page, text: string): number[] {
  const [x0, y0, , , , , x1, y1] = page.search(text, '')[0]?.[0] ?? []
  return [x0, y0, x1, y1].map((value, i) => Math.round((value ?? Number.NaN) * UNITS_PER_POINT) - (i % 2 ? 0 : 702))
}

test('words of a reading can be found and lie exactly in their boxes', async () => {
  const page = open(await toPdf([{ page: layoutPage(scene([])), words }]))
  for (const { text, x, y, width, height } of words) expect(placeOf(page, text)).toEqual([x, y, x + width, y + height])
  expect(page.toStructuredText('').asText()).toContain('Grandma’s Äpfel 日本😀')
})

test('the text layer leaves no mark, while strokes do', async () => {
  const pixels = async (layers: Parameters<typeof scene>[0]): Promise<Set<number>> => {
    const page = open(await toPdf([{ page: layoutPage(scene(layers)), words }]))
    return new Set(page.toPixmap(mupdf.Matrix.identity, mupdf.ColorSpace.DeviceGray, false).getPixels())
  }
  expect(await pixels([])).toEqual(new Set([255]))
  expect(await pixels([layer([stroke([[-600, 120], [-300, 120]], { width: 30 })])])).toContain(0) // prettier-ignore
})

test('the text layer is marked invisible for viewers that would replace its font', async () => {
  const bytes = await toPdf([{ page: layoutPage(scene([])), words }])
  const pdf = new mupdf.PDFDocument(bytes)
  const content = pdf.loadPage(0).getObject().get('Contents').readStream().asString()
  expect(content).toMatch(/^q BT 3 Tr\n[^]*?ET Q\nq /)
})

test('typed text is shown in embedded fonts after a text layer and keeps letters no font has', async () => {
  const page = layoutPage(scene([], { text: typed([{ text: 'Žluťoučký Ωmega Привет 漢' }]) }))
  const shown = open(await toPdf([{ page, words }]))
  expect(shown.toStructuredText('').asText()).toContain('Žluťoučký Ωmega Привет 漢')
  const ink = shown.toPixmap(mupdf.Matrix.identity, mupdf.ColorSpace.DeviceGray, false).getPixels()
  expect(ink.some((value) => value < 100)).toBe(true)
})

test('a highlighter darkens what lies below by the channel, as on the tablet', async () => {
  const across = (changes: object): ReturnType<typeof stroke> => stroke([[-100, 100], [100, 100]], { width: 40, ...changes }) // prettier-ignore
  const yellow = across({ tool: 18, colour: 9, argb: 0xffffed75 })
  const blue = across({ tool: 18, colour: 9, argb: 0xffbeeafe })
  const shown = open(await toPdf([{ page: layoutPage(scene([layer([yellow, blue])])) }]))
  const pixmap = shown.toPixmap(mupdf.Matrix.identity, mupdf.ColorSpace.DeviceRGB, false)
  const at = 3 * (Math.round(100 / UNITS_PER_POINT) * pixmap.getWidth() + Math.round(702 / UNITS_PER_POINT))
  // The official export shows exactly this where these two meet.
  expect(Array.from(pixmap.getPixels().subarray(at, at + 3))).toEqual([190, 234, 117])
})

test('several pages keep their own sizes and the title may hold any letter', async () => {
  const small = layoutPage(scene([], { paper: { width: 820, height: 1458 } }))
  const pdf = mupdf.Document.openDocument(
    await toPdf([{ page: small }, { page: layoutPage(scene([])) }], { title: 'Čas (1)' }),
    'application/pdf',
  )
  expect(pdf.getMetaData('info:Title')).toBe('Čas (1)')
  const widths = [0, 1].map((i) => Math.round((pdf.loadPage(i).getBounds()[2] ?? 0) * UNITS_PER_POINT))
  expect(widths).toEqual([820, 1404])
})

test('empty and impossible boxes are left out of the text layer', async () => {
  const odd = [
    { text: 'nowhere', x: Number.NaN, y: 0, width: 10, height: 10 },
    { text: 'flat', x: 0, y: 0, width: 0, height: 10 },
  ]
  expect(
    open(await toPdf([{ page: layoutPage(scene([])), words: odd }]))
      .toStructuredText('')
      .asText()
      .trim(),
  ).toBe('')
})

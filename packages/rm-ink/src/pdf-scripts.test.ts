import { layoutPage } from '@kinfolio/ink'
import { layer, scene, stroke, typed } from '@kinfolio/ink/testing'
import * as mupdf from 'mupdf'
import { describe, expect, test } from 'vitest'
import { toPdf } from './index.ts'
import { createGlyphlessFont } from './glyphless-font.ts'

/** One of each script that people of a household may write in. */
const SCRIPTS: [name: string, text: string][] = [
  ['Latin', 'Grandmother’s jam'],
  ['Latin with marks', 'Žluťoučký kůň Ærøskøbing İstanbul'],
  ['Greek', 'Καλημέρα κόσμε'],
  ['Cyrillic', 'Съешь ещё мягких'],
  ['Vietnamese', 'Tiếng Việt'],
  ['Devanagari', 'नमस्ते'],
  ['Arabic', 'مرحبا'],
  ['Hebrew', 'שלום'],
  ['Chinese', '日本語版'],
  ['Korean', '안녕하세요'],
  ['emoji', '🌍👩‍🌾🎉'],
  ['signs', '€ ½ → “quoted” ☑'],
]

/** Scripts whose letters a viewer turns round or joins before it looks for them. */
const TURNED = ['Arabic', 'Hebrew', 'Devanagari']

async function open(...[pages, options]: Parameters<typeof toPdf>): Promise<mupdf.Document> {
  return mupdf.Document.openDocument(await toPdf(pages, options), 'application/pdf')
}

/** All text of a page, as an index of a search engine holds it. */
function lettersOf(page: mupdf.Page): string {
  return page.toStructuredText('preserve-whitespace').asText()
}
const sorted = (text: string): string[] => Array.from(text.replaceAll(/\s/g, '')).toSorted()

describe('words of a reading', () => {
  test.each(SCRIPTS)('in %s are in the PDF, letter by letter', async (_, text) => {
    const words = [{ text, x: -500, y: 300, width: 600, height: 60 }]
    const page = (await open([{ page: layoutPage(scene([])), words }])).loadPage(0)
    // Viewers turn right-to-left runs round, so the letters are compared and not their order.
    expect(sorted(lettersOf(page))).toEqual(sorted(text))
  })

  test.each(SCRIPTS.filter(([name]) => !TURNED.includes(name)))(
    'in %s are found by search where they stand',
    async (_, text) => {
      const words = [{ text, x: -500, y: 300, width: 600, height: 60 }]
      const page = (await open([{ page: layoutPage(scene([])), words }])).loadPage(0)
      const [hit] = page.search(text, '')
      const [x0 = NaN, y0 = NaN] = hit?.[0] ?? []
      expect(Math.abs((x0 * 227) / 72 - 202)).toBeLessThan(3)
      expect(Math.abs((y0 * 227) / 72 - 300)).toBeLessThan(3)
    },
  )

  test('keep their order and are apart, so that a sentence can be copied', async () => {
    const sentence = 'Boil the plums with sugar for two hours and stir'.split(' ')
    const words = sentence.map((text, i) => ({ text, x: -600 + 115 * i, y: 100, width: 100, height: 40 }))
    const page = (await open([{ page: layoutPage(scene([])), words }])).loadPage(0)
    expect(page.toStructuredText('').asText().trim().replaceAll(/\s+/g, ' ')).toBe(sentence.join(' '))
  })

  test('lie on their own page of several', async () => {
    const page = layoutPage(scene([]))
    const document = await open([
      { page, words: [{ text: 'first', x: 0, y: 0, width: 90, height: 40 }] },
      { page },
      { page, words: [{ text: 'third', x: 0, y: 0, width: 90, height: 40 }] },
    ])
    expect([0, 1, 2].map((index) => lettersOf(document.loadPage(index)).trim())).toEqual(['first', '', 'third'])
  })
})

describe('typed text', () => {
  test.each(SCRIPTS)('in %s is in the PDF, shown or not', async (_, text) => {
    const page = layoutPage(scene([], { text: typed([{ text }]) }))
    expect(sorted(lettersOf((await open([{ page }])).loadPage(0)))).toEqual(sorted(text))
  })

  test.each(SCRIPTS.slice(0, 6))('in %s is shown in ink', async (_, text) => {
    const page = layoutPage(scene([], { text: typed([{ text }]) }))
    const pixels = (await open([{ page }]))
      .loadPage(0)
      .toPixmap(mupdf.Matrix.identity, mupdf.ColorSpace.DeviceGray, false)
      .getPixels()
    expect(pixels.filter((value) => value < 128).length).toBeGreaterThan(20)
  })

  test('bold, slanted, headed and listed is in the order it was typed', async () => {
    const spans = [
      { from: 0, to: 4, isBold: true, isItalic: false },
      { from: 4, to: 9, isBold: false, isItalic: true },
    ]
    const text = typed([{ text: 'Title', style: 2 }, { text: 'boldslant', spans }, { text: 'point', style: 4 }]) // prettier-ignore
    const [first, second, third] = (await open([{ page: layoutPage(scene([], { text })) }]))
      .loadPage(0)
      .toStructuredText('')
      .asText()
      .trim()
      .split(/\n+/)
    expect([first, second, third]).toEqual(['Title', 'boldslant', expect.stringContaining('point')])
  })
})

describe('the file', () => {
  test('of no page at all, and of a page of nothing, opens', async () => {
    expect((await open([{ page: layoutPage(scene([])) }])).countPages()).toBe(1)
    expect((await open([])).countPages()).toBe(0)
  })

  test('tells title and author in any letters, and neither when there is none', async () => {
    const page = layoutPage(scene([]))
    const named = await open([{ page }], { title: 'Omas Bücher \\ (2)', author: '祖母' })
    expect([named.getMetaData('info:Title'), named.getMetaData('info:Author')]).toEqual(['Omas Bücher \\ (2)', '祖母'])
    expect((await open([{ page }])).getMetaData('info:Title') ?? '').toBe('')
  })

  test('is the same for the same pages', async () => {
    const pages = [{ page: layoutPage(scene([layer([stroke([[0, 0], [9, 9]])])], { text: typed([{ text: 'a' }]) })) }] // prettier-ignore
    expect(Buffer.from(await toPdf(pages)).equals(await toPdf(pages))).toBe(true)
  })

  test('holds each font once for all pages', async () => {
    const page = layoutPage(scene([], { text: typed([{ text: 'the same letters' }]) }))
    const [one, ten] = [await toPdf([{ page }]), await toPdf(Array.from({ length: 10 }, () => ({ page })))]
    expect(ten.length - one.length).toBeLessThan(9 * 1500)
  })
})

describe('the font without shapes', () => {
  test('gives each letter one code for good, and is used once it gave one', () => {
    const font = createGlyphlessFont()
    expect(font.isUsed()).toBe(false)
    expect(font.encode('aba', 10)).toEqual({ hex: '000100020001', widthPx: 15 })
    expect(font.encode('b🌍', 10).hex).toBe('00020003')
    expect(font.isUsed()).toBe(true)
  })

  test('has room for 65,535 letters and leaves out the next', () => {
    const font = createGlyphlessFont()
    const letters = Array.from({ length: 65_536 }, (_, i) => String.fromCodePoint(0x10000 + i))
    expect(font.encode(letters.slice(0, 65_535).join(''), 1).hex.length).toBe(4 * 65_535)
    expect(font.encode(letters.at(-1) ?? '', 1)).toEqual({ hex: '', widthPx: 0 })
    expect(font.encode(letters[65_534] ?? '', 1).hex).toBe('ffff')
  })

  test('takes half a letter of two units for a damaged one', () => {
    const font = createGlyphlessFont()
    expect(font.encode('\ud83c', 10).hex).toBe(font.encode('\ufffd', 10).hex)
  })
})

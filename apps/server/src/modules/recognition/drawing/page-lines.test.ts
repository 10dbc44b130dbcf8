import { layoutPage, type Page } from '@kinfolio/ink'
import { type Paragraph, type ParagraphInput, parsePage, STYLES, writePage } from '@kinfolio/rm-format'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TextLine } from '../../library/index.ts'
import { fractionOf, linesOfFiles } from './page-lines.ts'

const LIST = 3
const SUBHEADING = 2

/** What the library gets of typed paragraphs, by way of a page as the tablet writes it. */
function typed(
  paragraphs: ParagraphInput[],
  width = 936,
): { lines: TextLine[]; page: Page; known: readonly Paragraph[] } {
  const text = { x: -width / 2, y: 234, width, paragraphs }
  const { scene } = parsePage(writePage({ layers: [], text }))
  const page = layoutPage(scene, {})
  const known = scene.text?.paragraphs ?? []
  return { page, known, lines: linesOfFiles(page, { printed: [], paragraphs: known }) }
}

describe('a typed paragraph', () => {
  test.each([
    ['plain', { style: STYLES.plain }, { style: 'line' }],
    ['a title', { style: STYLES.title }, { style: 'title' }],
    ['a heading', { style: STYLES.heading }, { style: 'heading' }],
    ['a bullet', { style: STYLES.bullet }, { style: 'bullet', indent: 0 }],
    ['a nested bullet', { style: STYLES.nestedBullet }, { style: 'bullet', indent: 1 }],
    ['a numbered entry', { style: STYLES.numbered }, { style: 'numbered', indent: 0 }],
    ['a box to tick', { style: STYLES.checkbox }, { style: 'to-do', indent: 0 }],
    ['a ticked box', { style: STYLES.checkedCheckbox }, { style: 'to-do-done', indent: 0 }],
    ['a nested ticked box', { style: STYLES.nestedCheckedCheckbox }, { style: 'to-do-done', indent: 1 }],
    [
      'a list entry three deep',
      { style: STYLES.bullet, baseStyle: LIST, properties: 3 },
      { style: 'bullet', indent: 3 },
    ],
    ['of a style nobody knows', { style: 200 }, { style: 'line' }],
  ])('that is %s keeps that style', (_, how, expected) => {
    const { lines } = typed([{ text: 'Words', ...how }])
    expect(lines).toMatchObject([{ text: 'Words', origin: 'typed', confidence: 1, ...expected }])
  })

  test('that is a subheading is a heading to the library', () => {
    expect(typed([{ text: 'Part', style: STYLES.heading, baseStyle: SUBHEADING }]).lines[0]?.style).toBe('heading')
  })

  test('that was broken to fit is one line, whose box holds all of its rows', () => {
    const long = 'the quick brown fox jumps over the lazy dog and comes back again '.repeat(4).trim()
    const { lines, page } = typed([{ text: long, style: STYLES.plain }], 500)
    expect(page.text.length).toBeGreaterThan(3)
    expect(lines.map(({ text }) => text)).toEqual([long])
    const rows = new Set(lines[0]?.words.map(({ box }) => box.y.toFixed(3)))
    expect(rows.size).toBe(page.text.length)
  })

  test('without a letter is no line, and the others keep their styles', () => {
    const { lines } = typed([
      { text: '', style: STYLES.title },
      { text: '   ', style: STYLES.bullet },
      { text: 'milk', style: STYLES.checkbox },
      { text: '', style: STYLES.plain },
    ])
    expect(lines.map(({ text, style }) => [text, style])).toEqual([['milk', 'to-do']])
  })

  test('in any script keeps its words', () => {
    for (const text of ['Grüße aus Köln', 'привет мир', 'שלום עולם', '東京 駅', 'naïve café 👩‍🌾']) {
      const [line] = typed([{ text, style: STYLES.plain }]).lines
      expect(line?.text).toBe(text)
    }
  })
})

test('words and lines of typed text lie on the page, words inside their line', () => {
  const paragraph = fc.record({
    text: fc.array(fc.stringMatching(/^[a-zäöü]{1,12}$/), { minLength: 1, maxLength: 25 }).map((all) => all.join(' ')),
    style: fc.constantFrom(STYLES.plain, STYLES.title, STYLES.bullet, STYLES.checkbox),
  })
  fc.assert(
    fc.property(fc.array(paragraph, { minLength: 1, maxLength: 4 }), (paragraphs) => {
      for (const { box, words } of typed(paragraphs).lines) {
        for (const at of [box, ...words.map((word) => word.box)]) {
          expect(Math.min(at.x, at.y)).toBeGreaterThanOrEqual(0)
          expect(Math.max(at.x + at.width, at.y + at.height)).toBeLessThanOrEqual(1)
        }
        for (const word of words) {
          expect(word.box.y).toBeGreaterThanOrEqual(box.y - 1e-9)
          expect(word.box.y + word.box.height).toBeLessThanOrEqual(box.y + box.height + 1e-9)
        }
      }
    }),
    { numRuns: 25 },
  )
})

test('printed lines come before typed ones and have no style of the tablet', () => {
  const { page, known } = typed([{ text: 'x', style: STYLES.plain }])
  const box = { x: page.left + 0.5 * page.width, y: page.top, width: 0.1 * page.width, height: 0.02 * page.height }
  const printed = [{ text: 'Printed', box, words: [{ text: 'Printed', box }] }]
  const lines = linesOfFiles(page, { printed, paragraphs: known })
  expect(lines.map(({ text, origin }) => [text, origin])).toEqual([
    ['Printed', 'printed'],
    ['x', 'typed'],
  ])
  expect(lines[0]).not.toHaveProperty('style')
  expect(lines[0]?.box).toMatchObject({ x: expect.closeTo(0.5), y: expect.closeTo(0), width: expect.closeTo(0.1) })
})

test('fractions count from the page’s own corner, wherever its origin lies', () => {
  const page = { left: -702, top: 100, width: 1_404, height: 1_872 }
  expect(fractionOf(page, { x: -702, y: 100, width: 1_404, height: 1_872 })).toEqual({
    x: 0,
    y: 0,
    width: 1,
    height: 1,
  })
  expect(fractionOf(page, { x: 0, y: 1_036, width: 702, height: 0 })).toEqual({ x: 0.5, y: 0.5, width: 0.5, height: 0 })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { POINTS_PER_UNIT, layoutPage, toPdfOperators } from './index.ts'
import type { Page } from './index.ts'
import { arbitraryScene } from '../test/arbitrary-pages.ts'
import { checkNesting, readContent } from '../test/pdf-content.ts'
import { layer, scene, stroke, typed } from '../test/scenes.ts'

// The same cases on every run, so that what is red today was red yesterday.
fc.configureGlobal({ seed: 226 })

const pages = fc
  .tuple(arbitraryScene, fc.constantFrom(undefined, 'P Grid medium', 'P Dots large'))
  .map(([one, template]) => layoutPage(one, { template }))

const named = (page: Page, operator: string): string[] =>
  readContent(toPdfOperators(page).content).flatMap(({ name, operands }) =>
    name === operator ? operands.filter((operand) => operand.startsWith('/')) : [],
  )

describe('the operators of any page', () => {
  test('are those of the standard, with as many operands as it says, and nest', () => {
    fc.assert(
      fc.property(pages, (page) => {
        const operators = readContent(toPdfOperators(page).content)
        expect([operators[0]?.name, operators.at(-1)?.name]).toEqual(['q', 'Q'])
        checkNesting(operators)
      }),
      { numRuns: 250 },
    )
  })

  test('name only states, fonts, pictures and grains that are handed over, and all of these', () => {
    fc.assert(
      fc.property(pages, (page) => {
        const { graphicsStates, fonts, images, patterns } = toPdfOperators(page)
        const names = (list: { name: string }[]): Set<string> => new Set(list.map(({ name }) => `/${name}`))
        expect(new Set(named(page, 'gs'))).toEqual(names(graphicsStates))
        expect(new Set(named(page, 'Do'))).toEqual(names(images))
        expect(new Set(named(page, 'scn'))).toEqual(names(patterns))
        for (const { content } of patterns) checkNesting(readContent(content))
        for (const font of named(page, 'Tf')) expect(names(fonts)).toContain(font)
        expect(images.map(({ mark }) => mark)).toEqual(page.marks.filter(({ kind }) => kind === 'image'))
      }),
      { numRuns: 150 },
    )
  })

  test('fill as many shapes as there are strokes, highlights, boxes and papers with something to fill', () => {
    fc.assert(
      fc.property(pages, (page) => {
        const fills = readContent(toPdfOperators(page).content).filter(({ name }) => name === 'f').length
        const wanted = page.marks.filter((mark) => {
          if (mark.kind === 'outline' || mark.kind === 'shape') return true
          return (mark.kind === 'highlight' || mark.kind === 'template') && mark.rects.length > 0
        })
        expect(fills).toBe(wanted.length)
      }),
      { numRuns: 150 },
    )
  })

  test('have colours between 0 and 1, and opacities too', () => {
    fc.assert(
      fc.property(pages, (page) => {
        const { content, graphicsStates } = toPdfOperators(page)
        const colours = readContent(content).flatMap(({ name, operands }) =>
          name === 'rg' || name === 'scn' ? operands.slice(0, 3).map(Number) : [],
        )
        expect(colours.filter((part) => !(part >= 0 && part <= 1))).toEqual([])
        expect(graphicsStates.filter(({ opacity }) => !(opacity >= 0 && opacity <= 1))).toEqual([])
      }),
      { numRuns: 100 },
    )
  })
})

describe('the place of a page in a PDF', () => {
  const corner = (page: Page, [x, y]: [number, number]): number[] => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = (
      readContent(toPdfOperators(page).content)[1]?.operands ?? []
    ).map(Number)
    return [a * x + c * y + e, b * x + d * y + f]
  }
  const close = (found: number[], wanted: number[]): void =>
    wanted.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 2))

  test('is 0.31718 points a unit, with the lower left corner at zero and up as up', () => {
    expect(POINTS_PER_UNIT).toBeCloseTo(0.31718, 5)
    const page = layoutPage(scene([]))
    close(corner(page, [-702, 1872]), [0, 0])
    close(corner(page, [702, 0]), [1404 * POINTS_PER_UNIT, 1872 * POINTS_PER_UNIT])
  })

  test('holds for grown pages, whose corners are further out', () => {
    const page = layoutPage(scene([layer([stroke([[-900, -60], [800, 2500]])])])) // prettier-ignore
    close(corner(page, [page.left, page.top + page.height]), [0, 0])
    close(corner(page, [page.left + page.width, page.top]), [
      page.width * POINTS_PER_UNIT,
      page.height * POINTS_PER_UNIT,
    ])
  })

  test('is the caller’s where one is given', () => {
    const { content } = toPdfOperators(layoutPage(scene([])), { matrix: [2, 0, 0, -2, 10, 20] })
    expect(readContent(content)[1]).toEqual({ name: 'cm', operands: ['2', '0', '0', '-2', '10', '20'] })
  })
})

describe('the grain of a pencil', () => {
  const page = layoutPage(scene([layer([7, 6].map((colour) => stroke([[0, 10], [20, 10]], { tool: 14, colour })))])) // prettier-ignore

  test('is one pattern for all colours, in page units from the page’s origin', () => {
    const { content, patterns } = toPdfOperators(page)
    const [grain, ...others] = patterns
    expect([grain?.name, grain?.side, others]).toEqual(['Grain6', 36, []])
    const matrix = readContent(content)[1]?.operands.map(Number) ?? []
    expect(grain?.matrix.map((part) => Math.round(part * 1e5) / 1e5)).toEqual(matrix)
    const fills = readContent(content).flatMap(({ name, operands }) => (name === 'scn' ? [operands.join(' ')] : []))
    expect(fills).toEqual(['0.76079 0.19216 0.19608 /Grain6', '0.18824 0.2902 0.87844 /Grain6'])
  })

  test('is set again after other ink, and other ink is plain again after it', () => {
    const [pen, pencil] = [17, 14].map((tool) => stroke([[0, 10], [20, 10]], { tool })) // prettier-ignore
    const mixed = layoutPage(scene([layer([pen, pencil, pencil, pen].flatMap((one) => one ?? []))]))
    const set = readContent(toPdfOperators(mixed).content).filter(({ name }) => ['rg', 'scn'].includes(name))
    expect(set.map(({ name }) => name)).toEqual(['rg', 'scn', 'rg'])
  })
})

describe('typed text', () => {
  test('is stretched so that the letters of a word are as wide as on the tablet', () => {
    const page = layoutPage(scene([], { text: typed([{ text: 'stretch', style: 2 }]) }))
    const { content } = toPdfOperators(page, { encodeText: () => [{ font: 'F', hex: '01', widthPx: 10 }] })
    const stretch = Number(readContent(content).find(({ name }) => name === 'Tz')?.operands[0])
    expect((stretch / 100) * 10).toBeCloseTo(page.text[0]?.rect.width ?? 0, 2)
  })

  test('of no width, and runs the caller leaves out, are not shown', () => {
    const page = layoutPage(scene([], { text: typed([{ text: 'a' }]) }))
    for (const pieces of [[], [{ font: 'F', hex: '', widthPx: 0 }]]) {
      const operators = readContent(toPdfOperators(page, { encodeText: () => pieces }).content)
      expect(operators.some(({ name }) => name === 'Tj')).toBe(false)
    }
  })

  test('uses the standard face of its weight and slant', () => {
    const faceOf = (isBold: boolean, isItalic: boolean, style: number): string[] => {
      const spans = [{ from: 0, to: 1, isBold, isItalic }]
      return toPdfOperators(layoutPage(scene([], { text: typed([{ text: 'a', style, spans }]) }))).fonts.map(
        ({ baseFont }) => baseFont,
      )
    }
    expect([false, true].flatMap((isBold) => [false, true].flatMap((isItalic) => faceOf(isBold, isItalic, 1)))).toEqual(
      ['Helvetica', 'Helvetica-Oblique', 'Helvetica-Bold', 'Helvetica-BoldOblique'],
    )
    expect([false, true].flatMap((isBold) => [false, true].flatMap((isItalic) => faceOf(isBold, isItalic, 2)))).toEqual(
      ['Times-Roman', 'Times-Italic', 'Times-Bold', 'Times-BoldItalic'],
    )
  })

  test('keeps what WinAnsi has: Western letters, dashes, quotes, the euro', () => {
    const text = 'Zürich – “Œuvre” €5 ™'
    const page = layoutPage(scene([], { text: typed([{ text }], { width: 2000 }) }))
    const hex = readContent(toPdfOperators(page).content).flatMap(({ name, operands }) =>
      name === 'Tj' ? operands : [],
    )
    const bytes = (hex.join('').match(/[0-9a-f]{2}/g) ?? []).map((pair) => Number.parseInt(pair, 16))
    expect(new TextDecoder('windows-1252').decode(Uint8Array.from(bytes))).toBe(text)
  })

  test('shows a question mark for a letter it has not, one for each', () => {
    const page = layoutPage(scene([], { text: typed([{ text: 'a漢🌍я' }]) }))
    expect(toPdfOperators(page).content).toContain('<613f3f3f> Tj')
  })
})

describe('the reader of operators that these tests trust', () => {
  test.each(['1 2 3 m', '1e5 0 m', 'q Q Q', 'BT BT ET', '0 0 l f', '0 0 m q f', '/Ink0', 'q', '/F 1 Tf', '1 0 0 rg x'])(
    'refuses %j',
    (content) => {
      expect(() => checkNesting(readContent(content))).toThrow(Error)
    },
  )
})

import { describe, expect, test } from 'vitest'
import { layOnSource, layoutPage } from './index.ts'
import type { Page } from './index.ts'
import { group, layer, scene, stroke, typed } from '../test/scenes.ts'

/** A flat horizontal bar, so that its edges are where its points are and two units above and below. */
const bar = (x: number, y: number): ReturnType<typeof stroke> => stroke([[x, y], [x + 10, y]], { tool: 5 }) // prettier-ignore
/** A flat vertical bar, two units wide to either side of x. */
const pole = (x: number, y: number): ReturnType<typeof stroke> => stroke([[x, y], [x, y + 10]], { tool: 5 }) // prettier-ignore
const edges = ({ left, top, width, height }: Page): Record<string, number> => ({
  left,
  right: left + width,
  top,
  bottom: top + height,
})
const of = (...items: ReturnType<typeof stroke>[]): Record<string, number> => edges(layoutPage(scene([layer(items)])))
const PAPER = { left: -702, right: 702, top: 0, bottom: 1872 }

describe('ink beyond an edge', () => {
  test.each([
    // Sixteen units are the pen slipping off the screen, anything more is meant.
    ['left', pole(-716, 500), PAPER],
    ['left', pole(-716.5, 500), { ...PAPER, left: -719 }],
    ['right', pole(716, 500), PAPER],
    ['right', pole(716.5, 500), { ...PAPER, right: 719 }],
    ['upper', bar(0, -14), PAPER],
    ['upper', bar(0, -14.5), { ...PAPER, top: -17 }],
    ['lower', bar(0, 1886), PAPER],
    // Below, the official export leaves 49 units free.
    ['lower', bar(0, 1886.5), { ...PAPER, bottom: 1938 }],
  ])('the %s one', (_, item, expected) => {
    expect(of(item)).toEqual(expected)
  })

  test('grows the page on each side by itself', () => {
    expect(of(pole(-1000, 100), bar(0, 3000))).toEqual({ ...PAPER, left: -1002, bottom: 3051 })
    expect(of(pole(1000, 100), bar(0, -300))).toEqual({ ...PAPER, right: 1002, top: -302 })
  })

  test('of a hidden layer, a hidden group or the erase-area tool grows nothing', () => {
    const far = bar(0, 5000)
    const hidden = { ...group([far]), isVisible: false }
    const erased = stroke([[0, 5000], [9, 5000]], { tool: 8 }) // prettier-ignore
    for (const one of [layer([far], { isVisible: false }), layer([hidden]), layer([erased])]) {
      expect(edges(layoutPage(scene([one])))).toEqual(PAPER)
    }
    expect(edges(layoutPage(scene([layer([far])]), { hiddenLayers: new Set([0]) }))).toEqual(PAPER)
  })

  test('counts where its anchor puts it', () => {
    const anchor = { character: { author: 0, counter: 2 ** 48 - 1 }, type: 1, threshold: 0, originX: 800 }
    const page = layoutPage(scene([layer([group([pole(0, 0)], anchor)])]))
    expect(edges(page)).toEqual({ ...PAPER, right: 802 })
    expect(edges(layoutPage(scene([layer([group([bar(0, 1700)], anchor)])]))).bottom).toBeGreaterThan(1990)
  })

  test('on other paper is measured from that paper’s edges', () => {
    const paper = { width: 1620, height: 2160 }
    const grown = (item: ReturnType<typeof stroke>): Record<string, number> =>
      edges(layoutPage(scene([layer([item])], { paper })))
    expect(grown(pole(800, 100))).toEqual({ left: -810, right: 810, top: 0, bottom: 2160 })
    expect(grown(bar(0, 2300))).toMatchObject({ bottom: 2351 })
  })
})

describe('what is no ink is cut off as little', () => {
  const highlight = {
    kind: 'highlight',
    id: { author: 1, counter: 1 },
    colour: 3,
    argb: undefined,
    text: '',
    start: undefined,
    length: undefined,
    rects: [{ x: 0, y: 4000, width: 9, height: 9 }],
  } satisfies Parameters<typeof layer>[0][number]
  const lines = Array.from({ length: 60 }, () => ({ text: 'line' }))

  test('typed text below the paper', () => {
    const { text, ...page } = layoutPage(scene([], { text: typed(lines) }))
    const last = text.at(-1)?.rect ?? { y: 0, height: 0 }
    expect(edges({ ...page, text }).bottom).toBe(Math.ceil(last.y + last.height + 49))
  })

  test('highlights', () => {
    expect(edges(layoutPage(scene([layer([highlight])])))).toEqual({ ...PAPER, bottom: 4058 })
  })

  test('pictures, whose corners are further out when they are turned', () => {
    const corners = [
      { x: 700, y: 100, u: 0, v: 0 },
      { x: 800, y: 200, u: 1, v: 0 },
      { x: 700, y: 300, u: 1, v: 1 },
    ]
    const picture = { kind: 'image', id: { author: 1, counter: 1 }, image: 'a', corners, triangles: [] } as const
    const images = new Map([['a', { fileName: 'a.png', bytes: undefined }]])
    const page = layoutPage(scene([layer([{ ...picture, triangles: [] }])], { images }))
    expect(edges(page)).toEqual({ ...PAPER, right: 800 })
  })

  test('but nothing that is hidden', () => {
    expect(edges(layoutPage(scene([layer([highlight], { isVisible: false })])))).toEqual(PAPER)
    const settings = { ...scene([]).settings, isRootDocumentVisible: false }
    const page = layoutPage(scene([], { text: typed(lines), settings }))
    expect([edges(page), page.marks, page.text.length]).toEqual([PAPER, [], 60])
  })

  test('no more than a page may grow, on a source as well', () => {
    const far = { ...highlight, rects: [{ x: 1e300, y: -1e300, width: 1e300, height: 5 }] }
    const page = layoutPage(scene([layer([far])]))
    for (const one of [page, layOnSource(page, { rect: { x: -700, y: 0, width: 1400, height: 1900 } })]) {
      expect([one.width <= 30_000, one.height <= 30_000, Number.isFinite(one.left), Number.isFinite(one.top)]).toEqual([
        true,
        true,
        true,
        true,
      ])
    }
  })
})

test('a hidden background leaves the paper blank', () => {
  const settings = { ...scene([]).settings, isBackgroundVisible: false }
  expect(layoutPage(scene([], { settings }), { template: 'P Grid medium' }).marks).toEqual([])
})

describe('the size of a page', () => {
  test('is the same for a reader of handwriting as for people', () => {
    const one = scene([layer([bar(0, 2500), pole(-900, 5)])], { text: typed([{ text: 'a' }]) })
    expect(edges(layoutPage(one, { only: 'ink' }))).toEqual(edges(layoutPage(one)))
  })

  test('is bounded on every side, so that one stray stroke costs no gigabytes', () => {
    const page = layoutPage(scene([layer([pole(-90_000, -90_000), pole(90_000, 90_000)])]))
    expect([page.left, page.top, page.width, page.height]).toEqual([-15_000, -15_000, 30_000, 30_000])
  })

  test.each([
    [{ width: 0.5, height: 100 }, 1404, 100],
    [{ width: 1, height: 1 }, 1, 1],
    [{ width: 30_000, height: 30_001 }, 30_000, 1872],
    [{ width: NaN, height: -5 }, 1404, 1872],
  ])('of paper %j is %d × %d: impossible sides are the usual ones', (paper, width, height) => {
    expect(layoutPage(scene([], { paper }))).toMatchObject({ width, height })
  })

  test('covers a template that grows with it', () => {
    const page = layoutPage(scene([layer([bar(0, 2500), pole(-900, 5)])]), { template: 'P Lines medium' })
    const [template] = page.marks
    if (template?.kind !== 'template') throw new Error('the paper lies below everything')
    const last = template.rects.at(-1) ?? { x: 0, y: 0, width: 0, height: 0 }
    expect([last.x, last.width]).toEqual([page.left, page.width])
    expect(page.top + page.height - last.y).toBeLessThan(54)
  })
})

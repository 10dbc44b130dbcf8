import { describe, expect, test } from 'vitest'
import { layoutPage, toSvg } from './index.ts'
import { group, layer, scene, stroke, typed } from '../test/scenes.ts'

const line = (x: number, y: number): ReturnType<typeof stroke> => stroke([[x, y], [x + 10, y]]) // prettier-ignore
const box = ({ left, top, width, height }: ReturnType<typeof layoutPage>): number[] => [left, top, width, height]

describe('the page', () => {
  test('is the first tablets’ paper when the file tells none, and else the file’s', () => {
    expect(box(layoutPage(scene([])))).toEqual([-702, 0, 1404, 1872])
    expect(box(layoutPage(scene([], { paper: { width: 820.3, height: 1458.3 } })))).toEqual([-410.15, 0, 820.3, 1458.3])
  })

  test('grows down below ink by the space the official export leaves', () => {
    // A stroke of width 4 at 2200 ends at 2202.
    expect(box(layoutPage(scene([layer([line(0, 2200)])])))).toEqual([-702, 0, 1404, 2251])
  })

  test('grows to the sides and upwards, while x stays zero in the middle of the paper', () => {
    const [left, top, width] = box(layoutPage(scene([layer([line(-900, -50)])])))
    expect([left, top, width]).toEqual([-902, -52, 902 + 702])
  })

  test('is not enlarged by a pen that slips off the screen', () => {
    expect(box(layoutPage(scene([layer([line(695, 1880)])])))).toEqual([-702, 0, 1404, 1872])
  })

  test('has a bounded size, whatever the file says', () => {
    expect(box(layoutPage(scene([], { paper: { width: 1e9, height: Number.NaN } })))).toEqual([-702, 0, 1404, 1872])
    const { height } = layoutPage(scene([layer([line(0, 99_000)])]))
    expect(height).toBe(30_000)
  })
})

describe('layers', () => {
  const two = scene([layer([line(0, 10)]), layer([line(0, 20)])])
  const indices = (page: ReturnType<typeof layoutPage>): number[] =>
    page.marks.flatMap((mark) => (mark.kind === 'outline' ? [mark.strokeIndex] : []))

  test('hidden by the file or by the caller are not drawn, and strokes keep their indices', () => {
    expect(indices(layoutPage(two))).toEqual([0, 1])
    expect(indices(layoutPage(two, { hiddenLayers: new Set([0]) }))).toEqual([1])
  })

  test('hidden groups hide what is in them', () => {
    const hidden = { ...group([line(0, 10)]), isVisible: false }
    expect(indices(layoutPage(scene([layer([hidden, line(0, 20)])])))).toEqual([1])
  })

  test('the erase-area tool leaves nothing, but counts', () => {
    expect(indices(layoutPage(scene([layer([stroke([[0, 0]], { tool: 8 }), line(0, 9)])])))).toEqual([1])
  })
})

describe('anchored ink', () => {
  const lost = { character: { author: 1, counter: 999 }, type: 1, threshold: 0, originX: 0 }

  test('whose text is gone stays visible at the first line, and the page says so', () => {
    const page = layoutPage(scene([layer([group([line(0, 0)], lost)])], { text: typed([{ text: 'a' }]) }))
    expect(page.marks.find((mark) => mark.kind === 'outline')?.bounds.y).toBeCloseTo(267.5 - 2, 1)
    expect(page.problems).toHaveLength(1)
  })

  test('an empty group without its text is no problem', () => {
    const page = layoutPage(scene([layer([group([], lost)])], { text: typed([{ text: 'a' }]) }))
    expect(page.problems).toEqual([])
  })

  test('groups within it without an anchor move along', () => {
    const anchor = { ...lost, character: { author: 0, counter: 2 ** 48 - 2 }, originX: 100 }
    const page = layoutPage(scene([layer([group([group([line(0, 0)])], anchor)])], { text: typed([{ text: 'a' }]) }))
    expect(page.marks.find((mark) => mark.kind === 'outline')?.bounds.x).toBeCloseTo(98, 0)
  })

  test('nesting without end is cut off with a word', () => {
    let deep = group([line(0, 0)])
    for (let i = 0; i < 100; i++) deep = group([deep])
    expect(layoutPage(scene([layer([deep])])).problems).toHaveLength(1)
  })
})

test('a page for a reader of handwriting has strokes only, at the same size', () => {
  const one = scene([layer([line(0, 10)])], { text: typed([{ text: 'a' }]) })
  const page = layoutPage(one, { only: 'ink', template: 'P Grid medium' })
  expect(page.marks.map((mark) => mark.kind)).toEqual(['outline'])
  expect(page.text).toHaveLength(1)
})

test('highlights keep their palette colour over a bogus ARGB, and odd rectangles are left out', () => {
  const rects = [
    { x: 0, y: 0, width: 10, height: 5 },
    { x: Number.NaN, y: 0, width: 1, height: 1 },
  ]
  const highlight = {
    kind: 'highlight',
    id: { author: 1, counter: 1 },
    colour: 3,
    argb: 0xff000000,
    text: 'x',
    start: 0,
    length: 1,
    rects,
  } as const
  const { marks } = layoutPage(scene([layer([{ ...highlight, rects: [...rects] }])]))
  expect(marks).toMatchObject([{ kind: 'highlight', colour: '#fefd60', blend: 'darken', rects: [rects[0]] }])
})

describe('pictures', () => {
  type Corner = { x: number; y: number; u: number; v: number }
  const corner = ([x, y]: [number, number], [u, v]: [number, number]): Corner => ({ x, y, u, v })
  const placed = (corners: Corner[]): Parameters<typeof layer>[0][number] => ({
    kind: 'image',
    id: { author: 1, counter: 1 },
    image: 'a',
    corners,
    triangles: [],
  })
  const images = new Map([['a', { fileName: 'a.png', bytes: Uint8Array.of(0x89, 0x50, 0x4e, 0x47) }]])

  test('are mapped by their corners and go into the SVG as data', () => {
    const page = layoutPage(scene([layer([placed([corner([10, 20], [0, 0]), corner([110, 20], [1, 0]), corner([110, 70], [1, 1])])])], { images })) // prettier-ignore
    expect(page.marks).toMatchObject([{ kind: 'image', matrix: [100, 0, 0, 50, 10, 20] }])
    expect(toSvg(page)).toContain('transform="matrix(100 0 0 50 10 20)" href="data:image/png;base64,iVBORw=="')
  })

  test('without a surface, or without a source, are told as a problem', () => {
    const flat = placed([corner([0, 0], [0, 0]), corner([1, 1], [0.5, 0.5]), corner([2, 2], [1, 1])])
    expect(layoutPage(scene([layer([flat])], { images })).problems).toHaveLength(1)
    expect(layoutPage(scene([layer([flat])])).problems).toHaveLength(1)
  })
})

import { describe, expect, test } from 'vitest'
import {
  entryBody,
  id,
  linkBlock,
  nodeBlock,
  pageOfBlocks,
  pageOfStrokes,
  rawBlock,
  strokeThrough,
  strokesIn,
  wideStrokeBlock,
  withBlocks,
} from '../test/pages.ts'
import { parsePage, pointsOf, writeBlocks, writeFlatPage, writePage } from './index.ts'
import type { PageProblem, ParsedPage } from './index.ts'

const ROOT = id(0, 1)
const LAYER = id(0, 11)
const codes = (page: ParsedPage): PageProblem['code'][] => page.problems.map((problem) => problem.code)
const link = (node = LAYER, own = id(0, 13)) => linkBlock({ parent: ROOT, own, node })
const stroke = (counter: number, parent = LAYER) =>
  wideStrokeBlock({ parent, own: id(1, counter), floats: [counter, 0, 1, 0, 2, 0.5] })

describe('a file that was cut', () => {
  const whole = pageOfStrokes(3)

  // RM-10.1
  test('keeps everything before the cut and says so', () => {
    const page = parsePage(whole.subarray(0, whole.length - 5))
    expect(strokesIn(page.scene)).toHaveLength(2)
    expect(page.problems).toEqual([expect.objectContaining({ code: 'cut-off', severity: 'lost', count: 1 })])
  })

  // RM-1.6, RM-10.1
  test('gives its bytes back at every length', () => {
    for (let length = 43; length <= whole.length; length++) {
      const cut = whole.subarray(0, length)
      expect(writeBlocks(parsePage(cut))).toEqual(cut)
    }
  })

  test('never shows more, nor other strokes, than the whole', () => {
    for (let length = 43; length <= whole.length; length++) {
      const places = strokesIn(parsePage(whole.subarray(0, length)).scene).map(({ points }) => points.x[0])
      expect(places).toEqual([0, 1, 2].slice(0, places.length))
    }
  })

  test('of version 3 and 5 keeps the strokes before the cut', () => {
    const layers = [{ label: '', items: [strokeThrough([1, 1]), strokeThrough([2, 2])] }]
    for (const version of [3, 5] as const) {
      const flat = writeFlatPage(version, layers)
      for (let length = 43; length < flat.length; length++) {
        const page = parsePage(flat.subarray(0, length))
        expect(codes(page)).toEqual(['cut-off'])
        expect(writeBlocks(page)).toEqual(flat.subarray(0, length))
      }
      expect(strokesIn(parsePage(flat.subarray(0, flat.length - 1)).scene)).toHaveLength(1)
    }
  })

  // RM-10.2
  test('a stray byte at the end is only noted', () => {
    const page = parsePage(Uint8Array.from([...whole, 0]))
    expect(page.problems).toEqual([expect.objectContaining({ code: 'trailing-bytes', severity: 'note', count: 1 })])
    const flat = parsePage(Uint8Array.from([...writeFlatPage(5, []), 10]))
    expect(codes(flat)).toEqual(['trailing-bytes'])
  })
})

describe('blocks', () => {
  // RM-3.10
  test('of unknown types are kept, and reported with their place', () => {
    const bytes = withBlocks(pageOfStrokes(1), (blocks) => [rawBlock(0x42, (writer) => writer.u32(7)), ...blocks])
    const page = parsePage(bytes)
    expect(page.problems).toEqual([expect.objectContaining({ code: 'unknown-block', offset: 43 })])
    expect(writeBlocks(page)).toEqual(bytes)
    expect(strokesIn(page.scene)).toHaveLength(1)
  })

  // RM-10.3
  test('that are damaged lose themselves and nothing else', () => {
    const bytes = withBlocks(pageOfStrokes(3), (blocks) =>
      blocks.map((block, index) =>
        index === blocks.length - 2 ? { ...block, body: block.body.subarray(0, 8) } : block,
      ),
    )
    const page = parsePage(bytes)
    expect(strokesIn(page.scene).map(({ points }) => points.x[0])).toEqual([0, 2])
    expect(codes(page)).toEqual(['broken-block'])
  })

  test('that name no entry are damaged', () => {
    const bytes = withBlocks(pageOfStrokes(1), (blocks) =>
      blocks.map((block) => (block.type === 5 ? { ...block, body: block.body.subarray(0, 3) } : block)),
    )
    expect(codes(parsePage(bytes))).toEqual(['broken-block'])
  })

  // RM-3.9
  test('with fields of newer firmware are read without them', () => {
    const bytes = withBlocks(pageOfStrokes(1), (blocks) =>
      blocks.map((block) => ({
        ...block,
        body: Uint8Array.from([...block.body, 0xf4, 0x01, 1, 2, 3, 4, 0xa5, 0xa5, 0xa5]),
      })),
    )
    const page = parsePage(bytes)
    expect(page.problems).toEqual([])
    expect(page.scene.layers[0]).toMatchObject({ label: 'Layer 1', items: [{ kind: 'stroke' }] })
    expect(writeBlocks(page)).toEqual(bytes)
  })

  test('beyond the number that may be broken are left alone', () => {
    const broken = Array.from({ length: 20 }, () => rawBlock(0x05, (writer) => writer.u8(0x1f)))
    const bytes = withBlocks(pageOfStrokes(1), (blocks) => [...broken, ...blocks])
    expect(strokesIn(parsePage(bytes, { maxBrokenBlocks: 19 }).scene)).toHaveLength(0)
    expect(strokesIn(parsePage(bytes, { maxBrokenBlocks: 20 }).scene)).toHaveLength(1)
  })

  test('that claim more than they hold are damaged, not obeyed', () => {
    const page = parsePage(
      pageOfBlocks([
        rawBlock(0x05, (writer) => {
          writer.idField(0x1f, LAYER)
          writer.varuint(0x6c)
          writer.u32(0xffffffff)
        }),
      ]),
    )
    expect(codes(page)).toEqual(['broken-block'])
  })
})

describe('the tree', () => {
  // RM-10.5
  test('ink whose layer is missing is shown in a layer of its own', () => {
    const page = parsePage(pageOfBlocks([stroke(1, id(0, 99)), stroke(2, id(0, 98))]))
    expect(page.scene.layers).toHaveLength(1)
    expect(strokesIn(page.scene)).toHaveLength(2)
    expect(page.problems).toEqual([expect.objectContaining({ code: 'missing-parent', severity: 'repaired', count: 2 })])
  })

  // RM-10.5
  test('ink outside of every layer is shown too', () => {
    const page = parsePage(pageOfBlocks([nodeBlock(LAYER, 'L'), link(), stroke(1), stroke(2, ROOT)]))
    expect(page.scene.layers.map((layer) => layer.items.length)).toEqual([1, 1])
    expect(codes(page)).toEqual(['missing-parent'])
  })

  // RM-5.9
  test('a layer that nothing links to is shown, unless a layer was deleted', () => {
    const deleted = rawBlock(0x04, entryBody({ parent: ROOT, own: id(0, 14) }))
    expect(codes(parsePage(pageOfBlocks([nodeBlock(LAYER, 'L'), stroke(1)])))).toEqual(['unlinked-group'])
    const page = parsePage(pageOfBlocks([nodeBlock(LAYER, 'L'), stroke(1), deleted]))
    expect([page.scene.layers, page.problems]).toEqual([[], []])
  })

  // RM-10.6
  test('a group inside itself, or in two places, is shown once', () => {
    const [a, b] = [id(1, 50), id(1, 51)]
    const inside = (parent: typeof a, node: typeof a, counter: number) =>
      linkBlock({ parent, own: id(1, counter), node })
    const blocks = [
      link(),
      inside(LAYER, a, 60),
      inside(a, b, 61),
      inside(b, a, 62),
      inside(LAYER, b, 63),
      stroke(1, b),
    ]
    const page = parsePage(pageOfBlocks(blocks))
    expect(strokesIn(page.scene)).toHaveLength(1)
    expect(page.problems).toEqual([expect.objectContaining({ code: 'cycle', severity: 'repaired', count: 2 })])
  })

  // RM-10.6, RM-10.8
  test('groups nested deeper than the limit are left out, without recursion', () => {
    const chain = Array.from({ length: 100_000 }, (_, depth) =>
      linkBlock({ parent: depth === 0 ? ROOT : id(2, depth), own: id(3, depth + 1), node: id(2, depth + 1) }),
    )
    const page = parsePage(pageOfBlocks(chain))
    expect(codes(page)).toContain('too-deep')
  })

  // RM-4.6
  test('of entries with one id the later counts', () => {
    const page = parsePage(pageOfBlocks([link(), stroke(1), { ...stroke(1) }, stroke(2)]))
    expect(strokesIn(page.scene)).toHaveLength(2)
    expect(codes(page)).toEqual(['duplicate-entry'])
  })

  // RM-4.5
  test('entries that contradict each other are drawn as stored', () => {
    const [one, two] = [id(1, 1), id(1, 2)]
    const entries = [
      wideStrokeBlock({ parent: LAYER, own: two, left: one, floats: [2, 0, 0, 0, 0, 0] }),
      wideStrokeBlock({ parent: LAYER, own: one, left: two, floats: [1, 0, 0, 0, 0, 0] }),
    ]
    const page = parsePage(pageOfBlocks([link(), ...entries]))
    expect(strokesIn(page.scene).map(({ points }) => points.x[0])).toEqual([2, 1])
    expect(codes(page)).toEqual(['cycle'])
  })

  // RM-4.1, RM-4.4
  test('deleted entries and tombstones keep their place in the order', () => {
    const at = (counter: number) => ({ parent: LAYER, own: id(1, counter) })
    const [first, second] = [id(1, 9), id(1, 5)]
    const strokeAt = (own: typeof first, left: typeof first) =>
      wideStrokeBlock({ parent: LAYER, own, left, floats: [own.counter, 0, 0, 0, 0, 0] })
    for (const type of [0x05, 0x08]) {
      const tomb = rawBlock(type, entryBody({ ...at(7), left: first }))
      const page = parsePage(pageOfBlocks([link(), strokeAt(first, id(0, 0)), strokeAt(second, id(1, 7)), tomb]))
      expect(strokesIn(page.scene).map(({ points }) => points.x[0])).toEqual([9, 5])
      // Without the deleted one, nothing would say which of the two comes first.
      const without = parsePage(pageOfBlocks([link(), strokeAt(first, id(0, 0)), strokeAt(second, id(1, 7))]))
      expect(strokesIn(without.scene).map(({ points }) => points.x[0])).toEqual([5, 9])
    }
  })

  test('a label written later replaces an earlier one, in whatever order they stand', () => {
    const label = (text: string, counter: number) =>
      rawBlock(0x02, (writer) => {
        writer.idField(0x1f, LAYER)
        writer.stamped(0x2c, { stamp: id(1, counter), write: () => writer.stringPart(0x2c, { text }) })
      })
    for (const labels of [
      [label('old', 3), label('new', 4)],
      [label('new', 4), label('old', 3)],
    ]) {
      expect(parsePage(pageOfBlocks([...labels, link(), stroke(1)])).scene.layers[0]?.label).toBe('new')
    }
  })
})

describe('numbers', () => {
  // RM-10.4
  test.each([NaN, Infinity, -Infinity, 1e30])('a point at %d is dropped and reported', (value) => {
    const items = [
      {
        ...strokeThrough(),
        points: pointsOf([
          { x: 1, y: 2 },
          { x: value, y: 0 },
          { x: 3, y: value },
          { x: 5, y: 6 },
        ]),
      },
    ]
    const pages = [writePage({ layers: [{ label: '', items }] }), writeFlatPage(5, [{ label: '', items }])]
    for (const page of pages.map((bytes) => parsePage(bytes))) {
      const [read] = strokesIn(page.scene)
      expect([...(read?.points.x ?? [])]).toEqual([1, 5])
      expect([...(read?.points.y ?? [])]).toEqual([2, 6])
      expect(page.problems).toEqual([
        expect.objectContaining({ code: 'impossible-number', severity: 'lost', count: 2 }),
      ])
    }
  })

  test('a point whose pressure is no number is dropped too', () => {
    const page = parsePage(
      pageOfBlocks([
        link(),
        wideStrokeBlock({ parent: LAYER, own: id(1, 1), floats: [1, 2, 0, 0, NaN, 0, 3, 4, 0, 0, 1, 1] }),
      ]),
    )
    expect([...(strokesIn(page.scene)[0]?.points.x ?? [])]).toEqual([3])
  })

  test('a stroke that ends in the middle of a point keeps the whole ones', () => {
    const page = parsePage(
      pageOfBlocks([link(), wideStrokeBlock({ parent: LAYER, own: id(1, 1), floats: [1, 2, 0, 0, 1, 1, 9] })]),
    )
    expect(strokesIn(page.scene)[0]?.points.count).toBe(1)
    expect(page.problems).toEqual([expect.objectContaining({ code: 'broken-block', severity: 'repaired' })])
  })

  test('highlights and images at impossible places are not shown', () => {
    const highlight = {
      kind: 'highlight',
      colour: 3,
      text: 'a',
      rects: [
        { x: NaN, y: 0, width: 1, height: 1 },
        { x: 1, y: 1, width: 1, height: 1 },
      ],
    } as const
    const image = { kind: 'image', image: '', corners: [{ x: Infinity, y: 0, u: 0, v: 0 }], triangles: [] } as const
    const page = parsePage(
      writePage({
        layers: [
          {
            label: '',
            items: [
              { ...highlight, rects: [...highlight.rects] },
              { ...image, corners: [...image.corners], triangles: [] },
            ],
          },
        ],
      }),
    )
    expect(page.scene.layers[0]?.items).toMatchObject([{ kind: 'highlight', rects: [{ x: 1 }] }])
    expect(codes(page)).toEqual(['impossible-number', 'broken-block'])
  })
})

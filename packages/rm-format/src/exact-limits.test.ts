import { describe, expect, test } from 'vitest'
import {
  entryBody,
  id,
  linkBlock,
  pageOfBlocks,
  pageOfStrokes,
  rawBlock,
  strokesIn,
  withBlocks,
} from '../test/pages.ts'
import { MAX_COORDINATE, MAX_CORNERS } from './limits.ts'
import { parsePage, pointsOf, writePage } from './index.ts'
import type { PageLimits, PageProblem, ParsedPage, SceneItem } from './index.ts'

/** Every limit a step below it, at it and a step above: what fits is whole, what does not is said to be cut. */

const ROOT = id(0, 1)
const LAYER = id(0, 11)
const codes = (page: ParsedPage): PageProblem['code'][] => page.problems.map((problem) => problem.code)

/** Whether a page of this size is whole, and what it says, for a limit of `limit` and one step to either side. */
function around(name: keyof PageLimits, input: { bytes: Uint8Array; size: number }): PageProblem['code'][][] {
  return [-1, 0, 1].map((step) => codes(parsePage(input.bytes, { [name]: input.size + step })))
}

// RM-10.7
describe('a page is whole at a limit and cut below it', () => {
  test('of points', () => {
    const points = pointsOf(Array.from({ length: 100 }, (_, x) => ({ x, y: 0 })))
    const stroke = { kind: 'stroke' as const, tool: 17, colour: 0, thickness: 2, points }
    const bytes = writePage({ layers: [{ label: '', items: [stroke] }] })
    // A block of 100 points has room for a few more, and memory is planned by its length.
    const room = Math.floor((100 * 14 + 60) / 14)
    expect(codes(parsePage(bytes, { maxPoints: room }))).toEqual([])
    expect(codes(parsePage(bytes, { maxPoints: 99 }))).toEqual(['too-many-points'])
  })

  test('of blocks', () => {
    const bytes = pageOfStrokes(3)
    const size = parsePage(bytes).blocks.length
    expect(around('maxBlocks', { bytes, size })).toEqual([['too-many-blocks'], [], []])
  })

  test('of bytes of a string', () => {
    const bytes = writePage({
      layers: [],
      text: { x: 0, y: 0, width: 9, paragraphs: [{ text: 'twelve bytes', style: 1 }] },
    })
    expect(around('maxStringBytes', { bytes, size: 12 })).toEqual([['too-long-text'], [], []])
  })

  test('of bytes of a highlight’s text', () => {
    const item = { kind: 'highlight' as const, colour: 3, text: 'eight by', rects: [] }
    const bytes = writePage({ layers: [{ label: '', items: [item] }] })
    expect(around('maxStringBytes', { bytes, size: 8 })).toEqual([['too-long-text'], [], []])
  })

  test('of runs of the text', () => {
    const paragraphs = ['a', 'b', 'c'].map((text) => ({ text, style: 1 }))
    const bytes = writePage({ layers: [], text: { x: 0, y: 0, width: 9, paragraphs } })
    // Three letters, and two newlines as runs of their own.
    expect(around('maxTextRuns', { bytes, size: 5 })).toEqual([['too-long-text'], [], []])
  })

  test('of characters, counted by code points', () => {
    const bytes = writePage({
      layers: [],
      text: { x: 0, y: 0, width: 9, paragraphs: [{ text: '🌍🌍🌍🌍', style: 1 }] },
    })
    expect(around('maxTextCharacters', { bytes, size: 4 })).toEqual([['too-long-text'], [], []])
    const cut = parsePage(bytes, { maxTextCharacters: 3 }).scene.text?.paragraphs[0]
    expect([cut?.text, cut?.characterIds.length]).toEqual(['🌍🌍🌍', 3])
  })

  test('of groups inside groups', () => {
    const nested = Array.from({ length: 5 }, (_, depth) =>
      linkBlock({ parent: depth === 0 ? ROOT : id(2, depth), own: id(3, depth + 1), node: id(2, depth + 1) }),
    )
    expect(around('maxGroupDepth', { bytes: pageOfBlocks(nested), size: 5 })).toEqual([['too-deep'], [], []])
  })

  test('of blocks that may be broken: one more, and what follows is not shown', () => {
    const broken = Array.from({ length: 4 }, () => rawBlock(0x05, (writer) => writer.u8(0x1f)))
    const bytes = withBlocks(pageOfStrokes(1), (blocks) => [...broken, ...blocks])
    const shown = [3, 4, 5].map((maxBrokenBlocks) => strokesIn(parsePage(bytes, { maxBrokenBlocks }).scene).length)
    expect(shown).toEqual([0, 1, 1])
  })

  // RM-10.9
  test('of different problems: the list is whole at the limit and ends in a count above it', () => {
    const bytes = pageOfBlocks([0x40, 0x41, 0x42].map((type) => rawBlock(type, () => undefined)))
    const lists = [2, 3, 4].map((maxProblems) => codes(parsePage(bytes, { maxProblems })))
    const unknown = 'unknown-block'
    expect(lists).toEqual([
      [unknown, unknown, 'too-many-problems'],
      [unknown, unknown, unknown],
      [unknown, unknown, unknown],
    ])
  })
})

describe('a part of a page that asks for too much is damaged', () => {
  const image = (write: Parameters<typeof entryBody>[1]): ParsedPage =>
    parsePage(
      pageOfBlocks([
        linkBlock({ parent: ROOT, own: id(0, 13), node: LAYER }),
        rawBlock(0x0f, entryBody({ parent: LAYER, own: id(1, 1) }, write)),
      ]),
    )
  const imageOf = (numbers: number): ParsedPage =>
    image((writer) => {
      writer.u8(7)
      writer.part(0x3c, () => {
        writer.varuint(numbers)
        for (let at = 0; at < numbers; at++) writer.f32(1)
      })
    })

  test('an image of more corners than the limit', () => {
    const most = MAX_CORNERS * 6
    expect(codes(imageOf(most))).toEqual([])
    expect(codes(imageOf(most + 4))).toEqual(['broken-block'])
  })

  test('an image whose triangles name a corner that it has not', () => {
    const withTriangle = (corner: number): ParsedPage =>
      image((writer) => {
        writer.u8(7)
        writer.part(0x3c, () => {
          writer.varuint(8)
          for (let at = 0; at < 8; at++) writer.f32(1)
        })
        writer.part(0x4c, () => {
          writer.varuint(1)
          writer.u32(corner)
        })
      })
    expect([0, 1, 2].map((corner) => codes(withTriangle(corner)))).toEqual([[], [], ['broken-block']])
  })

  test('an image or highlight whose counts are larger than its bytes', () => {
    const short = image((writer) => {
      writer.u8(7)
      writer.part(0x3c, () => {
        writer.varuint(2)
        writer.f32(1)
      })
    })
    expect(codes(short)).toEqual(['broken-block'])
    const rects = (claimed: number): ParsedPage =>
      image((writer) => {
        writer.u8(1)
        writer.part(0x6c, () => {
          writer.varuint(claimed)
          for (let at = 0; at < 4; at++) writer.f64(1)
        })
      })
    expect([1, 2].map((claimed) => codes(rects(claimed)))).toEqual([[], ['broken-block']])
  })

  test('a part that is one byte longer than what holds it', () => {
    const partOf = (extra: number): ParsedPage =>
      image((writer) => {
        writer.u8(2)
        writer.varuint(0x3c)
        writer.u32(3 + extra)
        writer.raw(Uint8Array.of(1, 2, 3))
      })
    // A field that nobody knows may lie in the tail; an entry of a group without a link shows nothing.
    expect([0, 1].map((extra) => codes(partOf(extra)))).toEqual([[], []])
    const points = (extra: number): ParsedPage =>
      parsePage(
        pageOfBlocks([
          linkBlock({ parent: ROOT, own: id(0, 13), node: LAYER }),
          rawBlock(
            0x05,
            entryBody({ parent: LAYER, own: id(1, 1) }, (writer) => {
              writer.u8(3)
              writer.varuint(0x5c)
              writer.u32(24 + extra)
              writer.raw(new Uint8Array(24))
            }),
          ),
        ]),
      )
    expect([0, 1].map((extra) => codes(points(extra)))).toEqual([[], ['broken-block']])
  })
})

describe('coordinates', () => {
  const rectAt = (x: number): SceneItem | undefined =>
    parsePage(
      writePage({
        layers: [
          {
            label: '',
            items: [{ kind: 'highlight', colour: 3, text: '', rects: [{ x, y: 0, width: 1, height: 1 }] }],
          },
        ],
      }),
    ).scene.layers[0]?.items[0]

  test('of highlights are taken below the limit and left out from there on', () => {
    const kept = [MAX_COORDINATE - 1, MAX_COORDINATE, -MAX_COORDINATE + 1, -MAX_COORDINATE].map((x) => {
      const item = rectAt(x)
      return item?.kind === 'highlight' && item.rects.length
    })
    expect(kept).toEqual([1, 0, 1, 0])
  })

  test.each([
    [40_000, true],
    [40_001, false],
    [0.5, true],
    [0, false],
    [-1, false],
    [Infinity, false],
  ])('of paper: %d wide is believed: %s', (width, isBelieved) => {
    const { paper } = parsePage(writePage({ layers: [], paper: { width, height: 100 } })).scene
    const turned = parsePage(writePage({ layers: [], paper: { width: 100, height: width } })).scene.paper
    // The exact size is believed or none; below a whole unit only the exact field says anything.
    expect([paper?.width, turned?.height]).toEqual(isBelieved ? [width, width] : [undefined, undefined])
  })
})

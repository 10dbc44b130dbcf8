import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { beforeAll, describe, expect, test } from 'vitest'
import { instrument } from '../test/fuzz/instrument.ts'
import type { Instrumented } from '../test/fuzz/instrument.ts'
import { id, linkBlock, pageOfBlocks, rawBlock, entryBody, strokesIn } from '../test/pages.ts'
import { ROOT_ID } from './crdt-id.ts'
import { parsePage, pointsOf, writePage } from './index.ts'
import type { ParsedPage, StrokeInput } from './index.ts'

/** "Cat draw", the busiest page known: so many highlighter strokes of any colour, 3.4 MB. It is not ours to keep. */
const STROKES = 68_816

function catDraw(strokes: number): Uint8Array {
  const items = Array.from({ length: strokes }, (_, index): StrokeInput => {
    const [x, y] = [(index % 700) - 350, index / 40]
    const points = pointsOf([
      { x, y },
      { x: x + 3, y: y + 1, width: 7.5 },
    ])
    return { kind: 'stroke', tool: 18, colour: 9, argb: (0xff00_0000 | (index * 243)) >>> 0, thickness: 1, points }
  })
  return writePage({ layers: [{ label: 'Cat', items }] })
}

/** Bytes that are still in use after everything else was thrown away. */
function bytesInUse(): { heap: number; buffers: number } {
  setFlagsFromString('--expose-gc')
  const gc: () => void = runInNewContext('gc')
  gc()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return { heap: heapUsed, buffers: arrayBuffers }
}

// RM-10.7, RM-10.8
describe(`a page of ${STROKES} strokes`, () => {
  let counted: Instrumented
  let whole: Uint8Array
  beforeAll(async () => {
    counted = await instrument()
    whole = catDraw(STROKES)
  }, 60_000)

  test('comes back with each colour and place, in order', () => {
    const strokes = strokesIn(parsePage(whole).scene)
    expect(strokes).toHaveLength(STROKES)
    expect(strokes.every(({ argb }, index) => argb === (0xff00_0000 | (index * 243)) >>> 0)).toBe(true)
    expect(strokes.at(-1)?.points).toMatchObject({ count: 2 })
  })

  test('takes ten times as many steps as one of a tenth, and no more', () => {
    const stepsFor = (bytes: Uint8Array): number => {
      counted.reset()
      counted.format.parsePage(bytes)
      return counted.counters.reduce((total, count) => total + count, 0)
    }
    const tenth = stepsFor(catDraw(Math.round(STROKES / 10)))
    // A little more: counters from 16,384 on have a byte more.
    expect(stepsFor(whole) / tenth).toBeLessThan(10.5)
  })

  test('takes memory for its strokes, and for its points once', () => {
    const before = bytesInUse()
    const page: ParsedPage = parsePage(whole)
    const after = bytesInUse()
    expect(page.scene.layers[0]?.items).toHaveLength(STROKES)
    // Six views of points, a stroke, an id, and a block of bytes each.
    expect((after.heap - before.heap) / STROKES).toBeLessThan(2_000)
    // Room for points is sized by the blocks, which hold some hundred bytes beside them.
    expect((after.buffers - before.buffers) / STROKES).toBeLessThan(240)
  })
})

// RM-3.4
test('counters beyond 32 bits are numbers like any other, told apart to the last bit', () => {
  const layer = id(0, 11)
  const first = 2 ** 47
  const stroke = (counter: number, left: number) =>
    rawBlock(
      0x05,
      entryBody({ parent: layer, own: id(1, counter), left: left === 0 ? id(0, 0) : id(1, left) }, (writer) => {
        writer.u8(3)
        writer.u32Field(0x14, counter % 1000)
      }),
      2,
    )
  const blocks = Array.from({ length: 500 }, (_, index) => stroke(first + index, index === 0 ? 0 : first + index - 1))
  const link = linkBlock({ parent: ROOT_ID, own: id(0, 13), node: layer })
  const strokes = strokesIn(parsePage(pageOfBlocks([link, ...blocks.toReversed()])).scene)
  expect(strokes.map((found) => found.id.counter)).toEqual(Array.from({ length: 500 }, (_, index) => first + index))
})

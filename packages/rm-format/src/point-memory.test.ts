import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_COORDINATE } from './limits.ts'
import { PACKED_POINT_BYTES, PointStore, WIDE_POINT_BYTES, planPoints } from './points.ts'
import type { Points } from './scene.ts'

// The same cases on every run, so that what is red today was red yesterday.
fc.configureGlobal({ seed: 226 })

/** Packed points with x counting from `first`, y its negative. */
function packed(count: number, first = 0): DataView {
  const view = new DataView(new ArrayBuffer(count * PACKED_POINT_BYTES))
  for (let index = 0; index < count; index++) {
    const at = index * PACKED_POINT_BYTES
    view.setFloat32(at, first + index, true)
    view.setFloat32(at + 4, -first - index, true)
    view.setUint16(at + 8, 4 * index, true)
    view.setUint16(at + 10, 10, true)
    view.setUint8(at + 12, 255)
    view.setUint8(at + 13, index === 0 ? 255 : 51)
  }
  return view
}

function wide(...rows: number[][]): DataView {
  const view = new DataView(new ArrayBuffer(rows.length * WIDE_POINT_BYTES))
  rows.flat().forEach((value, index) => view.setFloat32(index * 4, value, true))
  return view
}

const counts = fc.array(fc.nat({ max: 400 }), { maxLength: 30 })

describe('the plan for a page’s points', () => {
  test('keeps every point while they fit, and never plans for more than the limit', () => {
    fc.assert(
      fc.property(counts, fc.nat({ max: 3000 }), (list, maxPoints) => {
        const sum = list.reduce((all, count) => all + count, 0)
        const { step, capacity } = planPoints(list, maxPoints)
        expect(capacity).toBeLessThanOrEqual(maxPoints)
        if (sum <= maxPoints) expect([step, capacity]).toEqual([1, sum])
        else expect(step).toBeGreaterThan(1)
      }),
    )
  })

  // RM-10.7
  test('thins by the smallest step that fits', () => {
    // Of 101 points every second and the last are 51, every fourth 26.
    expect(planPoints([101], 101)).toEqual({ step: 1, capacity: 101 })
    expect(planPoints([101], 100)).toEqual({ step: 2, capacity: 51 })
    expect(planPoints([101], 51)).toEqual({ step: 2, capacity: 51 })
    expect(planPoints([101], 50)).toEqual({ step: 4, capacity: 26 })
  })

  test('gives up on strokes of two points, which cannot be thinned, and takes what there is room for', () => {
    const { capacity } = planPoints(
      Array.from({ length: 10 }, () => 2),
      7,
    )
    expect(capacity).toBe(7)
  })
})

describe('thinned strokes', () => {
  test('keep their first and last point, and no more than planned', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 8 }), (count, power) => {
        const step = 2 ** power
        const { capacity } = planPoints([count], 1_000_000)
        const store = new PointStore(capacity)
        const { x, count: kept } = store.readPacked({ view: packed(count), offset: 0, count, step })
        expect([x[0], x[kept - 1]]).toEqual([0, count - 1])
        expect(kept).toBe(count < 2 ? count : Math.ceil((count - 1) / step) + 1)
        expect(store.thinned).toBe(count - kept)
      }),
    )
  })

  test('are thinned evenly: no two neighbours are further apart than the step', () => {
    const store = new PointStore(1000)
    const { x } = store.readPacked({ view: packed(100), offset: 0, count: 100, step: 8 })
    expect([...x]).toEqual([0, 8, 16, 24, 32, 40, 48, 56, 64, 72, 80, 88, 96, 99])
  })
})

describe('the memory of a page’s points', () => {
  const properties = ['x', 'y', 'speed', 'width', 'direction', 'pressure'] as const
  const first = ({ x, y, speed, width, direction, pressure }: Points): (number | undefined)[] =>
    [x, y, speed, width, direction, pressure].map((values) => values[0])

  test('keeps strokes apart, property by property', () => {
    const store = new PointStore(9)
    const strokes = [2, 3, 4].map((count, index) =>
      store.readPacked({ view: packed(count, 100 * index), offset: 0, count, step: 1 }),
    )
    expect(strokes.map(({ x }) => [...x])).toEqual([
      [0, 1],
      [100, 101, 102],
      [200, 201, 202, 203],
    ])
    expect(strokes.map(({ y }) => y[1])).toEqual([-1, -101, -201])
    expect(strokes.map(({ pressure }) => pressure[0])).toEqual([1, 1, 1])
    for (const stroke of strokes) for (const name of properties) expect(stroke[name]).toHaveLength(stroke.count)
  })

  // RM-6.4
  test('has the units of the scene: quarters, turns and shares become numbers', () => {
    const store = new PointStore(2)
    const points = store.readPacked({ view: packed(2), offset: 0, count: 2, step: 1 })
    expect(first(points)).toEqual([0, -0, 0, 2.5, Math.fround(2 * Math.PI), 1])
    expect([points.speed[1], points.pressure[1]]).toEqual([1, Math.fround(0.2)])
  })

  test('holds wide points with direction and width in the scene’s order, shifted', () => {
    const store = new PointStore(1)
    const points = store.readWide({ view: wide([702, 5, 1.5, 3, 2.25, 0.5]), offset: 0, count: 1, step: 1 }, -702)
    expect(first(points)).toEqual([0, 5, 1.5, 2.25, 3, 0.5])
  })

  test('refuses a stroke that does not fit, counts its points, and still takes a smaller one', () => {
    const store = new PointStore(5)
    const read = (count: number): number => store.readPacked({ view: packed(count), offset: 0, count, step: 1 }).count
    expect([read(3), read(3), read(2)]).toEqual([3, 0, 2])
    expect([store.refused, store.thinned]).toEqual([1, 3])
    expect([read(1), store.refused]).toEqual([0, 2])
  })

  // RM-10.4
  test('drops points at impossible places and closes the gap', () => {
    const rows = [
      [1, 1, 0, 0, 2, 1],
      [NaN, 1, 0, 0, 2, 1],
      [2, 2, 0, 0, Infinity, 1],
      [3, 3, 0, 0, 2, 1],
      [4, 4, NaN, 0, 2, 1],
      [5, 5, 0, -Infinity, 2, 1],
      [6, 6, 0, 0, 2, NaN],
      [7, 7, 0, 0, 2, 0],
    ]
    const store = new PointStore(rows.length)
    const { x, width, count } = store.readWide({ view: wide(...rows), offset: 0, count: rows.length, step: 1 }, 0)
    expect([count, [...x], [...width], store.impossible]).toEqual([3, [1, 3, 7], [2, 2, 2], 5])
  })

  test('takes places up to the limit and none beyond it, on either side', () => {
    const near = Math.fround(MAX_COORDINATE - 1)
    for (const [x, y, isKept] of [
      [near, -near, true],
      [MAX_COORDINATE, 0, false],
      [-MAX_COORDINATE, 0, false],
      [0, MAX_COORDINATE, false],
      [0, -MAX_COORDINATE, false],
    ] as const) {
      const view = wide([x, y, 0, 0, 1, 1])
      expect(new PointStore(1).readWide({ view, offset: 0, count: 1, step: 1 }, 0).count).toBe(Number(isKept))
      const small = new DataView(new ArrayBuffer(PACKED_POINT_BYTES))
      small.setFloat32(0, x, true)
      small.setFloat32(4, y, true)
      expect(new PointStore(1).readPacked({ view: small, offset: 0, count: 1, step: 1 }).count).toBe(Number(isKept))
    }
  })
})

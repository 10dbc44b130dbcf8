import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { layoutPage, strokeAt, strokesIn, toPdfOperators, toSvg } from './index.ts'
import type { Outline } from './outline.ts'
import { createOutliner } from './outline.ts'
import type { Pen } from './pens.ts'
import { layer, pointsAlong, scene, stroke } from '../test/scenes.ts'

// The same cases on every run, so that what is red today was red yesterday.
fc.configureGlobal({ seed: 226 })

type Pair = [x: number, y: number]

const round: Pen = { factor: 1, extra: 0, cap: 'round' }
const flat: Pen = { ...round, cap: 'flat' }

function outlineOf(pairs: Pair[], { width = 8, pen = round } = {}): Outline | undefined {
  return createOutliner()({ points: pointsAlong(pairs, width), pen, dx: 0, dy: 0 })
}

/** Signed area by the corners; a shape that says nothing has none. */
function areaOf({ outline }: Outline): number {
  let twice = 0
  for (let i = 0; i < outline.length; i += 2) {
    const next = (i + 2) % outline.length
    twice += outline[i]! * outline[next + 1]! - outline[next]! * outline[i + 1]!
  }
  return twice / 2
}

const coordinate = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -60, max: 60 }) },
  { weight: 1, arbitrary: fc.double({ min: -700, max: 2000, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, 1e9, -1e30, 0, -0) },
)
const width = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: 0.1, max: 60, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -1, 0, 1e30) },
)
const anyStroke = fc.array(fc.tuple(coordinate, coordinate, width), { maxLength: 25 }).map((rows) => {
  const points = pointsAlong(rows.map(([x, y]): Pair => [x, y]))
  rows.forEach(([, , wide], i) => points.width.set([wide], i))
  return points
})
const pen = fc.constantFrom(round, flat)

describe('any stroke at all', () => {
  test('becomes a shape of finite corners within its bounds, or none when it has no usable point', () => {
    fc.assert(
      fc.property(anyStroke, pen, (points, using) => {
        const shape = createOutliner()({ points, pen: using, dx: 0, dy: 0 })
        const usable = points.x.some((x, i) => Math.abs(x) < 100_000 && Math.abs(points.y[i] ?? NaN) < 100_000)
        expect(shape !== undefined).toBe(usable)
        if (shape === undefined) return
        const { outline, bounds } = shape
        expect(outline.every(Number.isFinite)).toBe(true)
        expect(outline.length % 2).toBe(0)
        const xs = outline.filter((_, i) => i % 2 === 0)
        const ys = outline.filter((_, i) => i % 2 === 1)
        expect(bounds.x).toBe(Math.min(...xs))
        expect(bounds.y).toBe(Math.min(...ys))
        expect(bounds.x + bounds.width).toBeCloseTo(Math.max(...xs), 3)
        expect(bounds.y + bounds.height).toBeCloseTo(Math.max(...ys), 3)
      }),
      { numRuns: 250 },
    )
  })

  test('reaches no further than half its widest width from its points', () => {
    fc.assert(
      fc.property(anyStroke, pen, (points, using) => {
        const shape = createOutliner()({ points, pen: using, dx: 0, dy: 0 })
        if (shape === undefined) return
        const places = Array.from(points.x, (x, i): Pair => [x, points.y[i] ?? NaN]).filter(
          ([x, y]) => Math.abs(x) < 100_000 && Math.abs(y) < 100_000,
        )
        const half = Math.max(...points.width.map((one) => (one > 0.8 ? Math.min(one, 400) : 0.8))) / 2
        const [left, right] = [Math.min(...places.map(([x]) => x)), Math.max(...places.map(([x]) => x))]
        const [top, bottom] = [Math.min(...places.map(([, y]) => y)), Math.max(...places.map(([, y]) => y))]
        const { x, y, width: wide, height } = shape.bounds
        // A join of two corners reaches at most as far as the square round the widest point.
        const slack = half * 1.12 + 0.3
        expect(x).toBeGreaterThanOrEqual(left - slack)
        expect(x + wide).toBeLessThanOrEqual(right + slack)
        expect(y).toBeGreaterThanOrEqual(top - slack)
        expect(y + height).toBeLessThanOrEqual(bottom + slack)
      }),
      { numRuns: 250 },
    )
  })

  test('is drawn in every output without a number that is none', () => {
    fc.assert(
      fc.property(fc.array(anyStroke, { maxLength: 4 }), fc.constantFrom(17, 18, 12, 14, 23, 6), (list, tool) => {
        // Pressure decides how dark a pencil is, so odd numbers in it must do no harm either.
        const items = list.map((points) =>
          stroke([], { points: { ...points, pressure: points.width }, tool, colour: 9, argb: 0x80ffed75 }),
        )
        const page = layoutPage(scene([layer(items)]))
        expect(toSvg(page)).not.toMatch(/NaN|Infinity|undefined/)
        const { content, graphicsStates } = toPdfOperators(page)
        expect(content).not.toMatch(/NaN|Infinity|undefined|\de[-+]?\d/)
        expect(graphicsStates.filter(({ opacity }) => !(opacity > 0 && opacity <= 1))).toEqual([])
        expect([page.left, page.top, page.width, page.height].every(Number.isFinite)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  test('lies on the page where its group puts it: moving the group moves the shape and nothing else', () => {
    const whole = fc.integer({ min: -500, max: 500 })
    fc.assert(
      fc.property(fc.array(fc.tuple(whole, whole), { minLength: 1, maxLength: 12 }), whole, whole, (pairs, dx, dy) => {
        const points = pointsAlong(pairs, 8)
        const here = createOutliner()({ points, pen: round, dx: 0, dy: 0 })
        const there = createOutliner()({ points, pen: round, dx, dy })
        expect(there?.outline.length).toBe(here?.outline.length)
        here?.outline.forEach((value, i) => {
          expect(Math.abs((there?.outline[i] ?? NaN) - value - (i % 2 === 0 ? dx : dy))).toBeLessThan(0.001)
        })
      }),
      { numRuns: 100 },
    )
  })
})

describe('strokes that hardly are one', () => {
  test('of no point leave no mark and no complaint', () => {
    const page = layoutPage(scene([layer([stroke([])])]))
    expect([page.marks, page.problems]).toEqual([[], []])
  })

  test('of nothing but impossible points leave no mark, and say so once', () => {
    const lost = stroke([[NaN, 1], [1e9, 2]]) // prettier-ignore
    const page = layoutPage(scene([layer([lost, lost])]))
    expect(page.marks).toEqual([])
    expect(page.problems).toHaveLength(1)
  })

  test.each([
    ['one point', [[5, 5]]],
    [
      'two equal points',
      [
        [5, 5],
        [5, 5],
      ],
    ],
    [
      'two points a hair apart',
      [
        [5, 5],
        [5.1, 5.1],
      ],
    ],
    ['twenty equal points', Array.from({ length: 20 }, () => [5, 5])],
  ] as [string, Pair[]][])('of %s are a round dot, also of a flat pen', (_, pairs) => {
    // prettier-ignore
    for (const using of [round, flat]) {
      const shape = outlineOf(pairs, { width: 20, pen: using })
      if (shape === undefined) throw new Error('a dot was drawn')
      expect(Math.abs(areaOf(shape))).toBeGreaterThan(0.97 * Math.PI * 100)
      expect(Math.abs(areaOf(shape))).toBeLessThan(Math.PI * 100 + 0.5)
    }
  })

  test('that turn straight back are as wide at the turn as elsewhere, round at its tip', () => {
    const there: Pair[] = [[0, 500], [50, 500], [100, 500]] // prettier-ignore
    const page = layoutPage(scene([layer([stroke([...there, ...there.toReversed().slice(1)], { width: 20 })])]))
    for (const y of [491, 500, 509]) expect([y, strokeAt(page, { x: 99, y })]).toEqual([y, 0])
    for (let angle = -1.5; angle <= 1.5; angle += 0.25) {
      const at = (radius: number): number | undefined =>
        strokeAt(page, { x: 100 + radius * Math.cos(angle), y: 500 + radius * Math.sin(angle) })
      expect([angle, at(9.7), at(10.2)]).toEqual([angle, 0, undefined])
    }
  })

  test('that go over the same line again and again stay one filled line', () => {
    const pairs = Array.from({ length: 41 }, (_, i): Pair => [i % 2 === 0 ? 0 : 60, 500])
    const page = layoutPage(scene([layer([stroke(pairs, { width: 10 })])]))
    for (let x = -2; x <= 62; x += 2) for (const y of [496.5, 500, 503.5]) expect(strokeAt(page, { x, y })).toBe(0)
    expect(strokeAt(page, { x: 30, y: 506 })).toBeUndefined()
  })

  test('of three hundred thousand points are drawn in time that grows with them', () => {
    const count = 300_000
    const points = { ...pointsAlong([]), count, x: new Float32Array(count), y: new Float32Array(count) }
    for (const name of ['speed', 'width', 'direction', 'pressure'] as const)
      points[name] = new Float32Array(count).fill(3)
    for (let i = 0; i < count; i++) {
      points.x[i] = (i % 1400) - 700
      points.y[i] = Math.floor(i / 1400) * 2 + Math.sin(i)
    }
    const start = process.cpuUsage()
    expect(createOutliner()({ points, pen: round, dx: 0, dy: 0 })?.outline.length).toBeGreaterThan(count)
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(1500)
  })
})

describe('finding ink, against the slow way', () => {
  const smallPairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 80 }), fc.integer({ min: 0, max: 80 })), {
    minLength: 1,
    maxLength: 8,
  })

  /** How far a place is from the line through the points. */
  function distanceTo(pairs: Pair[], [px, py]: Pair): number {
    const steps = pairs.length === 1 ? [[pairs[0], pairs[0]]] : pairs.slice(1).map((to, i) => [pairs[i], to])
    return Math.min(
      ...steps.map(([from = [0, 0], to = [0, 0]]) => {
        const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
        const t = Math.min(1, Math.max(0, ((px - from[0]) * dx + (py - from[1]) * dy) / (dx * dx + dy * dy || 1)))
        return Math.hypot(from[0] + t * dx - px, from[1] + t * dy - py)
      }),
    )
  }

  test('a place is on a stroke exactly when it is within half a width of its line', () => {
    fc.assert(
      fc.property(smallPairs, fc.integer({ min: 2, max: 30 }), (pairs, wide) => {
        const page = layoutPage(scene([layer([stroke(pairs, { width: wide })])]))
        for (let x = -20; x <= 100; x += 6) {
          for (let y = -20; y <= 100; y += 6) {
            const distance = distanceTo(pairs, [x, y])
            // Arcs are straight pieces and corners of gentle turns are shared: half a unit either way is not told.
            if (Math.abs(distance - wide / 2) < 0.5 + wide * 0.06) continue
            expect([x, y, strokeAt(page, { x, y }) === 0]).toEqual([x, y, distance < wide / 2])
          }
        }
      }),
      { numRuns: 40 },
    )
  })

  test('a radius widens every stroke by itself', () => {
    fc.assert(
      fc.property(smallPairs, fc.integer({ min: 0, max: 20 }), (pairs, radius) => {
        const page = layoutPage(scene([layer([stroke(pairs, { width: 6 })])]))
        for (let at = -20; at <= 100; at += 7) {
          const distance = distanceTo(pairs, [at, 40])
          if (Math.abs(distance - 3 - radius) < 1) continue
          expect([at, strokeAt(page, { x: at, y: 40, radius }) === 0]).toEqual([at, distance < 3 + radius])
        }
      }),
      { numRuns: 100 },
    )
  })

  test('of strokes over one another the one drawn last is found, whatever lies below', () => {
    const over = Array.from({ length: 6 }, (_, i) => stroke([[0, 0], [100, 100]], { width: 10 + i })) // prettier-ignore
    const page = layoutPage(scene([layer(over.slice(0, 3)), layer(over.slice(3))]))
    expect(strokeAt(page, { x: 50, y: 50 })).toBe(5)
    const hidden = layoutPage(scene([layer(over.slice(0, 3)), layer(over.slice(3))]), { hiddenLayers: new Set([1]) })
    expect(strokeAt(hidden, { x: 50, y: 50 })).toBe(2)
  })

  test('the strokes of a rectangle are those with enough of their edge in it', () => {
    const area = fc.record({
      x: fc.integer({ min: -10, max: 60 }),
      y: fc.integer({ min: -10, max: 60 }),
      width: fc.integer({ min: 1, max: 60 }),
      height: fc.integer({ min: 1, max: 60 }),
      minOverlap: fc.constantFrom(0.1, 0.5, 0.9),
    })
    fc.assert(
      fc.property(fc.array(smallPairs, { minLength: 1, maxLength: 4 }), area, (list, rect) => {
        const page = layoutPage(scene([layer(list.map((pairs) => stroke(pairs, { width: 6 })))]))
        const wanted: number[] = []
        const unsure: number[] = []
        for (const mark of page.marks) {
          if (mark.kind !== 'outline') continue
          const share = sampledShare(mark.outline, rect)
          if (Math.abs(share - rect.minOverlap) < 0.05) unsure.push(mark.strokeIndex)
          else if (share >= rect.minOverlap) wanted.push(mark.strokeIndex)
        }
        expect(strokesIn(page, rect).filter((index) => !unsure.includes(index))).toEqual(wanted)
      }),
      { numRuns: 60 },
    )
  })

  /** The share of an outline in a rectangle, by forty places on each of its edges, weighed by their length. */
  function sampledShare(outline: Float32Array, rect: { x: number; y: number; width: number; height: number }): number {
    let [inside, all] = [0, 0]
    for (let i = 0; i < outline.length; i += 2) {
      const next = (i + 2) % outline.length
      const [dx, dy] = [outline[next]! - outline[i]!, outline[next + 1]! - outline[i + 1]!]
      const piece = Math.hypot(dx, dy) / 40
      for (let step = 0; step < 40; step++) {
        const [x, y] = [outline[i]! + (dx * (step + 0.5)) / 40, outline[i + 1]! + (dy * (step + 0.5)) / 40]
        all += piece
        if (x >= rect.x && x <= rect.x + rect.width && y >= rect.y && y <= rect.y + rect.height) inside += piece
      }
    }
    return all === 0 ? 0 : inside / all
  }
})

import { describe, expect, test } from 'vitest'
import type { Points } from '@kinfolio/rm-format'
import { TOOLS } from '@kinfolio/rm-format'
import type { Knot } from './handwriting-font.ts'
import { GLYPHS } from './handwriting-glyphs.ts'
import { glyphOf } from './handwriting-font.ts'
import { penOf } from './handwriting.ts'
import { drawStroke } from './handwriting-pen.ts'
import { randomFrom } from './handwriting-random.ts'

const pen = penOf({})
const knot = (x: number, y: number, isCorner = false): Knot => ({ x, y, isCorner })
const draw = (knots: Knot[], seed = 1): Points => drawStroke(knots, { pen, random: randomFrom(seed) })
const places = ({ x, y }: Points): [number, number][] => Array.from(x, (at, i) => [at, y[i] ?? NaN])
const nearest = (points: Points, { x, y }: { x: number; y: number }): number =>
  Math.min(...places(points).map(([px, py]) => Math.hypot(px - x, py - y)))

/** Knots at random, as far apart as those of letters are. */
function walk(seed: number, count = 9): Knot[] {
  const random = randomFrom(seed)
  let [x, y] = [0, 0]
  return Array.from({ length: count }, () => {
    x += 10 + 40 * random.next()
    y += 60 * (random.next() - 0.5)
    return knot(x, y, random.next() < 0.2)
  })
}

describe('a stroke through knots', () => {
  test('begins at the first and ends at the last, exactly', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const knots = walk(seed)
      const all = places(draw(knots))
      const ends = [knots[0], knots.at(-1)].map((end) => [Math.fround(end?.x ?? NaN), Math.fround(end?.y ?? NaN)])
      expect([all[0], all.at(-1)]).toEqual(ends)
    }
  })

  test('passes every knot nearer than the distance of its points', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const knots = walk(seed)
      for (const one of knots) expect(nearest(draw(knots), one)).toBeLessThan(2)
    }
  })

  test('has points as far apart as a tablet’s, the last step alone being shorter', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const all = places(draw(walk(seed)))
      const steps = all.slice(1).map(([x, y], i) => Math.hypot(x - (all[i]?.[0] ?? x), y - (all[i]?.[1] ?? y)))
      // Measured along the curve; across a bend the straight way is a little shorter.
      for (const step of steps.slice(0, -1)) expect(step).toBeGreaterThan(1.2)
      for (const step of steps) expect(step).toBeLessThan(2.81)
    }
  })

  test('stays near its knots: no loops and no swings between them', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const knots = walk(seed)
      const box = (list: { x: number; y: number }[]): number[] => [
        Math.min(...list.map(({ x }) => x)),
        Math.max(...list.map(({ x }) => x)),
        Math.min(...list.map(({ y }) => y)),
        Math.max(...list.map(({ y }) => y)),
      ]
      const [left = 0, right = 0, top = 0, bottom = 0] = box(knots)
      const drawn = box(places(draw(knots)).map(([x, y]) => ({ x, y })))
      const slack = 6
      expect(drawn[0]).toBeGreaterThan(left - slack)
      expect(drawn[1]).toBeLessThan(right + slack)
      expect(drawn[2]).toBeGreaterThan(top - slack)
      expect(drawn[3]).toBeLessThan(bottom + slack)
    }
  })

  test('turns at once at a corner and in a curve elsewhere', () => {
    /** The sharpest turn of three points that follow each other, in radians. */
    const sharpest = (points: Points): number => {
      const all = places(points)
      return Math.max(
        ...all.slice(2).map(([x, y], i) => {
          const [[ax, ay] = [0, 0], [bx, by] = [0, 0]] = all.slice(i, i + 2)
          const turn = Math.atan2(y - by, x - bx) - Math.atan2(by - ay, bx - ax)
          return Math.abs(Math.atan2(Math.sin(turn), Math.cos(turn)))
        }),
      )
    }
    const bent = (isCorner: boolean): Points => draw([knot(0, 0), knot(60, 0, isCorner), knot(60, 60)])
    expect(sharpest(bent(true))).toBeGreaterThan(0.7)
    expect(sharpest(bent(false))).toBeLessThan(0.45)
  })

  test('is straight where its knots are', () => {
    for (const [, y] of places(draw([knot(0, 7), knot(30, 7), knot(80, 7), knot(90, 7)]))) expect(y).toBeCloseTo(7, 4)
  })

  test('of one knot is one point, of none is none, and of equal knots has no number that is none', () => {
    expect(draw([]).count).toBe(0)
    expect(draw([knot(3, 4)]).count).toBeGreaterThan(0)
    const still = draw([knot(3, 4), knot(3, 4), knot(3, 4)])
    for (const values of [still.x, still.y, still.width, still.pressure, still.speed, still.direction]) {
      expect([...values].every(Number.isFinite)).toBe(true)
    }
  })
})

describe('the hand on the pen', () => {
  const letters = Object.keys(GLYPHS).flatMap((character) => glyphOf(character).strokes)

  test('presses within the tablet’s range on every letter it knows', () => {
    for (const [seed, stroke] of letters.entries()) {
      const { pressure, speed, direction, width, count } = draw(stroke, seed)
      expect([pressure.length, speed.length, direction.length, width.length]).toEqual([count, count, count, count])
      expect([...pressure].every((value) => value >= 0.079 && value <= 1)).toBe(true)
      expect([...width].every((value) => value > 0 && value <= pen.width + 1e-6)).toBe(true)
      expect([...speed].every((value) => value >= 0 && value < 20)).toBe(true)
      expect([...direction].every((value) => value > 0.8 && value < 1.3)).toBe(true)
    }
  })

  test('presses harder downwards than upwards', () => {
    const mean = ({ pressure }: Points): number =>
      pressure.slice(10, -10).reduce((a, b) => a + b, 0) / (pressure.length - 20)
    const [up, down] = [draw([knot(0, 200), knot(0, 0)]), draw([knot(0, 0), knot(0, 200)])]
    expect(mean(down) - mean(up)).toBeGreaterThan(0.2)
  })

  test('slows down where the way bends', () => {
    const { speed, count } = draw([knot(0, 0), knot(100, 0, true), knot(100, 100)])
    const slowest = speed.indexOf(Math.min(...speed.slice(3, -3)))
    expect(Math.abs(slowest - count / 2)).toBeLessThan(4)
  })

  test('sets a dot down firmly instead of sweeping it', () => {
    const dot = draw([knot(0, 0), knot(3, 3), knot(0, 4)])
    expect(Math.min(...dot.pressure)).toBeGreaterThan(0.8)
    const line = draw([knot(0, 0), knot(60, 60)])
    expect(line.pressure[0]).toBeLessThan(0.6)
  })

  test('has pressure that drifts and does not flicker', () => {
    const { pressure } = draw([knot(0, 0), knot(400, 0)])
    const steps = Array.from(pressure.slice(10, -10), (value, i) => Math.abs(value - (pressure[i + 9] ?? value)))
    expect(Math.max(...steps)).toBeLessThan(0.04)
    expect(Math.max(...pressure.slice(10, -10)) - Math.min(...pressure.slice(10, -10))).toBeGreaterThan(0.01)
  })
})

describe('pens', () => {
  test('are wider with their thickness, in proportion', () => {
    for (const tool of Object.values(TOOLS).flat()) {
      const [thin, thick] = [1, 3].map((thickness) => penOf({ tool, thickness }).width)
      expect((thick ?? 0) / (thin ?? 1)).toBeCloseTo(3, 6)
    }
  })

  test('of one kind are alike, and kinds differ', () => {
    const looks = Object.entries(TOOLS).map(([, numbers]) =>
      numbers.map((tool) => `${penOf({ tool }).width} ${penOf({ tool }).liveliness}`),
    )
    for (const look of looks) expect(new Set(look).size).toBe(1)
    const lines = ['fineliner', 'ballpoint', 'pencil', 'marker', 'paintbrush', 'calligraphy'] as const
    expect(new Set(lines.map((name) => penOf({ tool: TOOLS[name][0] }).width)).size).toBe(lines.length)
  })

  test('lose width to light pressure as lively as they are', () => {
    const spread = (tool: number): number => {
      const lively = penOf({ tool })
      const { width } = drawStroke([knot(0, 0), knot(80, 80), knot(160, 0)], { pen: lively, random: randomFrom(1) })
      return (Math.max(...width) - Math.min(...width)) / lively.width
    }
    expect(spread(TOOLS.paintbrush[1])).toBeGreaterThan(2 * spread(TOOLS.fineliner[1]))
    expect(spread(TOOLS.fineliner[1])).toBeGreaterThan(0.02)
  })
})

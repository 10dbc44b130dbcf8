import { describe, expect, test } from 'vitest'
import { layoutPage, strokeAt } from './index.ts'
import type { Page } from './index.ts'
import type { OutlineMark } from './page.ts'
import { layer, pointsAlong, scene, stroke } from '../test/scenes.ts'

/** A straight stroke of twenty steps, so that its ends are far from its middle. */
const straight = Array.from({ length: 21 }, (_, i): [number, number] => [10 * i - 100, 500])

function drawn(tool: number, changes: Parameters<typeof stroke>[1] = {}): { page: Page; mark: OutlineMark } {
  const page = layoutPage(scene([layer([stroke(straight, { tool, ...changes })])]))
  const mark = page.marks.find((one) => one.kind === 'outline')
  if (mark === undefined) throw new Error(`tool ${tool} left no mark`)
  return { page, mark }
}

/** How wide the shape is across a line at x, by asking at every twentieth of a unit whether it is there. */
function widthAt(page: Page, x: number): number {
  let steps = 0
  for (let y = 440; y < 560; y += 0.05) if (strokeAt(page, { x, y }) !== undefined) steps++
  return steps * 0.05
}

/** Width of the mark for a stored width of 1 (facts §2.10, measured against the official export). */
const LAWS: [name: string, tools: number[], factor: number, isRound: boolean][] = [
  ['fineliner', [4, 17], 1, true],
  ['ballpoint', [2, 15], 1, true],
  ['pencil', [1, 14], 1, true],
  ['mechanical pencil', [7, 13], 1, true],
  ['calligraphy pen', [21], 1, true],
  ['marker', [3, 16], 0.8, true],
  ['paintbrush', [0, 12], 0.67, true],
  ['shader', [23], 1, true],
  ['highlighter', [5, 18], 1, false],
  ['eraser', [6], 1, true],
  ['pen of firmware yet to come', [42], 1, true],
]

describe.each(LAWS)('a %s', (...law) => {
  const [, tools, factor, isRound] = law
  test.each([3, 12, 30])('draws a stored width of %d at its own law', (width) => {
    for (const tool of tools) {
      const { page, mark } = drawn(tool, { width })
      expect(Math.abs(widthAt(page, 0) - factor * width)).toBeLessThan(0.11)
      expect(mark.bounds.height).toBeCloseTo(factor * width, 0)
    }
  })

  test(`ends ${isRound ? 'half a width beyond its last point, round' : 'where its points end, straight'}`, () => {
    for (const tool of tools) {
      const { page, mark } = drawn(tool, { width: 20 })
      const beyond = isRound ? 10 * factor : 0
      expect(mark.bounds.x).toBeCloseTo(-100 - beyond, 0)
      expect(mark.bounds.x + mark.bounds.width).toBeCloseTo(100 + beyond, 0)
      // A corner of the end: a round cap leaves it free, a straight end fills it.
      expect(strokeAt(page, { x: 100 + beyond - 0.3, y: 500 + 9.3 * factor }) !== undefined).toBe(!isRound)
    }
  })

  test('does not change with the thickness setting, which the stored width already holds', () => {
    for (const tool of tools) {
      const [thin, thick] = [1, 5].map((thickness) => drawn(tool, { thickness }).mark.bounds)
      expect(thin).toEqual(thick)
    }
  })
})

test('the width follows the points along the stroke', () => {
  const points = pointsAlong(straight)
  for (let i = 0; i < points.count; i++) points.width[i] = 4 + i
  const page = layoutPage(scene([layer([stroke(straight, { points })])]))
  const widths = [-90, -50, 0, 50, 90].map((x) => widthAt(page, x))
  ;[5, 9, 14, 19, 23].forEach((expected, i) => expect(Math.abs((widths[i] ?? 0) - expected)).toBeLessThan(0.6))
})

test('the width is measured across the stroke, whatever its direction', () => {
  for (let turn = 0; turn < 16; turn++) {
    const angle = (turn * Math.PI) / 8
    const [dx, dy] = [Math.cos(angle), Math.sin(angle)]
    const pairs = straight.map(([along]): [number, number] => [along * dx, 500 + along * dy])
    const page = layoutPage(scene([layer([stroke(pairs, { width: 16 })])]))
    const at = (aside: number): number | undefined => strokeAt(page, { x: -dy * aside, y: 500 + dx * aside })
    expect([turn, at(7.9), at(-7.9), at(8.1), at(-8.1)]).toEqual([turn, 0, 0, undefined, undefined])
  }
})

test('hairlines are still seen, and no pen covers the page', () => {
  const width = (value: number): number => drawn(17, { width: value }).mark.bounds.height
  expect([0, 0.1, 0.79].map(width).map((one) => one.toFixed(2))).toEqual(['0.80', '0.80', '0.80'])
  expect(width(1)).toBeCloseTo(1, 1)
  expect(width(399)).toBeCloseTo(399, 0)
  expect([401, 1e9, Infinity].map((value) => Math.round(width(value)))).toEqual([400, 400, 400])
})

test('pressure, speed and tilt change no width: the tablet has worked them in', () => {
  const plain = drawn(21).mark.outline
  for (const property of ['pressure', 'speed', 'direction'] as const) {
    const points = pointsAlong(straight)
    points[property].fill(1.5)
    expect(drawn(21, { points }).mark.outline).toEqual(plain)
  }
})

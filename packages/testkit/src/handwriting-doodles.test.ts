import { describe, expect, test } from 'vitest'
import type { Stroke } from '@kinfolio/rm-format'
import { COLOURS, TOOLS } from '@kinfolio/rm-format'
import {
  HIGHLIGHT_YELLOW,
  boxOf,
  drawArrow,
  drawBox,
  drawCheckbox,
  drawHeart,
  drawHighlight,
  drawPaths,
  drawRing,
  drawStar,
  drawUnderline,
} from './index.ts'

type Place = [x: number, y: number]

/** A hand strays a little; a doodle is held to what a person would see. */
const STRAY = 4
const seeds = Array.from({ length: 20 }, (_, seed) => seed)
const placesOf = ({ points }: Stroke): Place[] => Array.from(points.x, (x, i) => [x, points.y[i] ?? NaN])
const all = (strokes: readonly Stroke[]): Place[] => strokes.flatMap(placesOf)
const near = (strokes: readonly Stroke[], [x, y]: Place): number =>
  Math.min(...all(strokes).map(([px, py]) => Math.hypot(px - x, py - y)))
const only = (strokes: readonly Stroke[]): Stroke => {
  const [stroke] = strokes
  if (stroke === undefined || strokes.length !== 1) throw new Error(`${strokes.length} strokes instead of one`)
  return stroke
}

/** How often a path winds round a place. */
function turnsRound(path: readonly Place[], [x, y]: Place): number {
  let turned = 0
  for (const [i, [px, py]] of path.slice(1).entries()) {
    const [bx, by] = path[i] ?? [px, py]
    const step = Math.atan2(py - y, px - x) - Math.atan2(by - y, bx - x)
    turned += Math.atan2(Math.sin(step), Math.cos(step))
  }
  return turned / (2 * Math.PI)
}

describe('a box', () => {
  const box = { x: 100, y: 200, width: 80, height: 40 }

  test('is one stroke through its four corners, closed, with nothing inside or beyond', () => {
    for (const seed of seeds) {
      const drawn = [only(drawBox({ seed, box }))]
      for (const corner of [[100, 200], [180, 200], [180, 240], [100, 240]] as Place[]) expect(near(drawn, corner)).toBeLessThan(STRAY + 1) // prettier-ignore
      const path = all(drawn)
      const [first = [0, 0], last = [0, 0]] = [path[0], path.at(-1)]
      expect(Math.hypot(first[0] - last[0], first[1] - last[1])).toBeLessThan(2 * STRAY)
      expect(Math.abs(turnsRound(path, [140, 220]))).toBeCloseTo(1, 0)
      expect(near(drawn, [140, 220])).toBeGreaterThan(15)
      const { x, y, width, height } = boxOf(drawn)
      expect(x).toBeGreaterThan(100 - 2 * STRAY)
      expect(y).toBeGreaterThan(200 - 2 * STRAY)
      expect(x + width).toBeLessThan(180 + 2 * STRAY)
      expect(y + height).toBeLessThan(240 + 2 * STRAY)
    }
  })
})

describe('a box to tick', () => {
  test('stands on its place, as wide as high, and is ticked by a second stroke through it', () => {
    for (const seed of seeds) {
      const at = { seed, x: 50, y: 300, size: 30 }
      const open = drawCheckbox({ ...at, isChecked: false })
      const { x, y, width, height } = boxOf(open)
      expect(Math.abs(x - 50)).toBeLessThan(STRAY + 2)
      expect(Math.abs(y + height - 300)).toBeLessThan(STRAY + 2)
      expect(Math.abs(width - 30)).toBeLessThan(2 * STRAY)
      expect(Math.abs(height - 30)).toBeLessThan(2 * STRAY)
      const ticked = drawCheckbox({ ...at, isChecked: true })
      expect(ticked.slice(0, 1)).toEqual(open)
      const [, tick] = ticked
      if (tick === undefined) throw new Error('it was ticked')
      const path = placesOf(tick)
      const lowest = path.reduce((a, b) => (b[1] > a[1] ? b : a))
      const end = path.at(-1) ?? [0, 0]
      // Down into the box, then up and out of it to the right.
      expect(lowest[0]).toBeGreaterThan(path[0]?.[0] ?? Infinity)
      expect(lowest[1]).toBeLessThan(300 + STRAY)
      expect(end[0]).toBeGreaterThan(80)
      expect(end[1]).toBeLessThan(270)
    }
  })
})

describe('a line under something', () => {
  test('goes from its left to its right end and sags hardly', () => {
    for (const seed of seeds) {
      const drawn = [only(drawUnderline({ seed, x: -100, y: 50, width: 300 }))]
      const path = all(drawn)
      expect(near([drawn[0] ?? only([])], [-100, 50])).toBeLessThan(STRAY)
      expect(near(drawn, [200, 50])).toBeLessThan(STRAY)
      for (const [, y] of path) expect(Math.abs(y - 51)).toBeLessThan(STRAY)
      const xs = path.map(([x]) => x)
      expect(xs).toEqual(xs.toSorted((a, b) => a - b))
    }
  })
})

describe('an arrow', () => {
  test.each([0, 45, 90, 135, 180, 225, 270, 315])('at %d degrees has its head at its end', (degrees) => {
    const angle = (degrees * Math.PI) / 180
    const [from, to] = [{ x: 0, y: 0 }, { x: 120 * Math.cos(angle), y: 120 * Math.sin(angle) }] // prettier-ignore
    for (const seed of seeds.slice(0, 6)) {
      const [shaft, head, ...more] = drawArrow({ seed, from, to })
      if (shaft === undefined || head === undefined) throw new Error('an arrow has two strokes')
      expect(more).toEqual([])
      const ends = [placesOf(shaft)[0], placesOf(shaft).at(-1)]
      expect(Math.hypot(ends[0]?.[0] ?? NaN, ends[0]?.[1] ?? NaN)).toBeLessThan(STRAY)
      expect(near([shaft], [to.x, to.y])).toBeLessThan(STRAY)
      expect(near([head], [to.x, to.y])).toBeLessThan(STRAY)
      for (const [x, y] of [placesOf(head)[0] ?? [NaN, NaN], placesOf(head).at(-1) ?? [NaN, NaN]]) {
        const along = x * Math.cos(angle) + y * Math.sin(angle)
        const aside = Math.abs(-x * Math.sin(angle) + y * Math.cos(angle))
        // Both barbs lie behind the tip and to either side.
        expect(along).toBeLessThan(110)
        expect(aside).toBeGreaterThan(6)
      }
    }
  })

  test('of no length is a point and no damage', () => {
    const strokes = drawArrow({ seed: 1, from: { x: 5, y: 5 }, to: { x: 5, y: 5 } })
    for (const [x, y] of all(strokes)) expect(Math.hypot(x - 5, y - 5)).toBeLessThan(2 * STRAY)
  })

  test('that is long has a head no larger than a hand makes', () => {
    const [, head] = drawArrow({ seed: 1, from: { x: 0, y: 0 }, to: { x: 1000, y: 0 } })
    expect(head === undefined ? NaN : boxOf([head]).width).toBeLessThan(34)
  })
})

describe('a ring', () => {
  test('goes a little more than once round what it marks and does not cross it', () => {
    for (const seed of seeds) {
      const drawn = [only(drawRing({ seed, box: { x: 0, y: 0, width: 120, height: 60 } }))]
      const turns = Math.abs(turnsRound(all(drawn), [60, 30]))
      expect(turns).toBeGreaterThan(1)
      expect(turns).toBeLessThan(1.25)
      for (const [x, y] of all(drawn)) expect(Math.hypot((x - 60) / 60, (y - 30) / 30)).toBeGreaterThan(0.8)
      const { width, height } = boxOf(drawn)
      expect(Math.abs(width - 120)).toBeLessThan(18)
      expect(Math.abs(height - 60)).toBeLessThan(14)
    }
  })
})

describe('a star', () => {
  test('has five tips at its radius, the first one up, in one stroke that closes', () => {
    for (const seed of seeds) {
      const drawn = [only(drawStar({ seed, x: 10, y: 20, radius: 50 }))]
      for (let tip = 0; tip < 5; tip++) {
        const angle = -Math.PI / 2 + tip * 0.4 * Math.PI
        expect(near(drawn, [10 + 50 * Math.cos(angle), 20 + 50 * Math.sin(angle)])).toBeLessThan(STRAY)
      }
      for (const [x, y] of all(drawn)) expect(Math.hypot(x - 10, y - 20)).toBeLessThan(50 + STRAY)
      // A star drawn in one stroke winds twice round its middle.
      expect(Math.abs(turnsRound(all(drawn), [10, 20]))).toBeCloseTo(2, 0)
    }
  })
})

describe('a heart', () => {
  test('has its tip below, a notch above and is as wide on both sides', () => {
    for (const seed of seeds) {
      const drawn = [only(drawHeart({ seed, x: 0, y: 0, size: 100 }))]
      expect(near(drawn, [0, 100])).toBeLessThan(STRAY)
      expect(near(drawn, [0, 16])).toBeLessThan(STRAY)
      const { x, y, width, height } = boxOf(drawn)
      expect(Math.abs(x + width / 2)).toBeLessThan(STRAY + 2)
      expect(Math.abs(y + height - 100)).toBeLessThan(STRAY + 2)
      expect(width / 100).toBeCloseTo(1.2, 0)
      expect(Math.abs(turnsRound(all(drawn), [0, 50]))).toBeCloseTo(1, 0)
    }
  })
})

describe('a highlight', () => {
  const box = { x: 10, y: 100, width: 200, height: 50 }

  test('is one broad straight stroke of the highlighter over the whole box', () => {
    for (const seed of seeds) {
      const stroke = only(drawHighlight({ seed, box }))
      expect([stroke.tool, stroke.colour, stroke.argb]).toEqual([TOOLS.highlighter[1], COLOURS.own, HIGHLIGHT_YELLOW])
      const path = placesOf(stroke)
      expect(path[0]?.[0]).toBeLessThanOrEqual(10)
      expect(path.at(-1)?.[0]).toBeGreaterThanOrEqual(210)
      for (const [, y] of path) expect(Math.abs(y - 125)).toBeLessThan(3)
    }
  })

  test('is as wide as most of the box, and never narrower than the tablet’s', () => {
    const widthFor = (height: number): number | undefined =>
      only(drawHighlight({ seed: 1, box: { ...box, height } })).points.width[0]
    expect([widthFor(10), widthFor(30)]).toEqual([30, 30])
    expect(widthFor(100)).toBeCloseTo(80, 4)
  })

  test('has one width throughout, since a highlighter does not feel pressure', () => {
    const { width } = only(drawHighlight({ seed: 1, box })).points
    expect(new Set(width).size).toBe(1)
  })

  test('may have another colour', () => {
    expect(only(drawHighlight({ seed: 1, box, argb: 0xff_be_ea_fe })).argb).toBe(0xff_be_ea_fe)
  })
})

describe('every doodle', () => {
  const box = { x: 0, y: 0, width: 60, height: 40 }
  const draw = (options: { seed: number | string; tool?: number; colour?: number; thickness?: number }): Stroke[][] => [
    drawBox({ ...options, box }),
    drawCheckbox({ ...options, x: 0, y: 0, size: 20, isChecked: true }),
    drawUnderline({ ...options, x: 0, y: 0, width: 50 }),
    drawArrow({ ...options, from: { x: 0, y: 0 }, to: { x: 50, y: 50 } }),
    drawRing({ ...options, box }),
    drawStar({ ...options, x: 0, y: 0, radius: 30 }),
    drawHeart({ ...options, x: 0, y: 0, size: 30 }),
    drawPaths(options, [[[0, 0], [30, 30, 'corner'], [60, 0]]]), // prettier-ignore
  ]

  test('is the same for the same seed and another for another', () => {
    const [once, twice, other] = [draw({ seed: 'a' }), draw({ seed: 'a' }), draw({ seed: 'b' })]
    expect(twice).toEqual(once)
    once.forEach((strokes, i) => expect(other[i]).not.toEqual(strokes))
  })

  test('is drawn with the tool, colour and thickness asked for', () => {
    for (const strokes of draw({ seed: 1, tool: TOOLS.marker[1], colour: COLOURS.blue, thickness: 3 })) {
      for (const stroke of strokes) expect(stroke).toMatchObject({ tool: 16, colour: 6, thickness: 3 })
    }
  })

  test('passes near every point it is given, and sharply through corners', () => {
    for (const seed of seeds) {
      const path = drawPaths({ seed }, [[[0, 0], [100, 0, 'corner'], [100, 100], [0, 100]]]) // prettier-ignore
      for (const place of [[0, 0], [100, 0], [100, 100], [0, 100]] as Place[]) expect(near(path, place)).toBeLessThan(STRAY) // prettier-ignore
      expect(only(path).points.count).toBeGreaterThan(90)
    }
  })

  test('of several paths has as many strokes, and of none none', () => {
    expect(drawPaths({ seed: 1 }, [])).toEqual([])
    expect(drawPaths({ seed: 1 }, [[[0, 0], [9, 9]], [[5, 5], [20, 5]]])).toHaveLength(2) // prettier-ignore
  })
})

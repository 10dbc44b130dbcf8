import { describe, expect, test } from 'vitest'
import { canWrite, glyphOf } from './handwriting-font.ts'
import type { Glyph, Knot } from './handwriting-font.ts'
import { GLYPHS, MARKS } from './handwriting-glyphs.ts'

const characters = Object.keys(GLYPHS)
const knotsOf = (glyph: Glyph): Knot[] => glyph.strokes.flat()
const topOf = (character: string): number => Math.max(...knotsOf(glyphOf(character)).map(({ y }) => y))
const bottomOf = (character: string): number => Math.min(...knotsOf(glyphOf(character)).map(({ y }) => y))

/** How far the pen travels on the paper. */
function lengthOf(stroke: readonly Knot[]): number {
  return stroke
    .slice(1)
    .reduce((sum, { x, y }, i) => sum + Math.hypot(x - (stroke[i]?.x ?? x), y - (stroke[i]?.y ?? y)), 0)
}

/** A glyph as black places on a grid of five units, each as wide as a pen. */
function inkOf(character: string): Set<string> {
  const places = new Set<string>()
  for (const stroke of glyphOf(character).strokes) {
    for (const [i, to] of stroke.entries()) {
      const from = stroke[Math.max(0, i - 1)] ?? to
      const steps = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / 2))
      for (let step = 0; step <= steps; step++) {
        const [x, y] = [from.x + ((to.x - from.x) * step) / steps, from.y + ((to.y - from.y) * step) / steps]
        for (const dx of [-5, 0, 5])
          for (const dy of [-5, 0, 5]) places.add(`${Math.round((x + dx) / 5)},${Math.round((y + dy) / 5)}`)
      }
    }
  }
  return places
}

describe.each(characters)('the glyph of %s', (character) => {
  const glyph = glyphOf(character)

  test('lies in its box: little beside its advance, nothing above the ascender or below the descender', () => {
    for (const { x, y } of knotsOf(glyph)) {
      expect(x).toBeGreaterThanOrEqual(character === 'j' ? -24 : 0)
      expect(x).toBeLessThanOrEqual(glyph.advance + 14)
      expect(y).toBeGreaterThanOrEqual(-84)
      expect(y).toBeLessThanOrEqual(200)
    }
  })

  test('is drawn of strokes that go somewhere, without a step on the spot', () => {
    expect(glyph.strokes.length).toBeGreaterThan(0)
    for (const stroke of glyph.strokes) {
      expect(stroke.length).toBeGreaterThan(1)
      expect(lengthOf(stroke)).toBeGreaterThan(10)
      for (const [i, { x, y }] of stroke.entries()) {
        expect(Number.isFinite(x) && Number.isFinite(y)).toBe(true)
        const before = stroke[i - 1]
        if (before !== undefined) expect(Math.hypot(x - before.x, y - before.y)).toBeGreaterThan(0.5)
      }
    }
  })

  test('fills its advance, so that letters neither part nor run into each other', () => {
    const xs = knotsOf(glyph).map(({ x }) => x)
    expect(glyph.advance).toBeGreaterThan(30)
    expect(glyph.advance - (Math.max(...xs) - Math.min(...xs))).toBeLessThan(46)
  })
})

describe('letters stand on one line', () => {
  test.each(Array.from('acemnorsuvwxzı'))('small %s reaches from the baseline to a hundred', (character) => {
    expect(bottomOf(character)).toBeGreaterThanOrEqual(-3)
    expect(bottomOf(character)).toBeLessThanOrEqual(6)
    expect(topOf(character)).toBeGreaterThanOrEqual(92)
    expect(topOf(character)).toBeLessThanOrEqual(104)
  })

  test.each(Array.from('bdhkl'))('%s rises above the capitals', (character) => {
    expect(topOf(character)).toBeGreaterThan(185)
    expect(bottomOf(character)).toBeGreaterThanOrEqual(-3)
  })

  test.each(Array.from('gpqyj'))('%s hangs below the line', (character) => {
    expect(bottomOf(character)).toBeLessThan(-70)
  })

  test.each(Array.from('ABCDEFGHIJKLMNOPRSTUVWXYZ'))('capital %s is as high as the others', (character) => {
    expect(topOf(character)).toBeGreaterThanOrEqual(168)
    expect(topOf(character)).toBeLessThanOrEqual(173)
    expect(bottomOf(character)).toBeGreaterThanOrEqual(-2)
    expect(bottomOf(character)).toBeLessThanOrEqual(5)
  })

  test.each(Array.from('0123456789'))('digit %s is a little lower than a capital', (character) => {
    expect(topOf(character)).toBeGreaterThanOrEqual(155)
    expect(topOf(character)).toBeLessThanOrEqual(166)
    expect(bottomOf(character)).toBeGreaterThanOrEqual(-4)
  })
})

describe('letters can be told apart', () => {
  test('no two look alike: a fifth of their ink at least is of one alone', () => {
    const inks = Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', (sign) => ({
      sign,
      ink: inkOf(sign),
    }))
    const alike = inks.flatMap(({ sign, ink }, i) =>
      inks.slice(i + 1).flatMap((other) => {
        const shared = [...ink].filter((place) => other.ink.has(place)).length
        const share = shared / (ink.size + other.ink.size - shared)
        return share > 0.8 ? [`${sign} and ${other.sign}`] : []
      }),
    )
    // A tail is all that tells these two apart in anybody's hand.
    expect(alike).toEqual(['O and Q'])
  })

  test('counters are open: a and e have a hole, c and u have none', () => {
    /** Whether a place is walled in: paint poured there does not reach the box’s edge. */
    const isClosed = (character: string): boolean => {
      const ink = inkOf(character)
      const seen = new Set<string>(['-4,-20'])
      const open: [number, number][] = [[-4, -20]]
      for (let place = open.pop(); place !== undefined; place = open.pop()) {
        for (const [dx, dy] of [
          [1, 0],
          [-1, 0],
          [0, 1],
          [0, -1],
        ] as const) {
          // prettier-ignore
          const next: [number, number] = [place[0] + dx, place[1] + dy]
          const key = next.join(',')
          const isOut = next[0] < -5 || next[0] > 40 || next[1] < -22 || next[1] > 44
          if (isOut || ink.has(key) || seen.has(key)) continue
          seen.add(key)
          open.push(next)
        }
      }
      const free = 46 * 67 - [...ink].filter((key) => !seen.has(key)).length
      return free - seen.size > 8
    }
    expect(Array.from('abdeopqAODPR0689').filter((sign) => !isClosed(sign))).toEqual([])
    expect(Array.from('cuvCUVLJ17').filter(isClosed)).toEqual([])
  })
})

describe('joins', () => {
  const leaving = characters.filter((character) => glyphOf(character).canLeave)
  const entered = characters.filter((character) => glyphOf(character).canEnter)

  test('only small letters are joined, most of them on one side at least', () => {
    expect(leaving.filter((character) => character !== character.toLowerCase())).toEqual([])
    expect(entered.filter((character) => character !== character.toLowerCase())).toEqual([])
    expect(new Set([...leaving, ...entered]).size).toBeGreaterThan(15)
  })

  test.each(leaving)('%s leaves to the right of its advance, low and upwards', (character) => {
    const glyph = glyphOf(character)
    const [main = []] = glyph.strokes
    const [before, last] = main.slice(-2)
    expect(last?.x).toBeGreaterThan(glyph.advance - 6)
    expect(last?.y).toBeGreaterThan(8)
    expect(last?.y).toBeLessThan(40)
    expect(last?.y).toBeGreaterThan(before?.y ?? Infinity)
  })

  test.each(entered)('%s is entered at its left', (character) => {
    const first = glyphOf(character).strokes[0]?.[0]
    expect(first?.x).toBeLessThan(30)
    expect(first?.y).toBeGreaterThan(40)
    expect(first?.y).toBeLessThan(105)
  })
})

describe('letters with marks', () => {
  const marked = Array.from('äéèêëñåçąčšžñūÿüïöÉÈÄÖÜŠ')

  test.each(marked)('%s is its letter and a mark that does not touch it', (character) => {
    const [base = '', ...marks] = character.normalize('NFD')
    const glyph = glyphOf(character)
    const plain = glyphOf(base === 'i' ? 'ı' : base)
    expect(glyph.advance).toBe(plain.advance)
    expect(glyph.strokes.slice(0, plain.strokes.length)).toEqual(plain.strokes)
    const added = glyph.strokes.slice(plain.strokes.length).flat()
    expect(added.length).toBeGreaterThan(2)
    const isBelow = marks.some((mark) => MARKS[mark]?.isBelow === true)
    if (isBelow) expect(Math.max(...added.map(({ y }) => y))).toBeLessThanOrEqual(0)
    else expect(Math.min(...added.map(({ y }) => y))).toBeGreaterThan(topOf(base === 'i' ? 'ı' : base))
  })

  test.each(marked)('%s bears its mark over its middle', (character) => {
    const [base = ''] = character.normalize('NFD')
    const plain = glyphOf(base === 'i' ? 'ı' : base)
    const [main = []] = plain.strokes
    const xs = main.map(({ x }) => x)
    const added = glyphOf(character).strokes.slice(plain.strokes.length).flat()
    const middle = (Math.min(...added.map(({ x }) => x)) + Math.max(...added.map(({ x }) => x))) / 2
    expect(Math.abs(middle - (Math.min(...xs) + Math.max(...xs)) / 2)).toBeLessThan(12)
  })

  test('an i gives its dot up for a mark and keeps it without one', () => {
    expect(glyphOf('i').strokes).toHaveLength(2)
    expect(glyphOf('í').strokes).toHaveLength(2)
    expect(glyphOf('í').strokes[1]).not.toEqual(glyphOf('i').strokes[1])
  })

  test('a letter is known in either way to write it, one sign or letter and mark', () => {
    expect(canWrite('ä'.normalize('NFD'))).toBe(true)
    expect(glyphOf('ä'.normalize('NFD')).strokes).toEqual(glyphOf('ä').strokes)
  })
})

describe('what the hand does not know', () => {
  test.each(['漢', 'я', '🌍', 'x\u0335', '\t'])('%j is an empty box of letter size, the same for all', (character) => {
    expect(canWrite(character)).toBe(false)
    expect(glyphOf(character)).toEqual(glyphOf('\u2603'))
    const [box = []] = glyphOf(character).strokes
    expect([box[0]?.x, box[0]?.y]).toEqual([box.at(-1)?.x, box.at(-1)?.y])
    expect([glyphOf(character).canEnter, glyphOf(character).canLeave]).toEqual([false, false])
  })
})

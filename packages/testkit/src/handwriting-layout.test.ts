import { describe, expect, test } from 'vitest'
import type { Stroke } from '@kinfolio/rm-format'
import { boxOf, layOutHandwriting, measureHandwriting, randomFrom, writeHandwriting } from './index.ts'
import type { HandwritingOptions } from './index.ts'

const place: HandwritingOptions = { seed: 1, x: 0, y: 0 }
const still: HandwritingOptions = { ...place, unrest: 0, slant: 0 }
const ys = (strokes: readonly Stroke[]): number[] => strokes.flatMap(({ points }) => [...points.y])
const WORDS = 'so we went up the hill with a basket of plums and came back late in the evening'.split(' ')

/** A text of words drawn at random, with some lines broken by hand. */
function someText(seed: number): string {
  const random = randomFrom(seed)
  return Array.from({ length: 14 }, () => {
    const word = WORDS[Math.floor(random.next() * WORDS.length)] ?? 'so'
    return random.next() < 0.15 ? `${word}\n` : `${word} `
  }).join('')
}

describe('any text in a column', () => {
  const seeds = Array.from({ length: 25 }, (_, seed) => seed)

  test('is written word for word, in order', () => {
    for (const seed of seeds) {
      const text = someText(seed)
      const { words } = layOutHandwriting(text, { ...place, seed, width: 150 + 30 * seed })
      expect(words.map((word) => word.text)).toEqual(text.split(/\s+/).filter((word) => word !== ''))
    }
  })

  test('stays within it, up to the last letter’s tail and the hand’s unrest', () => {
    for (const seed of seeds) {
      const width = 260 + 30 * seed
      const { words } = layOutHandwriting(someText(seed), { ...place, seed, width, slant: 0 })
      for (const { box } of words) expect(box.x + box.width).toBeLessThan(width + 14)
    }
  })

  test('goes on beside the last word while there is room, and below it when there is none', () => {
    for (const seed of seeds) {
      const width = 260 + 30 * seed
      const { words } = layOutHandwriting(someText(seed).replaceAll('\n', ' '), { ...still, seed, width })
      for (const [i, { box, line, text }] of words.slice(1).entries()) {
        const before = words[i]
        if (before === undefined) continue
        const end = before.box.x + before.box.width
        if (line === before.line) expect(box.x).toBeGreaterThan(end)
        else {
          expect(line).toBe(before.line + 1)
          expect(end + measureHandwriting(` ${text}`)).toBeGreaterThan(width - 12)
        }
      }
    }
  })

  test('has each stroke in one word, and words tell the strokes they are made of', () => {
    for (const seed of seeds) {
      const { words, strokes } = layOutHandwriting(someText(seed), { ...place, seed, width: 400 })
      expect(words.flatMap((word) => word.strokes)).toEqual(strokes.map((_, i) => i))
      for (const word of words) expect(boxOf(word.strokes.flatMap((i) => strokes[i] ?? []))).toEqual(word.box)
    }
  })

  test('has lines at equal distances, which the caller may choose', () => {
    for (const lineHeight of [undefined, 50, 120]) {
      const { words, lastBaseline, nextBaseline } = layOutHandwriting(someText(3), {
        ...place,
        y: 100,
        width: 300,
        ...(lineHeight === undefined ? {} : { lineHeight }),
      })
      const step = lineHeight ?? 72
      for (const { baseline, line } of words) expect(baseline).toBe(100 + line * step)
      expect(lastBaseline).toBeGreaterThanOrEqual(words.at(-1)?.baseline ?? Infinity)
      expect(nextBaseline).toBe(lastBaseline + step)
    }
  })
})

describe('spaces and empty lines', () => {
  const lines = (text: string): [string, number][] => layOutHandwriting(text, place).words.map((word) => [word.text, word.line]) // prettier-ignore

  test('of any number part words without writing any', () => {
    expect(lines('  a   b ')).toEqual([
      ['a', 0],
      ['b', 0],
    ])
    const [a, b] = layOutHandwriting('a  b', still).words
    const [c, d] = layOutHandwriting('a b', still).words
    expect((b?.box.x ?? 0) - (a?.box.x ?? 0)).toBeGreaterThan((d?.box.x ?? 0) - (c?.box.x ?? 0) + 10)
  })

  test('leave their height free', () => {
    expect(lines('a\n\nb')).toEqual([
      ['a', 0],
      ['b', 2],
    ])
    expect(layOutHandwriting('', { ...place, y: 40 })).toEqual({
      strokes: [],
      words: [],
      lastBaseline: 40,
      nextBaseline: 112,
    })
  })
})

describe('the size of the writing', () => {
  test('scales everything: twice the size is twice as wide and high', () => {
    const box = (size: number): ReturnType<typeof boxOf> => boxOf(writeHandwriting('Plum jam', { ...still, size }))
    const [small, large] = [box(20), box(40)]
    expect(large.width / small.width).toBeCloseTo(2, 1)
    expect(large.height / small.height).toBeCloseTo(2, 1)
  })

  test('is that of small letters, which stand on the baseline', () => {
    for (const size of [12, 24, 60]) {
      const rows = ys(writeHandwriting('anemone', { ...still, y: 500, size }))
      expect(Math.max(...rows)).toBeGreaterThan(500 - 0.08 * size)
      expect(Math.max(...rows)).toBeLessThan(500 + 0.06 * size)
      expect(Math.abs(500 - Math.min(...rows) - size)).toBeLessThan(0.08 * size)
    }
  })

  test('moves with its place and changes nothing else', () => {
    const at = (x: number, y: number): Stroke[] => writeHandwriting('moved', { ...place, x, y })
    const [here, there] = [at(0, 0), at(300, -200)]
    expect(there).toHaveLength(here.length)
    here.forEach(({ points }, i) => {
      const moved = there[i]?.points
      expect(moved?.count).toBe(points.count)
      expect([...(moved?.pressure ?? [])]).toEqual([...points.pressure])
      points.x.forEach((x, at2) => expect(Math.abs((moved?.x[at2] ?? NaN) - x - 300)).toBeLessThan(0.01))
      points.y.forEach((y, at2) => expect(Math.abs((moved?.y[at2] ?? NaN) - y + 200)).toBeLessThan(0.01))
    })
  })
})

describe('the slant', () => {
  test('leans tall letters to the right and leaves the baseline where it is', () => {
    const lean = (slant: number): number => {
      const [stroke] = writeHandwriting('l', { ...still, slant, size: 100 })
      if (stroke === undefined) throw new Error('a letter was written')
      const { x, y } = stroke.points
      return (x[y.indexOf(Math.min(...y))] ?? 0) - (x[y.indexOf(Math.max(...y))] ?? 0)
    }
    expect(lean(0.3) - lean(0)).toBeCloseTo(0.3 * 190, -1)
    expect(lean(-0.2)).toBeLessThan(lean(0))
  })
})

describe('the unrest of a hand', () => {
  test('of zero writes equal letters equally, and of one never', () => {
    const shapes = (unrest: number): string[] =>
      layOutHandwriting('nnnn', { ...place, unrest, joining: 0 }).strokes.map(({ points }) => {
        const left = points.x[0] ?? 0
        return [...points.x].map((x, i) => `${Math.round(x - left)}/${Math.round(points.y[i] ?? 0)}`).join(' ')
      })
    expect(new Set(shapes(0)).size).toBe(1)
    expect(new Set(shapes(1)).size).toBe(4)
  })

  test('grows with it', () => {
    const spread = (unrest: number): number => {
      const heights = Array.from({ length: 30 }, (_, seed) => boxOf(writeHandwriting('o', { ...place, seed, unrest })).height) // prettier-ignore
      return Math.max(...heights) - Math.min(...heights)
    }
    expect(spread(0)).toBeLessThan(0.5)
    expect(spread(0.5)).toBeGreaterThan(spread(0))
    expect(spread(1)).toBeGreaterThan(spread(0.5))
  })

  test('keeps letters readable: none is more than a seventh higher or lower than asked', () => {
    for (let seed = 0; seed < 60; seed++) {
      const { height } = boxOf(writeHandwriting('o', { ...place, seed, unrest: 1, size: 100 }))
      expect(Math.abs(height - 100)).toBeLessThan(15)
    }
  })
})

describe('joining', () => {
  const strokes = (text: string, joining: number, seed = 1): number =>
    writeHandwriting(text, { ...place, seed, joining }).length

  test('is as frequent as asked', () => {
    const share = (joining: number): number => {
      const made = Array.from({ length: 120 }, (_, seed) => 10 - strokes('nunununnun', joining, seed))
      return made.reduce((a, b) => a + b, 0) / (9 * made.length)
    }
    expect(share(0.3)).toBeCloseTo(0.3, 1)
    expect(share(0.8)).toBeCloseTo(0.8, 1)
  })

  test('ends at capitals, digits and marks, and goes on after them', () => {
    expect(strokes('nNn', 1)).toBe(2 + strokes('N', 1))
    expect(strokes('n1n', 1)).toBe(3)
    expect(strokes('n.n', 1)).toBe(3)
    expect(strokes('nun nun', 1)).toBe(2)
  })

  test('makes room for the stroke between two letters', () => {
    const width = (joining: number): number => boxOf(writeHandwriting('nunu', { ...still, joining })).width
    expect(width(1)).toBeGreaterThan(width(0))
  })

  test('leads from one letter into the next without lifting or jumping', () => {
    for (const pair of ['nu', 'an', 'ee', 'ti', 'hm', 'ce', 'li', 'um']) {
      const written = writeHandwriting(pair, { ...still, joining: 1, size: 60 })
      const [first] = written
      if (first === undefined) throw new Error('letters were written')
      expect(boxOf([first]).width / boxOf(written).width).toBeGreaterThan(0.7)
      const { x, y } = first.points
      const steps = Array.from(x.slice(1), (value, i) => Math.hypot(value - (x[i] ?? 0), (y[i + 1] ?? 0) - (y[i] ?? 0)))
      expect(Math.max(...steps)).toBeLessThan(3)
    }
  })
})

describe('what the same options give', () => {
  test('is the same, and each option that is named changes something', () => {
    const base = writeHandwriting('Same again', place)
    expect(writeHandwriting('Same again', { ...place })).toEqual(base)
    const changes: Partial<HandwritingOptions>[] = [
      { seed: 2 },
      { seed: 'name' },
      { x: 1 },
      { y: 1 },
      { size: 30 },
      { slant: 0.3 },
      { joining: 0 },
      { unrest: 0 },
      { tool: 4 },
      { colour: 6 },
      { argb: 0xff_00_00_00 },
      { thickness: 3 },
    ]
    for (const change of changes) expect(writeHandwriting('Same again', { ...place, ...change })).not.toEqual(base)
  })

  test('is written with ids that rise in the order of writing', () => {
    const counters = writeHandwriting('in order', place).map(({ id }) => id.counter)
    expect(counters).toEqual(counters.map((_, i) => i + 1))
  })
})

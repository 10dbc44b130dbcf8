import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Font } from './page.ts'
import { layoutText } from './text-layout.ts'
import { typed } from '../test/scenes.ts'

// The same cases on every run, so that what is red today was red yesterday.
fc.configureGlobal({ seed: 226 })

const letter = fc.constantFrom('a', 'i', 'W', ' ', ' ', '/', '-', 'ß', '漢', '🌍', '\u2028', '\u0301')
const wish = fc
  .record({ text: fc.string({ unit: letter, maxLength: 50 }), style: fc.integer({ min: 0, max: 11 }) })
  .chain(({ text, style }) =>
    fc.record({
      text: fc.constant(text),
      style: fc.constant(style),
      spans: fc.constantFrom(0, 0.5, 1).map((share) => {
        const letters = Array.from(text)
        const cut = letters.slice(0, Math.floor(letters.length * share)).join('').length
        return [
          { from: 0, to: cut, isBold: true, isItalic: false },
          { from: cut, to: text.length, isBold: false, isItalic: true },
        ].filter(({ from, to }) => to > from)
      }),
    }),
  )
const texts = fc.array(wish, { minLength: 1, maxLength: 5 })
const columns = fc.integer({ min: 60, max: 1200 })

describe('any typed text', () => {
  test('keeps every letter, line by line, but for soft breaks', () => {
    fc.assert(
      fc.property(texts, columns, (wishes, width) => {
        const { lines } = layoutText(typed(wishes, { width }))
        wishes.forEach(({ text }, paragraph) => {
          const shown = lines.filter((line) => line.paragraph === paragraph).map((line) => line.text)
          expect(shown.join('')).toBe(text.replaceAll('\u2028', ''))
          expect(shown.length).toBeGreaterThan(text.split('\u2028').length - 1)
        })
      }),
      { numRuns: 300 },
    )
  })

  test('stays within its column, but for spaces at a line’s end and a letter wider than it', () => {
    fc.assert(
      fc.property(texts, columns, (wishes, width) => {
        for (const { rect, text, runs } of layoutText(typed(wishes, { width })).lines) {
          const spaces = (/ *$/.exec(text)?.[0] ?? '').length
          const room = Math.max(40, -468 + width - rect.x)
          const widest = Math.max(0, ...runs.map(({ font }) => font.sizePx))
          if (Array.from(text.trimEnd()).length > 1)
            expect(rect.width - spaces * widest).toBeLessThanOrEqual(room + 0.01)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('goes downwards: no line stands on or above the one before it', () => {
    fc.assert(
      fc.property(texts, columns, (wishes, width) => {
        const baselines = layoutText(typed(wishes, { width })).lines.map(({ baseline }) => baseline)
        expect(baselines).toEqual([...new Set(baselines)].toSorted((a, b) => a - b))
      }),
      { numRuns: 150 },
    )
  })

  test('has lines whose runs follow each other and whose words are what is no space', () => {
    fc.assert(
      fc.property(texts, columns, (wishes, width) => {
        for (const { text, rect, runs, words } of layoutText(typed(wishes, { width })).lines) {
          expect(runs.map((run) => run.text).join('')).toBe(text)
          let x = rect.x
          for (const run of runs) {
            expect(run.x).toBeCloseTo(x, 4)
            x += run.width
          }
          expect(x).toBeCloseTo(rect.x + rect.width, 4)
          expect(words.map((word) => word.text)).toEqual(text.match(/\S+/gu) ?? [])
          for (const word of words) {
            expect(word.rect.x).toBeGreaterThanOrEqual(rect.x - 1e-6)
            expect(word.rect.x + word.rect.width).toBeLessThanOrEqual(rect.x + rect.width + 1e-6)
            expect([word.rect.y, word.rect.height]).toEqual([rect.y, rect.height])
          }
        }
      }),
      { numRuns: 200 },
    )
  })

  test('knows for every letter the line that shows it', () => {
    fc.assert(
      fc.property(texts, columns, (wishes, width) => {
        const text = typed(wishes, { width })
        const { lines, baselineOf } = layoutText(text)
        text.paragraphs.forEach(({ text: whole, characterIds }, paragraph) => {
          const own = lines.filter((line) => line.paragraph === paragraph)
          const letters = Array.from(whole)
          let at = 0
          for (const line of own) {
            for (const one of line.text) {
              // A soft break is shown by no line; its ink lies on one of the two it parts.
              while (letters[at] === '\u2028' && one !== '\u2028') at++
              expect(baselineOf(characterIds[at] ?? { author: 0, counter: 0 })).toBe(line.baseline)
              at++
            }
          }
          for (const id of characterIds) expect(own.map(({ baseline }) => baseline)).toContain(baselineOf(id))
        })
      }),
      { numRuns: 200 },
    )
  })
})

describe('a letter of two UTF-16 units', () => {
  test('is never parted, though it is wider than its column or the word before it had to be broken', () => {
    for (const wishes of [
      [{ text: '/a🌍', style: 4 }],
      [{ text: '🌍🌍🌍', style: 2 }],
      [{ text: ' a🌍b', style: 4 }],
    ]) {
      const shown = layoutText(typed(wishes, { width: 60 })).lines.map((line) => line.text)
      expect(shown.every((text) => text.isWellFormed())).toBe(true)
      expect(shown.join('')).toBe(wishes[0]?.text)
    }
  })
})

describe('a measure of the caller’s own', () => {
  const seen: Font[] = []
  const square = (text: string, font: Font): number => {
    seen.push(font)
    return Array.from(text).length * font.sizePx
  }

  test('decides widths and breaks, and is asked for the font that each letter has', () => {
    const spans = [
      { from: 0, to: 2, isBold: true, isItalic: false },
      { from: 2, to: 6, isBold: false, isItalic: true },
    ]
    const { lines } = layoutText(typed([{ text: 'abcdef', spans }], { width: 4 + 32 * 4 + 1 }), square)
    expect(lines.map(({ text, rect }) => [text, rect.width])).toEqual([
      ['abcd', 128],
      ['ef', 64],
    ])
    expect(new Set(seen.map(({ weight, isItalic }) => `${weight} ${isItalic}`))).toEqual(
      new Set(['700 false', '400 true']),
    )
  })

  test('breaks at the last chance before the edge, not at the first', () => {
    const at = (text: string, letters: number): string[] =>
      layoutText(typed([{ text }], { width: 4 + 32 * letters }), square).lines.map((line) => line.text)
    expect(at('ab cd ef gh', 6)).toEqual(['ab cd ', 'ef gh'])
    expect(at('ab cd ef gh', 5)).toEqual(['ab cd ', 'ef gh'])
    expect(at('ab cd ef gh', 4)).toEqual(['ab ', 'cd ', 'ef ', 'gh'])
    expect(at('abcdef', 3)).toEqual(['abc', 'def'])
    expect(at('ab      cd', 3)).toEqual(['ab      ', 'cd'])
    expect(at('', 3)).toEqual([''])
  })
})

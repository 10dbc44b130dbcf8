import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TextLine } from '../library/index.ts'
import { mergeLines } from './merge-lines.ts'
import { placeLines } from './place-lines.ts'

const fraction = fc.double({ min: 0, max: 0.9, noNaN: true })
const size = fc.double({ min: 0.001, max: 0.1, noNaN: true })
const box = fc.record({ x: fraction, y: fraction, width: size, height: size })
const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((text) => !/\s/u.test(text))
const text = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(' '))
const some = { numRuns: 200 }

/** Lines of one kind, each with a name of its own, so that it is known again. */
const linesOf = (origin: TextLine['origin']) =>
  fc
    .array(box, { maxLength: 12 })
    .map((boxes) =>
      boxes.map((at, index): TextLine => ({ text: `${origin}${index}`, origin, confidence: 1, box: at, words: [] })),
    )
const textsOf = (lines: readonly { text: string }[]) => lines.map((line) => line.text)

describe('merging what was typed with what was read', () => {
  test('loses no line, adds none, and keeps the order of each kind', () => {
    fc.assert(
      fc.property(linesOf('typed'), linesOf('ink'), (typed, ink) => {
        const merged = mergeLines(typed, ink)
        expect(merged).toHaveLength(typed.length + ink.length)
        expect(merged.filter(({ origin }) => origin === 'typed')).toEqual(typed)
        expect(merged.filter(({ origin }) => origin === 'ink')).toEqual(ink)
      }),
      some,
    )
  })

  test('of rows that do not overlap is from top to bottom', () => {
    const rows = fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 20 })
    fc.assert(
      fc.property(rows, fc.infiniteStream(fc.boolean()), (tops, isTyped) => {
        const all = tops
          .toSorted((a, b) => a - b)
          .map((row): TextLine => {
            const origin = isTyped.next().value ? 'typed' : 'ink'
            const at = { x: 0.1, y: row / 50, width: 0.5, height: 0.015 }
            return { text: `${row}`, origin, confidence: 1, box: at, words: [] }
          })
        const [typed, ink] = [
          all.filter(({ origin }) => origin === 'typed'),
          all.filter(({ origin }) => origin === 'ink'),
        ]
        expect(textsOf(mergeLines(typed, ink))).toEqual(textsOf(all))
      }),
      some,
    )
  })

  test('leaves the lists it was given as they are', () => {
    fc.assert(
      fc.property(linesOf('printed'), linesOf('ink'), (printed, ink) => {
        const before = structuredClone([printed, ink])
        mergeLines(printed, ink)
        expect([printed, ink]).toEqual(before)
      }),
      { numRuns: 50 },
    )
  })
})

describe('a person’s corrections', () => {
  const corrected = fc.array(fc.record({ text, box: fc.option(box) }), { maxLength: 12 })

  test('keep every line that says something, in its order and its words', () => {
    const blank = fc.constantFrom('', ' ', '\n', '\u00A0').map((spaces) => ({ text: spaces, box: null }))
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.record({ text, box: fc.option(box) }), blank)), (lines) => {
        const placed = placeLines(lines, [])
        expect(textsOf(placed)).toEqual(textsOf(lines).filter((one) => one.trim() !== ''))
        for (const line of placed) expect(textsOf(line.words).join(' ')).toBe(line.text)
      }),
      some,
    )
  })

  test('stay where the person put them, and new ones stay on the page', () => {
    fc.assert(
      fc.property(corrected, (lines) => {
        for (const [index, line] of placeLines(lines, []).entries()) {
          const wanted = lines[index]?.box
          if (wanted) expect(line.box).toEqual(wanted)
          expect(line.box.y).toBeGreaterThanOrEqual(0)
          expect(line.box.y + line.box.height).toBeLessThanOrEqual(1 + 1e-9)
        }
      }),
      some,
    )
  })

  test('have their words inside their line, from left to right and without gaps beyond a space', () => {
    fc.assert(
      fc.property(corrected, (lines) => {
        for (const line of placeLines(lines, [])) {
          let from = line.box.x
          for (const { box: at } of line.words) {
            expect(at.x).toBeGreaterThanOrEqual(from - 1e-9)
            from = at.x + at.width
          }
          expect(from).toBeCloseTo(line.box.x + line.box.width, 9)
        }
      }),
      some,
    )
  })

  test('that change nothing leave every place, style and origin as it was', () => {
    const known = fc.uniqueArray(fc.record({ text, box }), {
      maxLength: 8,
      selector: ({ box: at }) => Math.round(at.x * 1_000),
    })
    fc.assert(
      fc.property(known, (lines) => {
        const before = placeLines(lines, []).map((line): TextLine => ({
          ...line,
          origin: 'typed',
          style: 'to-do',
          indent: 2,
        }))
        expect(placeLines(before, before)).toEqual(before)
      }),
      some,
    )
  })
})

test('a line moved by a hair is the same line, one moved by a letter is not', () => {
  const at = { x: 0.1, y: 0.2, width: 0.4, height: 0.03 }
  const before: TextLine[] = [{ text: 'Title', origin: 'typed', style: 'title', confidence: 1, box: at, words: [] }]
  const [near] = placeLines([{ text: 'Title', box: { ...at, x: 0.10005 } }], before)
  const [far] = placeLines([{ text: 'Title', box: { ...at, x: 0.12 } }], before)
  expect(near).toMatchObject({ origin: 'typed', style: 'title' })
  expect(far?.origin).toBe('ink')
  expect(far?.style).toBeUndefined()
})

import { describe, expect, test } from 'vitest'
import type { TextLine } from './page.ts'
import { layoutText } from './text-layout.ts'
import type { ParagraphWish } from '../test/scenes.ts'
import { typed } from '../test/scenes.ts'

const lines = (wishes: ParagraphWish[], width?: number): TextLine[] =>
  layoutText(typed(wishes, width === undefined ? {} : { width })).lines

const PLAIN = 1
const TITLE = 2
const HEADING = 3
const BULLET = 4
const CHECKBOX = 6

describe('baselines are those of the official export', () => {
  const first = [
    [PLAIN, 33.5],
    [BULLET, 33.5],
    [CHECKBOX, 33.5],
    [HEADING, 37.2],
    [TITLE, 63],
  ] as const
  test.each(first)('a first line of style %i lies %f below the top of the text', (style, rise) => {
    expect(lines([{ text: 'a', style }])[0]?.baseline).toBeCloseTo(234 + rise, 1)
  })

  const steps = [
    [PLAIN, PLAIN, 69.5],
    [BULLET, BULLET, 69.5],
    [TITLE, HEADING, 90.3],
    [TITLE, PLAIN, 71.2],
    [HEADING, PLAIN, 63],
    [CHECKBOX, TITLE, 162.9],
  ] as const
  test.each(steps)('from style %i to style %i it is %f', (upper, lower, step) => {
    const [a, b] = lines([{ text: 'a', style: upper }, { text: 'b', style: lower }]) // prettier-ignore
    expect((b?.baseline ?? 0) - (a?.baseline ?? 0)).toBeCloseTo(step, 1)
  })

  test('wrapped lines follow at 45.5, those of a title at 58.1', () => {
    const [a, b] = lines([{ text: 'word '.repeat(40) }])
    expect((b?.baseline ?? 0) - (a?.baseline ?? 0)).toBeCloseTo(45.5, 1)
    const [c, d] = lines([{ text: 'word '.repeat(40), style: TITLE }])
    expect((d?.baseline ?? 0) - (c?.baseline ?? 0)).toBeCloseTo(58.1, 1)
  })
})

describe('lines break', () => {
  const texts = (text: string, width?: number): string[] => lines([{ text }], width).map((line) => line.text)

  test('after spaces, and the space hangs over the edge', () => {
    expect(texts('aaaa bbbb cccc', 130)).toEqual(['aaaa ', 'bbbb ', 'cccc'])
  })

  test('after slashes and hyphens', () => {
    expect(texts('aaaaaa/bbbbbb', 150)).toEqual(['aaaaaa/', 'bbbbbb'])
    expect(texts('aaaaaa-bbbbbb', 150)).toEqual(['aaaaaa-', 'bbbbbb'])
  })

  test('within a word that fills a line alone', () => {
    const broken = texts('a'.repeat(100), 200)
    expect(broken.join('')).toBe('a'.repeat(100))
    expect(broken.length).toBeGreaterThan(5)
  })

  test('at a soft break, which is no letter of either line', () => {
    expect(texts('above\u2028below')).toEqual(['above', 'below'])
  })

  test('even in a column without width, one letter a line at worst', () => {
    expect(texts('abc', -50).join('')).toBe('abc')
  })
})

describe('lists', () => {
  test('each level is 48 further in, the level from the newer properties wins over the style', () => {
    const wishes = [
      { text: 'a', style: PLAIN },
      { text: 'b', style: BULLET },
      { text: 'c', style: 5 },
      { text: 'd', style: 9, baseStyle: 3, properties: 0x312 },
    ]
    expect(lines(wishes).map((line) => line.rect.x)).toEqual([-464, -416, -368, -320])
  })

  test('numbers count by level, begin anew below a new parent, and stop at plain text', () => {
    const numbered = (level: number, style = 10): ParagraphWish => ({
      text: 'x',
      style,
      baseStyle: 3,
      properties: 0x20 + level,
    })
    const { marks } = layoutText(typed([numbered(0), numbered(1, 11), numbered(1, 11), numbered(0), numbered(1, 11), { text: 'y' }, numbered(0)])) // prettier-ignore
    const labels = marks.flatMap((mark) =>
      mark.kind === 'text' && mark.line.text.endsWith('.') ? [mark.line.text] : [],
    )
    expect(labels).toEqual(['1.', '1.', '2.', '2.', '1.', '1.'])
  })

  test('done lines are struck through along their text, open ones are not', () => {
    const { marks, lines: all } = layoutText(
      typed([
        { text: 'open', style: 6 },
        { text: 'done', style: 7 },
      ]),
    )
    expect(all.map((line) => line.isStruckThrough)).toEqual([false, true])
    // Frame; block, tick and strike.
    expect(marks.filter((mark) => mark.kind === 'shape')).toHaveLength(4)
  })

  test('an open box over something done shows a dash', () => {
    const polygons = (style: number): number[] =>
      layoutText(typed([{ text: 'a', style: 6 }, { text: 'b', style }])).marks.flatMap((mark) => (mark.kind === 'shape' ? [mark.polygons.length] : [])) // prettier-ignore
    expect(polygons(9)[0]).toBe(3)
    expect(polygons(8)[0]).toBe(2)
  })
})

describe('what ink hangs on', () => {
  const layout = layoutText(typed([{ text: 'a😀b' }, { text: 'word '.repeat(40) }]))
  const at = (counter: number): number | undefined => layout.baselineOf({ author: 1, counter })
  const [first = 0, second = 0, third = 0] = layout.lines.map((line) => line.baseline)

  test('is the line of the character, counted by code points', () => {
    expect([at(16), at(17), at(18)]).toEqual([first, first, first])
    expect(at(20)).toBe(second)
  })

  test('a newline belongs to the line it ends', () => {
    expect(at(19)).toBe(first)
  })

  test('in a wrapped paragraph it is the line that shows the character', () => {
    const onThird = 20 + (layout.lines[1]?.text.length ?? 0)
    expect([at(onThird - 1), at(onThird)]).toEqual([second, third])
  })

  test('letters of two UTF-16 units count once', () => {
    const faces = layoutText(typed([{ text: '😀😀 '.repeat(30) }]))
    const onFirst = Array.from(faces.lines[0]?.text ?? '').length
    const [upper, lower] = faces.lines.map((line) => line.baseline)
    const baselines = [onFirst - 1, onFirst].map((i) => faces.baselineOf({ author: 1, counter: 16 + i }))
    expect(baselines).toEqual([upper, lower])
  })

  test('sentinels are the first and the last line', () => {
    expect(layout.baselineOf({ author: 0, counter: 2 ** 48 - 2 })).toBe(first)
    expect(layout.baselineOf({ author: 0, counter: 2 ** 48 - 1 })).toBe(layout.lines.at(-1)?.baseline)
  })

  test('a character that is gone is told', () => {
    expect(at(9999)).toBeUndefined()
  })
})

test('a change of weight makes a run of its own, which begins where the last one ends', () => {
  const spans = [
    { from: 0, to: 5, isBold: false, isItalic: false },
    { from: 5, to: 9, isBold: true, isItalic: true },
  ]
  const [line] = lines([{ text: 'some bold', spans }])
  const [plain, bold] = line?.runs ?? []
  expect([plain?.text, bold?.text]).toEqual(['some ', 'bold'])
  expect(bold?.font).toMatchObject({ weight: 700, isItalic: true })
  expect(bold?.x).toBeCloseTo((plain?.x ?? 0) + (plain?.width ?? 0), 5)
})

test('words carry their boxes', () => {
  const [line] = lines([{ text: 'two  words' }])
  expect(line?.words.map((word) => word.text)).toEqual(['two', 'words'])
  const [two, words] = line?.words ?? []
  expect(two?.rect.x).toBe(line?.rect.x)
  expect((words?.rect.x ?? 0) + (words?.rect.width ?? 0)).toBeCloseTo((line?.rect.x ?? 0) + (line?.rect.width ?? 0), 5)
})

test('a text at an impossible place is not set, and ink still has a first line', () => {
  const layout = layoutText(typed([{ text: 'a' }], { y: Number.NaN }))
  expect(layout.lines).toEqual([])
  expect(layout.baselineOf({ author: 0, counter: 2 ** 48 - 1 })).toBeCloseTo(267.5, 1)
})

test('every word stands where the tablet sets it, whatever font it is drawn in', () => {
  const { lines } = layoutText(typed([{ text: 'one  two ||••__x' }]))
  const runs = lines[0]?.runs ?? []
  expect(runs.map((run) => run.text)).toEqual(['one  ', 'two ', '||', '••', '__', 'x'])
  for (const [i, run] of runs.slice(1).entries())
    expect(run.x).toBeCloseTo((runs[i]?.x ?? 0) + (runs[i]?.width ?? 0), 9)
  const alone = layoutText(typed([{ text: 'two' }])).lines[0]?.rect.width
  expect(lines[0]?.words[1]?.rect.width).toBeCloseTo(alone ?? Number.NaN, 9)
})

test('a box is ticked and its text struck through where only the properties of its list say so', () => {
  const paragraphs = [0x11, 0x312].map((properties) => ({ text: 'done', style: 8, baseStyle: 3, properties }))
  const { lines } = layoutText(typed(paragraphs))
  expect(lines.map(({ isStruckThrough }) => isStruckThrough)).toEqual([false, true])
})

import { expect, test } from 'vitest'
import type { Font } from './page.ts'
import { measureByTable } from './text-metrics.ts'

const sans: Font = { family: 'sans', sizePx: 32, weight: 400, isItalic: false }
const width = (text: string, changes: Partial<Font> = {}): number => measureByTable(text, { ...sans, ...changes })

/** Lengths read from the pictures of the official app; the table should be within three in a hundred. */
const measured: [text: string, font: Partial<Font>, width: number][] = [
  ['AaBbCc123', {}, 167],
  ['AaBbCc123', { weight: 700 }, 171],
  ['AaBbCc123', { weight: 500, sizePx: 36 }, 190],
  ['AaBbCc123', { family: 'serif', sizePx: 64 }, 316],
  ['Check tab 2', {}, 172.5],
  ['SubTest aples ||||||||•••••••••••••__________', { family: 'serif', sizePx: 46 }, 838],
  ['Plain text Test apple sans ||||||||| ••••••••••• ___________', {}, 785.5],
  ['Header T sans Test apple ||||||| ••••••••••••__________', { weight: 500, sizePx: 36 }, 852],
]

test.each(measured)('%s %o is about as wide as on the tablet', (text, font, expected) => {
  expect(Math.abs(width(text, font) / expected - 1)).toBeLessThan(0.03)
})

test('accents cost nothing, letters outside the table an average, full-width letters a square', () => {
  expect(width('é')).toBeCloseTo(width('e'), 5)
  expect(width('e\u0301')).toBeCloseTo(width('e'), 5)
  expect(width('\u200d')).toBe(0)
  expect(width('ж')).toBeGreaterThan(15)
  expect(width('漢')).toBe(32)
  expect(width('😀')).toBe(32)
})

test('widths add up and grow with the size', () => {
  expect(width('ab')).toBeCloseTo(width('a') + width('b'), 5)
  expect(width('ab', { sizePx: 64 })).toBeCloseTo(2 * width('ab'), 5)
  expect(width('')).toBe(0)
})

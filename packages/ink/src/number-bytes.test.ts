import { expect, test } from 'vitest'
import { MAX_NUMBER_BYTES, writeHundredths } from './number-bytes.ts'
import { createPdfPathWriter } from './pdf-path.ts'
import { createPathWriter } from './svg-path.ts'

function written(hundredths: number): string {
  const sink = { bytes: new Uint8Array(32), at: 0 }
  writeHundredths(sink, hundredths)
  return new TextDecoder().decode(sink.bytes.subarray(0, sink.at))
}

test('numbers have no needless zeros and begin with a blank or a minus', () => {
  expect([0, 5, 50, 100, 1234, -7, -120, -100_000].map(written)).toEqual([' 0', ' .05', ' .5', ' 1', ' 12.34', '-.07', '-1.2', '-1000']) // prettier-ignore
})

test('every number reads back as itself, within the room set aside', () => {
  for (let n = -25_000; n <= 25_000; n += 7) expect(Number(written(n)) * 100).toBeCloseTo(n, 6)
  for (const widest of [10_000_000, -10_000_000, 9_999_999]) {
    expect(Number(written(widest))).toBe(widest / 100)
    expect(written(widest).length).toBeLessThanOrEqual(MAX_NUMBER_BYTES)
  }
})

/** Follows a relative path as a browser would. */
function follow(path: string): [number, number][] {
  const [start = '', rest = ''] = path.slice(1, -1).split('l')
  const numbers = (text: string): number[] =>
    Array.from(text.matchAll(/-?(\d+\.?\d*|\.\d+)/g), ([number]) => Number(number))
  let [x = 0, y = 0] = numbers(start)
  const steps = numbers(rest)
  return [[x, y], ...Array.from({ length: steps.length / 2 }, (_, i): [number, number] => {
    x += steps[2 * i] ?? 0
    y += steps[2 * i + 1] ?? 0
    return [x, y]
  })] // prettier-ignore
}

test('relative steps do not drift, however long the path', () => {
  const outline = Float32Array.from({ length: 20_000 }, (_, i) => (i % 2 ? Math.sin(i) * 900 : i / 15 - 700.123))
  const corners = follow(createPathWriter()(outline))
  expect(corners).toHaveLength(10_000)
  corners.forEach(([x, y], i) => {
    if (Math.abs(x - outline[2 * i]!) > 0.006 || Math.abs(y - outline[2 * i + 1]!) > 0.006)
      throw new Error(`corner ${i}`)
  })
})

test('corners on one spot are said once, and a path of one corner is still a path', () => {
  expect(createPathWriter()(Float32Array.of(1, 2, 1.001, 2.001, 3, 4))).toBe('M 1 2l 2 2z')
  expect(createPathWriter()(Float32Array.of(1, 2))).toBe('M 1 2z')
})

test('working memory grows with the outline and is used again', () => {
  const write = createPdfPathWriter()
  const short = write(Float32Array.of(0, 0, 1, -1))
  const long = Float32Array.from({ length: 60_000 }, () => -12_345.67)
  expect(write(long).match(/ l\n/g)).toHaveLength(29_999)
  expect(write(Float32Array.of(0, 0, 1, -1))).toBe(short)
  expect(short).toBe(' 0 0 m\n 1-1 l\nh ')
})

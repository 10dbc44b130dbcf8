import { describe, expect, test } from 'vitest'
import { TOOLS, parsePage, writePage } from '@kinfolio/rm-format'
import {
  boxOf,
  canWrite,
  layOutHandwriting,
  measureHandwriting,
  randomFrom,
  uuidFrom,
  writeHandwriting,
} from './index.ts'

const place = { seed: 1, x: -600, y: 200 }

test('the same seed gives the same strokes, another seed others', () => {
  expect(writeHandwriting('Hallo', place)).toEqual(writeHandwriting('Hallo', place))
  expect(writeHandwriting('Hallo', place)).not.toEqual(writeHandwriting('Hallo', { ...place, seed: 2 }))
})

test('letters with marks are written with their marks', () => {
  const strokesOf = (text: string): number => writeHandwriting(text, { ...place, joining: 0 }).length
  expect(strokesOf('ä')).toBe(strokesOf('a') + 2)
  expect(strokesOf('é')).toBe(strokesOf('e') + 1)
  expect(strokesOf('ï')).toBe(strokesOf('i') + 1)
  expect(boxOf(writeHandwriting('É', place)).height).toBeGreaterThan(boxOf(writeHandwriting('E', place)).height)
  expect(boxOf(writeHandwriting('ç', place)).height).toBeGreaterThan(boxOf(writeHandwriting('c', place)).height)
})

test('the hand knows the letters of western Europe, digits and punctuation', () => {
  const alphabet =
    'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789' +
    'äöüßÄÖÜéèêëàâçñíóúåøæœžšÿ.,:;!?-–—…()[]\'"’“”„/+=×<>*°&@%#€$_→←↑✓•½¼¾'
  expect(Array.from(alphabet).filter((character) => !canWrite(character))).toEqual([])
})

test('an unknown character is written as a box, so that it is seen to be missing', () => {
  expect(canWrite('漢')).toBe(false)
  expect(writeHandwriting('漢', place)).toHaveLength(1)
})

test('lines break at spaces and at newlines, and words know where they are', () => {
  const written = layOutHandwriting('one two three\nfour', {
    ...place,
    width: measureHandwriting('one two') + 40,
    unrest: 0,
  })
  expect(written.words.map(({ text, line }) => [text, line])).toEqual([
    ['one', 0],
    ['two', 0],
    ['three', 1],
    ['four', 2],
  ])
  for (const word of written.words) {
    expect(boxOf(word.strokes.flatMap((index) => written.strokes[index] ?? []))).toEqual(word.box)
  }
  expect(written.lastBaseline).toBe(place.y + 2 * 72)
  expect(written.nextBaseline).toBe(place.y + 3 * 72)
})

test('a word wider than the line stands alone and is not lost', () => {
  const { words } = layOutHandwriting('a Donaudampfschifffahrtsgesellschaft b', { ...place, width: 100 })
  expect(words.map(({ line }) => line)).toEqual([0, 1, 2])
})

test('small letters are as high as asked, and the text is about as wide as measured', () => {
  const box = boxOf(writeHandwriting('no moon', { ...place, size: 40, unrest: 0, slant: 0 }))
  expect(box.height).toBeGreaterThan(37)
  expect(box.height).toBeLessThan(43)
  expect(box.width / measureHandwriting('no moon', 40)).toBeCloseTo(1, 0)
})

test('joined letters share a stroke', () => {
  const strokesOf = (joining: number): number => writeHandwriting('nunu', { ...place, joining }).length
  expect([strokesOf(0), strokesOf(1)]).toEqual([4, 1])
})

test('a dot over i follows the letters it was joined with', () => {
  const strokes = writeHandwriting('nin', { ...place, joining: 1 })
  expect(strokes.map(({ points }) => points.count > 20)).toEqual([true, false])
})

describe('the pen', () => {
  const [stroke] = writeHandwriting('l', {
    ...place,
    size: 60,
    tool: TOOLS.paintbrush[1],
    colour: 6,
    argb: 0xff_00_00_ff,
  })

  test('writes with the tool and colour asked for', () => {
    expect(stroke).toMatchObject({ kind: 'stroke', tool: 12, colour: 6, argb: 0xff_00_00_ff, thickness: 2 })
  })

  test('lands and leaves lighter than it draws', () => {
    const pressure = [...(stroke?.points.pressure ?? [])]
    const middle = Math.max(...pressure)
    expect(pressure[0]).toBeLessThan(middle * 0.8)
    expect(pressure.at(-1)).toBeLessThan(middle * 0.8)
    expect(pressure.every((value) => value > 0 && value <= 1)).toBe(true)
  })

  test('leaves points about as far apart as a tablet does', () => {
    const { x = new Float32Array(), y = new Float32Array() } = stroke?.points ?? {}
    const steps = Array.from(x.slice(1), (value, index) =>
      Math.hypot(value - (x[index] ?? 0), (y[index + 1] ?? 0) - (y[index] ?? 0)),
    )
    expect(Math.max(...steps)).toBeLessThan(3)
  })
})

test('what was written is read back from a page', () => {
  const strokes = writeHandwriting('Grüße', place)
  const { scene, problems } = parsePage(writePage({ layers: [{ label: 'L', items: strokes }] }))
  expect(problems).toEqual([])
  expect(scene.layers[0]?.items).toHaveLength(strokes.length)
  expect(scene.layers[0]?.items[0]).toMatchObject({ points: { x: strokes[0]?.points.x } })
})

test('randomness is spread evenly, and forks do not depend on what was drawn before', () => {
  const random = randomFrom('seed')
  const draws = Array.from({ length: 4000 }, () => random.next())
  expect(draws.reduce((sum, value) => sum + value, 0) / draws.length).toBeCloseTo(0.5, 1)
  expect(random.fork('a').next()).toBe(randomFrom('seed').fork('a').next())
  expect(uuidFrom(random)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

import { describe, expect, test } from 'vitest'
import { layOnSource, placeOfSource } from './lay-on-source.ts'
import type { Page } from './page.ts'

const stroke = (x: number, y: number): Page['marks'][number] => ({
  kind: 'outline',
  layer: 0,
  strokeIndex: 0,
  tool: 17,
  colour: '#000000',
  opacity: 1,
  blend: 'normal',
  outline: new Float32Array(),
  bounds: { x, y, width: 10, height: 10 },
})
const page = (...marks: Page['marks']): Page => ({
  left: -702,
  top: 0,
  width: 1404,
  height: 1872,
  marks,
  text: [],
  problems: [],
})
const a4 = { rect: { x: -938, y: 0, width: 1876, height: 2655 } }

test('the source is the paper, whatever paper the scene names', () => {
  const { left, top, width, height } = layOnSource(page(stroke(0, 0)), a4)
  expect([left, top, width, height]).toEqual([-938, 0, 1876, 2655])
})

test('ink beyond the source enlarges the page on its side', () => {
  const { left, top, width, height } = layOnSource(page(stroke(-1_000, -5), stroke(950, 2_700)), a4)
  expect([left, top, width, height]).toEqual([-1_000, -5, 1_960, 2_715])
})

test('the picture lies below all ink, where the source lies', () => {
  const { marks } = layOnSource(page(stroke(0, 0)), { ...a4, picture: new Uint8Array([1]) })
  expect(marks.map(({ kind }) => kind)).toEqual(['image', 'outline'])
  expect(marks[0]).toMatchObject({ matrix: [1876, 0, 0, 2655, -938, 0] })
})

test('a source as large as a wall stays as large, and stray ink does not make it larger', () => {
  const wall = { rect: { x: -22_700, y: 0, width: 45_400, height: 20_000 } }
  expect(layOnSource(page(stroke(-90_000, 90_000)), wall)).toMatchObject({
    left: -22_700,
    width: 45_400,
    height: 20_000,
  })
})

test('a page of a hundred thousand strokes is laid like any other', () => {
  const many = Array.from({ length: 100_000 }, (_, index) => stroke(index % 900, index % 2_000))
  expect(layOnSource(page(), a4).width).toBe(1876)
  expect(layOnSource({ ...page(), marks: many }, a4)).toMatchObject({ width: 1876, height: 2655 })
})

describe('a page of a PDF', () => {
  const upright = { widthPoints: 595.28, heightPoints: 841.89 }
  const sideways = { widthPoints: 841.89, heightPoints: 595.28 }
  const rounded = ({ x, y, width, height }: ReturnType<typeof placeOfSource>): number[] =>
    [x, y, width, height].map(Math.round)

  test('has 227 units an inch and lies in the middle since version 6, however it is held', () => {
    expect(rounded(placeOfSource(upright, { version: 6 }))).toEqual([-938, 0, 1877, 2654])
    expect(rounded(placeOfSource(sideways, { version: 6, isLandscape: true }))).toEqual([-1327, 0, 2654, 1877])
  })

  // As in the tablets' own pictures: rm2pdf cc8313bb and fbe9f971 upright, e724bba2 sideways.
  test.each([3, 5] as const)('filled the screen from its upper left corner in version %d', (version) => {
    expect(rounded(placeOfSource(upright, { version }))).toEqual([-702, 0, 1324, 1872])
    expect(rounded(placeOfSource(sideways, { version, isLandscape: true }))).toEqual([-936, 0, 1872, 1324])
    expect(rounded(placeOfSource(sideways, { version }))).toEqual([-702, 0, 1404, 993])
  })
})

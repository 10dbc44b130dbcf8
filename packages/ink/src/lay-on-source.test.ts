import { expect, test } from 'vitest'
import { layOnSource } from './lay-on-source.ts'
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
const a4 = { width: 1876, height: 2655 }

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

test('a page of a hundred thousand strokes is laid like any other', () => {
  const many = Array.from({ length: 100_000 }, (_, index) => stroke(index % 900, index % 2_000))
  expect(layOnSource(page(), a4).width).toBe(1876)
  expect(layOnSource({ ...page(), marks: many }, a4)).toMatchObject({ width: 1876, height: 2655 })
})

import { expect, test } from 'vitest'
import { stroke } from '../test/scenes.ts'
import { lookOf } from './pens.ts'

const look = (changes: Parameters<typeof stroke>[1]): ReturnType<typeof lookOf> => lookOf(stroke([[0, 0]], changes))

test('pens that are solid on the tablet are solid here', () => {
  for (const tool of [2, 4, 15, 17, 21, 3, 16, 0, 12])
    expect(look({ tool })).toMatchObject({ colour: '#000000', opacity: 1, blend: 'normal' })
})

test('colours are those of the official export', () => {
  const colours = [1, 2, 6, 7, 10, 11, 12, 13].map((colour) => look({ colour })?.colour)
  expect(colours).toEqual(['#909090', '#ffffff', '#304ae0', '#c23132', '#91da71', '#74d2e8', '#c07fd2', '#fae719'])
})

test('colour 9 takes the stroke’s own value, alpha included', () => {
  expect(look({ tool: 23, colour: 9, argb: 0x80c07fd2 })).toMatchObject({
    colour: '#c07fd2',
    opacity: 128 / 255,
    blend: 'normal',
  })
  expect(look({ tool: 18, colour: 9, argb: 0xffffed75 })).toMatchObject({
    colour: '#ffed75',
    opacity: 1,
    blend: 'darken',
  })
})

test('an unknown colour without a value of its own is black, an unknown tool a fineliner', () => {
  expect(look({ tool: 99, colour: 77 })).toMatchObject({
    colour: '#000000',
    opacity: 1,
    pen: { cap: 'round', factor: 1 },
  })
})

test('old grey highlighters let the text through', () => {
  for (const colour of [0, 1, 8])
    expect(look({ tool: 5, colour })).toMatchObject({ colour: '#000000', opacity: 64 / 255 })
})

test('the eraser paints white and the erase area nothing', () => {
  expect(look({ tool: 6, colour: 7 })).toMatchObject({ colour: '#ffffff', opacity: 1 })
  expect(look({ tool: 8 })).toBeUndefined()
})

test('a pencil pressed harder is darker, and never invisible', () => {
  const opacity = (pressure: number): number => {
    const soft = stroke([[0, 0], [9, 9]], { tool: 14 }) // prettier-ignore
    soft.points.pressure.fill(pressure)
    return lookOf(soft)?.opacity ?? 0
  }
  expect(opacity(0.9)).toBeGreaterThan(opacity(0.2))
  expect(opacity(0)).toBeGreaterThan(0.2)
})

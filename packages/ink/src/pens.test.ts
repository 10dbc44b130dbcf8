import { expect, test } from 'vitest'
import { stroke } from '../test/scenes.ts'
import { lookOf } from './pens.ts'

const look = (changes: Parameters<typeof stroke>[1]): ReturnType<typeof lookOf> => lookOf(stroke([[0, 0]], changes))

test('pens that are solid on the tablet are solid here', () => {
  for (const tool of [2, 4, 15, 17, 21, 3, 16, 0, 12]) {
    const drawn = look({ tool })
    expect(drawn).toMatchObject({ colour: '#000000', opacity: 1, blend: 'normal' })
    expect(drawn?.grain).toBeUndefined()
  }
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

const pressed = (tool: number, pressure: number, options?: Parameters<typeof lookOf>[1]) => {
  const one = stroke([[0, 0], [9, 9]], { tool }) // prettier-ignore
  one.points.pressure.fill(pressure)
  return lookOf(one, options)
}

test('a pencil pressed harder covers more of the paper, and is never invisible', () => {
  const sixteenths = [0, 0.2, 0.4, 0.6, 0.8, 1].map((pressure) => pressed(14, pressure)?.grain)
  expect(sixteenths).toEqual([2, 3, 5, 7, 9, 11])
  expect([1, 14].map((tool) => pressed(tool, 0.5)?.opacity)).toEqual([1, 1])
})

test('a brush hardly pressed is dry, and a pressed one solid', () => {
  const sixteenths = [0, 0.1, 0.3, 0.46, 1].map((pressure) => pressed(12, pressure)?.grain)
  expect(sixteenths).toEqual([2, 4, 11, undefined, undefined])
})

test('a mechanical pencil is evenly grey', () => {
  const greys = [0.1, 0.5, 1].map((pressure) => pressed(13, pressure))
  expect(greys.map((look) => look?.opacity)).toEqual([0.12, 0.39, 0.78])
  expect(greys.map((look) => look?.grain)).toEqual([undefined, undefined, undefined])
})

test('for a reader of handwriting every pen is solid', () => {
  for (const tool of [0, 1, 7, 12, 13, 14]) {
    const look = pressed(tool, 0.1, { isSolid: true })
    expect([look?.opacity, look?.grain]).toEqual([1, undefined])
  }
})

test('a pressure that is no number counts as the usual one', () => {
  expect(pressed(14, Number.NaN)?.grain).toBe(pressed(14, 0.5)?.grain)
  expect(pressed(13, Number.POSITIVE_INFINITY)?.opacity).toBe(pressed(13, 0.5)?.opacity)
})

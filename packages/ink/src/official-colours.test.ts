import { describe, expect, test } from 'vitest'
import { components, paintOf } from './colours.ts'
import { lookOf } from './pens.ts'
import { stroke } from '../test/scenes.ts'

/** Colours read from the pixels of the official app's export (facts §2.11), as it draws them on white. */
const PENS: [number, [number, number, number]][] = [
  [0, [0, 0, 0]],
  [1, [144, 144, 144]],
  [2, [255, 255, 255]],
  [6, [48, 74, 224]],
  [7, [194, 49, 50]],
  [10, [145, 218, 113]],
  [11, [116, 210, 232]],
  [12, [192, 127, 210]],
  [13, [250, 231, 25]],
]
const LEGACY_HIGHLIGHTERS: [number, [number, number, number]][] = [
  [3, [254, 253, 96]],
  [4, [169, 250, 92]],
  [5, [255, 85, 207]],
]
const HIGHLIGHTERS = [
  [255, 237, 117],
  [190, 234, 254],
  [242, 158, 255],
  [255, 195, 140],
  [172, 255, 133],
  [199, 199, 198],
] as const
const SHADERS = [
  [33, 30, 28, 64],
  [254, 178, 0, 115],
  [192, 127, 210, 128],
  [48, 74, 224, 77],
  [194, 49, 50, 102],
  [145, 218, 113, 128],
  [250, 231, 25, 115],
  [250, 231, 25, 140],
  [116, 210, 232, 102],
] as const

const argbOf = ([r, g, b]: readonly number[], alpha: number): number =>
  alpha * 0x1000000 + (r ?? 0) * 0x10000 + (g ?? 0) * 0x100 + (b ?? 0)
const bytesOf = (colour: string): number[] => components(colour).map((part) => Math.round(part * 255))

/** What a colour looks like on white paper, as a canvas lays it over. */
function onWhite({ colour, alpha }: { colour: string; alpha: number }): number[] {
  return bytesOf(colour).map((part) => Math.round(part * alpha + 255 * (1 - alpha)))
}

describe('the palette', () => {
  test.each([...PENS, ...LEGACY_HIGHLIGHTERS])('has colour %d as the official export shows it: %j', (colour, rgb) => {
    expect(onWhite(paintOf(colour, undefined))).toEqual(rgb)
  })

  test.each([...PENS, ...LEGACY_HIGHLIGHTERS])('wins for colour %d over a value stored beside it', (colour, rgb) => {
    for (const argb of [0xff000000, 0x00ffffff, 0x80123456]) expect(onWhite(paintOf(colour, argb))).toEqual(rgb)
  })

  test('has the grey of old highlighters as a quarter of black: 191 on white, 143 where two meet', () => {
    const { colour, alpha } = paintOf(8, undefined)
    expect(onWhite({ colour, alpha })).toEqual([191, 191, 191])
    expect(Math.floor(191 * (1 - alpha))).toBe(143)
  })
})

describe('a colour of its own', () => {
  test.each(HIGHLIGHTERS)('of a highlighter, %d %d %d, darkens what is below it', (...rgb) => {
    const look = lookOf(stroke([[0, 0]], { tool: 18, colour: 9, argb: argbOf(rgb, 255) }))
    expect([look && bytesOf(look.colour), look?.opacity, look?.blend]).toEqual([rgb, 1, 'darken'])
  })

  test.each(SHADERS)('of a shader, %d %d %d with alpha %d, lies over what is below it', (...rgba) => {
    const [r, g, b, alpha] = rgba
    const look = lookOf(stroke([[0, 0]], { tool: 23, colour: 9, argb: argbOf([r, g, b], alpha) }))
    expect([look && bytesOf(look.colour), look?.blend]).toEqual([[r, g, b], 'normal'])
    expect((look?.opacity ?? 0) * 255).toBeCloseTo(alpha, 6)
  })

  test('of a pen is opaque or not as it says, and fully clear ink is clear', () => {
    expect(paintOf(9, 0xff000080)).toEqual({ colour: '#000080', alpha: 1 })
    expect(paintOf(9, 0x00ff0000)).toEqual({ colour: '#ff0000', alpha: 0 })
    expect(paintOf(9, 0)).toEqual({ colour: '#000000', alpha: 0 })
  })

  test('that is not stored is the highlighter’s yellow, so that the mark is seen', () => {
    expect(paintOf(9, undefined)).toEqual({ colour: '#fae719', alpha: 1 })
  })

  test('takes the place of a colour number of firmware yet to come', () => {
    expect(paintOf(14, 0xff010203)).toEqual({ colour: '#010203', alpha: 1 })
    expect(paintOf(200, undefined)).toEqual({ colour: '#000000', alpha: 1 })
  })
})

describe('tools and colours together', () => {
  const look = (tool: number, colour: number): ReturnType<typeof lookOf> => lookOf(stroke([[0, 0]], { tool, colour }))

  test('a highlighter of either generation darkens in the palette’s colours', () => {
    for (const tool of [5, 18]) {
      for (const [colour, rgb] of LEGACY_HIGHLIGHTERS) {
        const { colour: shown = '', opacity, blend } = look(tool, colour) ?? {}
        expect([bytesOf(shown), opacity, blend]).toEqual([rgb, 1, 'darken'])
      }
    }
  })

  test('no pen but the highlighter darkens, and none is clear without being told', () => {
    for (const tool of [0, 1, 2, 3, 4, 6, 7, 12, 13, 14, 15, 16, 17, 21, 23, 99]) {
      for (const [colour] of PENS) {
        const found = look(tool, colour)
        expect([tool, found?.blend]).toEqual([tool, 'normal'])
        expect(found?.opacity).toBeGreaterThan(0.29)
      }
    }
  })

  test('both generations of each pen look the same', () => {
    for (const [old, young] of [
      [0, 12],
      [1, 14],
      [2, 15],
      [3, 16],
      [4, 17],
      [5, 18],
      [7, 13],
    ] as const)
      // prettier-ignore
      for (const [colour] of PENS) expect(look(old, colour)).toEqual(look(young, colour))
  })

  test('an eraser paints white whatever colour and value it holds', () => {
    const found = lookOf(stroke([[0, 0]], { tool: 6, colour: 9, argb: 0x40ff0000 }))
    expect(found).toMatchObject({ colour: '#ffffff', opacity: 1, blend: 'normal' })
  })
})

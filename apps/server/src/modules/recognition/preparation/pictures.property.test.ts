import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { boxBetween, identity, mapBox, mapPoint, undoTurn, unionOf } from './affine.ts'
import { encodeWithin } from './encode.ts'
import { eachInkPixel, hasInk, noiseSigma, stretchContrast, type Grey } from './grey.ts'
import { layOverInk } from './lay-over-ink.ts'
import { estimateSkew } from './skew.ts'

const fraction = fc.double({ min: 0, max: 1, noNaN: true })
const point = fc.record({ x: fraction, y: fraction })
const box = fc
  .tuple(point, point)
  .map(([a, b]) =>
    boxBetween({ x: Math.min(a.x, b.x), y: Math.min(a.y, b.y) }, { x: Math.max(a.x, b.x), y: Math.max(a.y, b.y) }),
  )
const size = fc.record({ width: fc.integer({ min: 50, max: 4_000 }), height: fc.integer({ min: 50, max: 4_000 }) })
const grey = fc
  .record({ width: fc.integer({ min: 1, max: 40 }), height: fc.integer({ min: 1, max: 40 }) })
  .chain(({ width, height }) =>
    fc
      .uint8Array({ minLength: width * height, maxLength: width * height })
      .map((pixels): Grey => ({ pixels, width, height })),
  )

/** White paper with black bars, as [left, top, right, bottom] in pixels. */
function paper(width: number, height: number, bars: [number, number, number, number][] = []): Grey {
  const pixels = new Uint8Array(width * height).fill(255)
  for (const [left, top, right, bottom] of bars) {
    for (let y = top; y < bottom; y += 1) pixels.fill(0, y * width + left, y * width + right)
  }
  return { pixels, width, height }
}

describe('boxes', () => {
  test('mapped by any turn stay on the picture', () => {
    fc.assert(
      fc.property(box, size, fc.double({ min: -8, max: 8, noNaN: true }), (one, upright, degrees) => {
        const angle = (Math.abs(degrees) * Math.PI) / 180
        const turned = {
          width: upright.width * Math.cos(angle) + upright.height * Math.sin(angle),
          height: upright.width * Math.sin(angle) + upright.height * Math.cos(angle),
        }
        const back = mapBox(undoTurn({ degrees, turned, upright }), one)
        expect(Math.min(back.x, back.y, back.width, back.height)).toBeGreaterThanOrEqual(0)
        expect(Math.max(back.x + back.width, back.y + back.height)).toBeLessThanOrEqual(1 + 1e-9)
        expect(mapBox(identity, one)).toMatchObject({ x: expect.closeTo(one.x), width: expect.closeTo(one.width) })
      }),
    )
  })

  test('a turn undone is where it was, for every point of every page', () => {
    fc.assert(
      fc.property(point, size, fc.double({ min: -8, max: 8, noNaN: true }), (at, upright, degrees) => {
        const angle = (degrees * Math.PI) / 180
        const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
        const turned = {
          width: upright.width * cos + upright.height * Math.abs(sin),
          height: upright.width * Math.abs(sin) + upright.height * cos,
        }
        const [dx, dy] = [(at.x - 0.5) * upright.width, (at.y - 0.5) * upright.height]
        const seen = {
          x: 0.5 + (dx * cos - dy * sin) / turned.width,
          y: 0.5 + (dx * sin + dy * cos) / turned.height,
        }
        const back = mapPoint(undoTurn({ degrees, turned, upright }), seen)
        expect(back.x).toBeCloseTo(at.x, 9)
        expect(back.y).toBeCloseTo(at.y, 9)
      }),
    )
  })

  test('a union holds all of its boxes, and is no larger than it must be', () => {
    fc.assert(
      fc.property(fc.array(box, { minLength: 1, maxLength: 8 }), (boxes) => {
        const all = unionOf(boxes)
        expect(all.x).toBe(Math.min(...boxes.map((one) => one.x)))
        const right = Math.max(...boxes.map((one) => one.x + one.width))
        expect(all.x + all.width).toBeCloseTo(Math.min(1, right), 9)
        for (const one of boxes) expect(one.y + one.height).toBeLessThanOrEqual(all.y + all.height + 1e-9)
      }),
    )
  })
})

describe('grey pictures of any content', () => {
  test('have a noise that is a number, and are never changed by looking', () => {
    fc.assert(
      fc.property(grey, (one) => {
        const before = one.pixels.slice()
        expect(noiseSigma(one)).toBeGreaterThanOrEqual(0)
        hasInk(one)
        estimateSkew(one)
        expect(one.pixels).toEqual(before)
      }),
    )
  })

  test('stretched keep the order of their levels, and are not stretched twice', () => {
    fc.assert(
      fc.property(grey, (one) => {
        const once = stretchContrast(one)
        for (let at = 1; at < one.pixels.length; at += 1) {
          const [a = 0, b = 0] = [one.pixels[at - 1], one.pixels[at]]
          if (a <= b) expect(once.pixels[at - 1]).toBeLessThanOrEqual(once.pixels[at] ?? 0)
        }
        expect(stretchContrast(once).pixels).toEqual(once.pixels)
      }),
    )
  })

  test('have boxes for any number of lines, on the page and from top to bottom', () => {
    fc.assert(
      fc.property(grey, fc.nat(12), (one, count) => {
        const boxes = layOverInk(one, count)
        expect(boxes).toHaveLength(count)
        for (const [index, at] of boxes.entries()) {
          expect(at.height).toBeGreaterThan(0)
          expect(at.y + at.height).toBeLessThanOrEqual(1 + 1e-9)
          expect(at.y).toBeGreaterThanOrEqual((boxes[index - 1]?.y ?? 0) - 1e-9)
        }
      }),
    )
  })
})

describe('ink', () => {
  test('is what differs from the paper, on white paper and on black alike', () => {
    const seen: [number, number][] = []
    eachInkPixel(paper(60, 60, [[10, 20, 12, 21]]), (x, y) => void seen.push([x, y]))
    expect(seen).toEqual([
      [10, 20],
      [11, 20],
    ])
    const inverse = paper(60, 60, [[10, 20, 30, 30]])
    inverse.pixels.forEach((value, at) => (inverse.pixels[at] = 255 - value))
    expect(hasInk(inverse)).toBe(true)
  })

  test('is more than dust: four pixels of a small page are none, five are', () => {
    expect(hasInk(paper(100, 100, [[10, 10, 12, 12]]))).toBe(false)
    expect(hasInk(paper(100, 100, [[10, 10, 15, 11]]))).toBe(true)
  })

  test.each([0, 1, 40])('is not the difference of %s levels between paper and its shadow', (levels) => {
    const page = paper(100, 100)
    page.pixels.fill(255 - levels, 0, 2_000)
    expect(hasInk(page)).toBe(false)
  })

  test('of a page of nothing has no skew', () => {
    expect(estimateSkew(paper(400, 400))).toBe(0)
    expect(estimateSkew(paper(1, 1))).toBe(0)
  })

  test('in level bars is level, in a slope of 1 to 20 runs down by 2.9 degrees', () => {
    const level = Array.from({ length: 8 }, (_, row): [number, number, number, number] => [
      50,
      50 + row * 60,
      750,
      54 + row * 60,
    ])
    expect(estimateSkew(paper(800, 600, level))).toBe(0)
    const sloping = level.flatMap(([left, top, right]) =>
      Array.from({ length: (right - left) / 20 }, (_, step): [number, number, number, number] => {
        const x = left + step * 20
        return [x, top + step, x + 20, top + step + 4]
      }),
    )
    expect(estimateSkew(paper(800, 640, sloping))).toBeCloseTo(2.9, 0)
  })
})

describe('an encoded picture', () => {
  const noisy = Buffer.from(Uint8Array.from({ length: 300 * 200 }, (_, at) => Math.imul(at + 1, 2_654_435_761) >>> 11))
  const picture = () => sharp(noisy, { raw: { width: 300, height: 200, channels: 1 } })
  const wish = { width: 300, height: 200, maxEdgePx: 1_000, maxImageBytes: 1_000_000, prefers: 'png' }

  test('stays a PNG of its own size while it fits', async () => {
    const made = await encodeWithin(picture(), wish)
    expect(made).toMatchObject({ mediaType: 'image/png', width: 300, height: 200 })
    expect(await sharp(made?.bytes).metadata()).toMatchObject({ format: 'png', width: 300, height: 200 })
  })

  test('of a photograph is a JPEG', async () => {
    expect(await encodeWithin(picture(), { ...wish, prefers: 'jpeg' })).toMatchObject({ mediaType: 'image/jpeg' })
  })

  test('gives up the format, then pixels, and its sizes are those of its bytes', async () => {
    const widths: number[] = []
    for (const maxImageBytes of [60_000, 30_000, 12_000]) {
      const made = await encodeWithin(picture(), { ...wish, maxImageBytes })
      expect(made?.bytes.byteLength).toBeLessThanOrEqual(maxImageBytes)
      expect(await sharp(made?.bytes).metadata()).toMatchObject({ width: made?.width, height: made?.height })
      widths.push(made?.width ?? 0)
    }
    expect(widths.at(-1)).toBeLessThan(300)
    expect(widths).toEqual(widths.toSorted((a, b) => b - a))
  })

  test('is never longer than the engine’s edge, in either direction, and keeps its shape', async () => {
    expect(await encodeWithin(picture(), { ...wish, maxEdgePx: 150 })).toMatchObject({ width: 150, height: 100 })
    const tall = picture().rotate(90)
    expect(await encodeWithin(tall, { ...wish, width: 200, height: 300, maxEdgePx: 150 })).toMatchObject({
      height: 150,
    })
  })

  test('that fits into nothing is not made', async () => {
    expect(await encodeWithin(picture(), { ...wish, maxImageBytes: 100 })).toBeUndefined()
  })
})

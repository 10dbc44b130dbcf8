import { createCanvas } from '@napi-rs/canvas'
import { createReplay, drawOn, layoutPage, paceOf } from '@kinfolio/ink'
import { layer, scene, stroke } from '@kinfolio/ink/testing'
import { expect, test } from 'vitest'

const SCALE = 0.25

/** Four strokes across the page one below the other, written from the lowest up; then 400 dots far down. */
function made() {
  const across = (y: number, counter: number) =>
    stroke(
      Array.from({ length: 40 }, (_, at): [number, number] => [-600 + at * 30, y]),
      { id: { author: 1, counter }, width: 12 },
    )
  const dots = Array.from({ length: 400 }, (_, at) =>
    stroke([[-600 + at, 1_700]], { id: { author: 1, counter: 50 + at } }),
  )
  const drawn = scene([layer([across(100, 14), across(200, 13), across(300, 12), across(400, 11), ...dots])])
  const page = layoutPage(drawn)
  return { page, pace: paceOf(drawn, page) }
}

function open({ isStill = false } = {}) {
  const ink = made()
  const [width, height] = [ink.page.width * SCALE, ink.page.height * SCALE]
  const [front, back] = [createCanvas(width, height), createCanvas(width, height)]
  const side = (canvas: typeof front) => ({ context: canvas.getContext('2d'), canvas, width, height })
  let clock = 0
  const parts = { front: side(front), back: side(back), images: new Map(), paper: '#ffffff', isStill }
  const replay = createReplay({ ink, ...parts, now: () => clock++ })
  const pixels = () => Buffer.from(front.data())
  return {
    ink,
    replay,
    pixels,
    /** Rows of the page on which anything is written, and how far to the right. */
    written: () => [100, 200, 300, 400].map((y) => reach(pixels(), { width, y: y * SCALE })),
    show(ms: number) {
      replay.seek(ms)
      while (replay.work(Infinity));
    },
  }
}

function reach(pixels: Buffer, { width, y }: { width: number; y: number }): number {
  for (let x = width - 1; x >= 0; x--) if (pixels[4 * (Math.round(y) * width + x)]! < 128) return Math.round(x / SCALE)
  return 0
}

/** The four strokes take 585 ms each and a lift of 120. */
const STROKE_MS = 585
const NEXT_MS = STROKE_MS + 120

test('ink appears in the order it was written, and a stroke under way is seen as far as it has come', () => {
  const { written, show } = open()
  show(NEXT_MS * 2 + STROKE_MS / 2)
  const [first = 0, second = 0, third = 0, fourth = 0] = written()
  expect([first > 0, third > 1_200, fourth > 1_200]).toEqual([false, true, true])
  expect(second).toBeGreaterThan(550)
  expect(second).toBeLessThan(850)
})

test('who wants less motion sees whole strokes only', () => {
  const { written, show } = open({ isStill: true })
  show(NEXT_MS * 2 + STROKE_MS / 2)
  expect(written().map((x) => x > 0)).toEqual([false, false, true, true])
})

test('going back and on again shows the same as going there at once', () => {
  const there = open()
  there.show(NEXT_MS * 3)
  const detour = open()
  for (const ms of [NEXT_MS, 1e9, 0, NEXT_MS * 3]) detour.show(ms)
  expect(detour.pixels().equals(there.pixels())).toBe(true)
})

test('at its end the replay is the drawing', () => {
  const { ink, replay, show, pixels } = open()
  show(replay.totalMs)
  const canvas = createCanvas(ink.page.width * SCALE, ink.page.height * SCALE)
  drawOn(ink.page, { context: canvas.getContext('2d'), scale: SCALE })
  expect(pixels().equals(Buffer.from(canvas.data()))).toBe(true)
})

test('a leap that takes longer than a slice keeps showing where it was until it is there', () => {
  const { replay, written, show } = open()
  show(NEXT_MS)
  const before = written()
  replay.seek(replay.totalMs)
  expect(replay.work(-1)).toBe(true)
  expect(written()).toEqual(before)
  while (replay.work(-1));
  expect(written().every((x) => x > 1_200)).toBe(true)
  expect(replay.work(-1)).toBe(false)
})

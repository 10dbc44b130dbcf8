import { expect, test } from 'vitest'
import { drawOn, layoutPage } from './index.ts'
import type { Canvas2d } from './canvas.ts'
import type { Page } from './index.ts'
import { layer, scene, stroke, typed } from '../test/scenes.ts'

/** A context that writes down what is painted, with the settings that count at that moment. */
function recorder(measured = 50): { context: Canvas2d; painted: string[]; open: () => number } {
  const painted: string[] = []
  let depth = 0
  let corners = 0
  const context: Canvas2d = {
    fillStyle: '',
    strokeStyle: '',
    lineWidth: 1,
    globalAlpha: 1,
    globalCompositeOperation: 'source-over',
    font: '',
    save: () => void depth++,
    restore: () => void depth--,
    scale: (x, y) => painted.push(`scale ${x} ${y}`),
    translate: (x, y) => painted.push(`translate ${x} ${y}`),
    transform: (...matrix) => painted.push(`transform ${matrix.join(' ')}`),
    beginPath: () => void (corners = 0),
    moveTo: () => void corners++,
    lineTo: () => void corners++,
    closePath: () => undefined,
    fill: () =>
      painted.push(
        `fill ${corners} ${String(context.fillStyle)} ${context.globalAlpha} ${context.globalCompositeOperation}`,
      ),
    fillRect: (...box) => painted.push(`rect ${box.join(' ')} ${String(context.fillStyle)}`),
    strokeRect: () => painted.push('frame'),
    fillText: (text) => painted.push(`text ${text} ${context.font.split(' ').slice(0, 2).join(' ')}`),
    measureText: () => ({ width: measured }),
    createPattern: (tile) => ({
      toString: () => `grain of ${String(tile)}`,
      setTransform: ({ a, d }) => painted.push(`tile ${a} ${d}`),
    }),
    drawImage: (...[, x, y, width, height]) => painted.push(`image ${x} ${y} ${width} ${height}`),
  }
  return { context, painted, open: () => depth }
}

const flat = stroke([[0, 10], [20, 10]], { tool: 18, colour: 9, argb: 0xffffed75 }) // prettier-ignore

function paint(page: Page, options: Partial<Parameters<typeof drawOn>[1]> = {}): string[] {
  const { context, painted, open } = recorder()
  drawOn(page, { context, ...options })
  expect([open(), context.globalAlpha, context.globalCompositeOperation]).toEqual([0, 1, 'source-over'])
  return painted
}

test('the paper is painted first, then strokes with their blending, and the context is left as it was', () => {
  expect(paint(layoutPage(scene([layer([flat])])))).toEqual([
    'scale 1 1',
    'translate 702 0',
    'rect -702 0 1404 1872 #ffffff',
    'fill 4 #ffed75 1 darken',
  ])
})

test('the scale and a missing background are obeyed', () => {
  expect(paint(layoutPage(scene([])), { scale: 2, background: 'none' })).toEqual(['scale 2 2', 'translate 702 0'])
})

test('translucent ink is painted with its alpha', () => {
  const shader = { ...flat, tool: 23, argb: 0x80c07fd2 }
  expect(paint(layoutPage(scene([layer([shader])]))).at(-1)).toMatch(/^fill \d+ #c07fd2 0\.50196\d* source-over$/)
})

test('text is stretched from the width the context measures to the tablet’s', () => {
  const page = layoutPage(scene([], { text: typed([{ text: 'wide' }]) }))
  const width = page.text[0]?.rect.width ?? 0
  expect(paint(page).slice(-3)).toEqual(['translate -464 267.5', `scale ${width / 50} 1`, 'text wide 400 32px'])
})

test('pictures are drawn from what the caller decoded, and framed where it could not', () => {
  const corners = [
    { x: 0, y: 0, u: 0, v: 0 },
    { x: 10, y: 0, u: 1, v: 0 },
    { x: 10, y: 20, u: 1, v: 1 },
  ]
  const image = {
    kind: 'image',
    id: { author: 1, counter: 1 },
    image: 'a',
    corners,
    triangles: [],
  } satisfies Parameters<typeof layer>[0][number]
  const page = layoutPage(
    scene([layer([image])], { images: new Map([['a', { fileName: 'a.png', bytes: undefined }]]) }),
  )
  expect(paint(page).at(-1)).toBe('frame')
  expect(paint(page, { images: new Map([['a', {}]]) }).slice(-2)).toEqual(['transform 10 0 0 20 0 0', 'image 0 0 1 1'])
})

test('a stroke is one path of the context’s own kind where it has one', () => {
  const paths: string[] = []
  const painted = paint(layoutPage(scene([layer([flat])])), { pathOf: (d) => paths.push(d) })
  expect(paths).toHaveLength(1)
  expect(paths[0]).toBe('M 0 8l 20 0 0 4-20 0z')
  expect(painted.at(-1)).toBe('fill 0 #ffed75 1 darken')
})

const pencilled = layoutPage(scene([layer([1, 2].map(() => stroke([[0, 10], [20, 10]], { tool: 14, colour: 7 })))])) // prettier-ignore

test('pencils are filled with a pattern of grains in their colour, made once', () => {
  const tiles: { side: number; painted: string[] }[] = []
  const createTile = (side: number) => {
    const { context, painted } = recorder()
    tiles.push({ side, painted })
    return { context, tile: tiles.length }
  }
  const painted = paint(pencilled, { createTile })
  expect(tiles.map(({ side }) => side)).toEqual([72])
  expect(tiles[0]?.painted[0]).toBe('scale 2 2')
  expect(tiles[0]?.painted.slice(1).every((rect) => /^rect .* #c23132$/.test(rect))).toBe(true)
  // Two pixels of the tile are one unit of the page.
  expect(painted.filter((call) => call.startsWith('tile'))).toEqual(['tile 0.5 0.5'])
  expect(painted.filter((call) => /^fill \d+ grain of 1 1 source-over$/.test(call))).toHaveLength(2)
})

test('where no tile can be made, pencils are as dark without grains', () => {
  // A pressure of 0.5 covers 0.04 + 0.66 × 0.5 of the paper, to the next sixteenth.
  expect(paint(pencilled).at(-1)).toMatch(/^fill \d+ #c23132 0\.375 source-over$/)
})

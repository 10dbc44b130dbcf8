import { createCanvas } from '@napi-rs/canvas'
import type { Canvas } from '@napi-rs/canvas'
import { createTilePainter, drawOn, layoutPage } from '@kinfolio/ink'
import type { Page } from '@kinfolio/ink'
import { layer, scene, stroke } from '@kinfolio/ink/testing'
import { expect, test } from 'vitest'

/** As in the viewer: tiles of 512 pixels that overlap their neighbours by one. */
const TILE = 512
const OVERLAP = 1
/** Where an edge of ink runs through a pixel, its share of it may be reckoned a little differently. */
const EDGE_DIFFERENCE_MAX = 96
const MEAN_DIFFERENCE_MAX = 0.05

const light = { marks: [], inkIn: [], ink: '#2c4a9a' }

/** Pens, pencils, shaders and highlighters that cross one another and every border of a tile. */
function crossing(strokes = 160): Page {
  const items = Array.from({ length: strokes }, (_, index) => {
    const [x, y] = [-680 + ((index * 97) % 1_300), 40 + ((index * 211) % 1_750)]
    const pairs = Array.from({ length: 24 }, (_at, at): [number, number] => [x + at * 9, y + Math.sin(at / 2) * 60])
    const pen = [{ tool: 17 }, { tool: 1 }, { tool: 18, colour: 3, width: 30 }, { tool: 18, colour: 5, width: 30 }]
    const shader = { tool: 23, colour: 9, argb: 0x66_c2_31_32, width: 32 }
    return stroke(pairs, [...pen, shader][index % 5])
  })
  return layoutPage(scene([layer(items)]), { template: 'P Grid medium' })
}

function painterOf(page: Page) {
  return createTilePainter<Canvas>({
    page,
    images: new Map(),
    paper: '#ffffff',
    openCanvas: () => {
      const canvas = createCanvas(TILE + 2 * OVERLAP, TILE + 2 * OVERLAP)
      return { context: canvas.getContext('2d'), finish: () => canvas }
    },
    createTile,
    now: () => 0,
  })
}

function createTile(side: number) {
  const tile = createCanvas(side, side)
  return { context: tile.getContext('2d'), tile }
}

/** All tiles of a level, without their overlap, as one picture. */
function fromTiles(page: Page, { level, columns, rows }: { level: number; columns: number; rows: number }): Canvas {
  const painter = painterOf(page)
  painter.want(
    Array.from({ length: columns * rows }, (_, at) => ({ level, column: at % columns, row: Math.floor(at / columns) })),
  )
  const whole = createCanvas(columns * TILE, rows * TILE)
  while (!painter.isIdle()) {
    const painted = painter.work(0)
    if (painted === undefined) continue
    const { tile, picture } = painted
    const at = [tile.column * TILE, tile.row * TILE, TILE, TILE] as const
    whole.getContext('2d').drawImage(picture, OVERLAP, OVERLAP, TILE, TILE, ...at)
  }
  return whole
}

function inOnePiece(page: Page, size: { scale: number; width: number; height: number }): Canvas {
  const canvas = createCanvas(size.width, size.height)
  const context = canvas.getContext('2d')
  context.fillStyle = '#ffffff'
  context.fillRect(0, 0, size.width, size.height)
  // Grain finer than a pixel is even ink.
  drawOn(page, { context, scale: size.scale, ...(size.scale < 0.6 ? {} : { createTile }) })
  return canvas
}

test.each([
  ['half size', { level: -2, columns: 2, rows: 2 }],
  ['native size', { level: 0, columns: 3, rows: 4 }],
  ['larger', { level: 1, columns: 4, rows: 6 }],
])('the tiles of a page at %s are its drawing in one piece, seams and blended colours included', (_, grid) => {
  const page = crossing()
  const tiles = fromTiles(page, grid)
  const whole = inOnePiece(page, { scale: 2 ** (grid.level / 2), width: tiles.width, height: tiles.height })
  const [a, b] = [tiles.data(), whole.data()]
  let [sum, most] = [0, 0]
  for (let at = 0; at < a.length; at++) {
    const difference = Math.abs(a[at]! - b[at]!)
    sum += difference
    most = Math.max(most, difference)
  }
  expect(most).toBeLessThanOrEqual(EDGE_DIFFERENCE_MAX)
  expect(sum / a.length).toBeLessThan(MEAN_DIFFERENCE_MAX)
})

test('a tile no longer wanted is given up half done, and a light paints it anew', () => {
  const painter = painterOf(crossing(900))
  const [first, second] = [
    { level: -2, column: 0, row: 0 },
    { level: -2, column: 1, row: 0 },
  ]
  painter.want([first, second])
  expect(painter.work(-1)).toBeUndefined()
  painter.want([second])
  const plain = finish(painter)
  expect(plain.map(({ tile }) => tile)).toEqual([second])

  painter.want([second])
  painter.work(-1)
  const box = { x: 0.6, y: 0.05, width: 0.35, height: 0.2 }
  painter.light({ ...light, marks: [{ box, colour: '#ffe27a', opacity: 1 }], inkIn: [box] })
  const [lit] = finish(painter)
  expect(coloursOf(lit!.picture)).toContain('255,226,122')
  expect(coloursOf(lit!.picture)).toContain('44,74,154')
  expect(coloursOf(plain[0]!.picture)).not.toContain('44,74,154')
})

function finish(painter: ReturnType<typeof painterOf>) {
  const painted = []
  while (!painter.isIdle()) {
    const one = painter.work(0)
    if (one !== undefined) painted.push(one)
  }
  return painted
}

function coloursOf(canvas: Canvas): Set<string> {
  const pixels = canvas.data()
  const colours = new Set<string>()
  for (let at = 0; at < pixels.length; at += 4) colours.add(`${pixels[at]},${pixels[at + 1]},${pixels[at + 2]}`)
  return colours
}

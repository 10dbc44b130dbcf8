import { createCanvas, Path2D } from '@napi-rs/canvas'
import type { Canvas, SKRSContext2D } from '@napi-rs/canvas'
import { drawOn } from '@kinfolio/ink'
import type { Page } from '@kinfolio/ink'
import { registerFonts } from './fonts.ts'
import { decodeImages } from './images.ts'
import { encodeOpaquePng } from './png-file.ts'

/** A picture has at most this many pixels; larger wishes are drawn smaller. 64 million are 256 MB while drawing. */
export const MAX_PIXELS = 64_000_000

export type PngOptions = {
  /** Pixels per page unit; 1 is native size. */
  scale?: number
  /** Pixels across; wins over `scale`. */
  width?: number
  background?: 'paper' | 'none'
}

/** Draws a page as PNG. Encoding runs outside the event loop. */
export async function toPng(page: Page, options: PngOptions = {}): Promise<Uint8Array> {
  const scale = scaleOf(page, options)
  const images = await decodeImages(page)
  if (page.marks.some((mark) => mark.kind === 'text')) registerFonts()
  const canvas = createCanvas(pixels(page.width * scale), pixels(page.height * scale))
  const pathOf = (d: string): Path2D => new Path2D(d)
  const background = options.background ?? 'paper'
  drawOn(page, { context: canvas.getContext('2d'), scale, images, background, pathOf, createTile })
  if (options.background === 'none') return canvas.encode('png')
  return encodeOpaquePng({ width: canvas.width, height: canvas.height, rgba: canvas.data() })
}

function createTile(side: number): { context: SKRSContext2D; tile: Canvas } {
  const tile = createCanvas(side, side)
  return { context: tile.getContext('2d'), tile }
}

function scaleOf(page: Page, { scale = 1, width }: PngOptions): number {
  const wish = width === undefined ? scale : width / page.width
  if (!(wish > 0 && Number.isFinite(wish))) throw new RangeError(`A page cannot be drawn at ${wish} times its size.`)
  return Math.min(wish, Math.sqrt(MAX_PIXELS / (page.width * page.height)))
}

function pixels(length: number): number {
  return Math.max(1, Math.round(length))
}

import type { Rect } from '@kinfolio/rm-format'
import { drawOn } from '../canvas.ts'
import type { Canvas2d } from '../canvas.ts'
import type { Mark, OutlineMark, Page } from '../page.ts'
import { boundsOfMark } from './bounds-of-mark.ts'
import { createDetail } from './detail.ts'
import { grainAt } from './grain-at.ts'
import type { GrainTiles } from './grain-at.ts'
import { layGrid } from './mark-grid.ts'
import { NO_LIGHT } from './protocol.ts'
import type { Light } from './protocol.ts'
import { keyOf, onPage, OVERLAP_PX, rectOf, scaleOf } from './tile-plan.ts'
import type { Tile } from './tile-plan.ts'

/** Marks painted between two looks at the clock: well under a millisecond of work. */
const MARKS_A_STEP = 128
/** The share of a stroke's extent that has to lie in a lit place before the stroke is lit. */
const LIT_SHARE_MIN = 0.5

export type PainterInput<Picture> = {
  page: Page
  /** Decoded pictures by `ImageMark.image`. */
  images: ReadonlyMap<string, unknown>
  paper: string
  /** An empty canvas of a tile's size with its overlap; `finish` gives what was painted on it. */
  openCanvas(): { context: Canvas2d; finish(): Picture }
  /** Makes canvases for the grain of pencils. */
  createTile?: GrainTiles['createTile']
  now(): number
}
export type Painted<Picture> = { tile: Tile; picture: Picture }
export type TilePainter<Picture> = {
  /** Replaces what is still to be painted. A tile that is no longer wanted is given up half done. */
  want(tiles: readonly Tile[]): void
  light(light: Light): void
  setPaper(colour: string): void
  /** Paints until the clock says so, and answers the tile that was finished, if one was. */
  work(untilMs: number): Painted<Picture> | undefined
  isIdle(): boolean
}

/** Paints the tiles of a page one after the other, in pieces as small as its caller has time for. */
export function createTilePainter<Picture>(input: PainterInput<Picture>): TilePainter<Picture> {
  const { page, now } = input
  const frame = frameOf(page)
  const grid = layGrid(page.marks.map(boundsOfMark), frame)
  const markAt = createDetail(page.marks)
  const inkFrom = firstInk(page.marks)
  const grains = new Map<string, unknown>()
  let { paper } = input
  const strokesIn = (rect: Rect): number[] => Array.from(grid.meeting(rect)).filter((at) => isIn(page.marks[at], rect))
  let lit = litPage(NO_LIGHT, { frame, strokesIn })
  let queue: Tile[] = []
  let current: Work<Picture> | undefined

  function begin(tile: Tile): Work<Picture> {
    const { context, finish } = input.openCanvas()
    const scale = scaleOf(tile.level)
    const rect = withOverlap(rectOf(tile, frame), OVERLAP_PX / scale)
    context.fillStyle = paper
    context.fillRect(0, 0, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
    const marks = grid.meeting(rect)
    const inkAt = marks.findIndex((index) => index >= inkFrom)
    return { tile, context, finish, scale, rect, marks, inkAt: inkAt < 0 ? marks.length : inkAt, done: 0 }
  }

  function step(work: Work<Picture>): void {
    const marks: Mark[] = []
    const end = Math.min(work.done + MARKS_A_STEP, work.marks.length)
    for (; work.done < end; work.done++) {
      if (work.done === work.inkAt) marks.push(...lit.below)
      const index = work.marks[work.done]!
      const mark = markAt(index, work.tile.level)
      marks.push(lit.strokes.has(index) && mark.kind === 'outline' ? inLight(mark, lit.ink) : mark)
    }
    if (end === work.marks.length && end === work.inkAt) marks.push(...lit.below)
    const part = { ...page, left: work.rect.x, top: work.rect.y, marks }
    const { context, scale } = work
    const grain = grainAt(scale, { createTile: input.createTile, grains })
    drawOn(part, { context, scale, ...grain, background: 'none', images: input.images })
  }

  function restart(): void {
    queue = [...(current === undefined ? [] : [current.tile]), ...queue]
    current = undefined
  }

  return {
    want(tiles) {
      const wanted = new Set(tiles.map(keyOf))
      if (current !== undefined && !wanted.has(keyOf(current.tile))) current = undefined
      const begun = current === undefined ? undefined : keyOf(current.tile)
      queue = tiles.filter((tile) => keyOf(tile) !== begun)
    },
    light(light) {
      lit = litPage(light, { frame, strokesIn })
      restart()
    },
    setPaper(colour) {
      paper = colour
      restart()
    },
    work(untilMs) {
      const next = current ?? queue.shift()
      if (next === undefined) return undefined
      const work = 'context' in next ? next : begin(next)
      current = work
      do step(work)
      while (work.done < work.marks.length && now() < untilMs)
      if (work.done < work.marks.length) return undefined
      current = undefined
      return { tile: work.tile, picture: work.finish() }
    },
    isIdle: () => current === undefined && queue.length === 0,
  }
}

/** `below` lies above paper and pictures, which would hide it, and below what is written, which it would dull. */
type LitPage = { below: readonly Mark[]; strokes: ReadonlySet<number>; ink: string }
type Work<Picture> = {
  tile: Tile
  context: Canvas2d
  finish: () => Picture
  scale: number
  rect: Rect
  /** Indices of the marks that touch the tile, bottom to top. */
  marks: Uint32Array
  done: number
  /** Which of them is the first ink: the light comes before it. */
  inkAt: number
}

function firstInk(marks: readonly Mark[]): number {
  const afterPictures = marks.findLastIndex(({ kind }) => kind === 'image' || kind === 'template') + 1
  const ink = marks.findIndex(({ kind }) => kind === 'outline' || kind === 'highlight')
  return ink < 0 ? marks.length : Math.max(ink, afterPictures)
}

function litPage(light: Light, on: { frame: Rect; strokesIn: (rect: Rect) => number[] }): LitPage {
  const below = light.marks.map(({ box, colour, opacity }): Mark => {
    const rects = [onPage(box, on.frame)]
    return { kind: 'highlight', layer: 0, colour, opacity, blend: 'normal', rects, text: '' }
  })
  const strokes = new Set(light.inkIn.flatMap((box) => on.strokesIn(onPage(box, on.frame))))
  return { below, strokes, ink: light.ink }
}

function inLight(mark: OutlineMark, colour: string): OutlineMark {
  return { ...mark, colour, opacity: 1, blend: 'normal', grain: undefined }
}

function isIn(mark: Mark | undefined, rect: Rect): boolean {
  if (mark?.kind !== 'outline') return false
  const { x, y, width, height } = mark.bounds
  return share([x, width], [rect.x, rect.width]) * share([y, height], [rect.y, rect.height]) >= LIT_SHARE_MIN
}

function share([start, length]: [number, number], [from, size]: [number, number]): number {
  if (length <= 0) return 1
  return Math.max(0, Math.min(start + length, from + size) - Math.max(start, from)) / length
}

function frameOf({ left, top, width, height }: Page): Rect {
  return { x: left, y: top, width, height }
}

function withOverlap({ x, y, width, height }: Rect, by: number): Rect {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by }
}

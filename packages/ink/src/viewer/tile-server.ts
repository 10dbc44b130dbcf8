import type { Canvas2d } from '../canvas.ts'
import type { Page } from '../page.ts'
import { imageTypeOf } from '../image-bytes.ts'
import { unpackPage } from './pack-page.ts'
import type { Answer, TilePicture, Wish } from './protocol.ts'
import { createTilePainter } from './tile-painter.ts'
import type { TilePainter } from './tile-painter.ts'
import { OVERLAP_PX, TILE_PX } from './tile-plan.ts'

/** In a worker nobody waits for the slice, only the next wish does. */
const WORKER_SLICE_MS = 12
/** On the main thread painting shares a frame of 8 ms with moving the tiles. */
const MAIN_SLICE_MS = 4
const CANVAS_PX = TILE_PX + 2 * OVERLAP_PX

type ServerInput = {
  send: (answer: Answer) => void
  openCanvas: () => { context: Canvas2d; finish: () => TilePicture }
  createTile: (side: number) => { context: Canvas2d; tile: unknown }
  sliceMs: number
  /** Comes back when the next slice may begin. */
  pause: (then: () => void) => void
}

/** Answers wishes for tiles, a slice of work at a time; between two slices newer wishes are heard. */
function serveTiles({ send, openCanvas, createTile, sliceMs, pause }: ServerInput): (wish: Wish) => void {
  let painter: TilePainter<TilePicture> | undefined
  const waiting: Wish[] = []
  let epoch = 0
  let isWorking = false

  async function open({ packed, paper }: Extract<Wish, { kind: 'open' }>): Promise<void> {
    const { page } = unpackPage(packed)
    const images = await decodeImages(page)
    painter = createTilePainter({ page, images, paper, openCanvas, createTile, now: () => performance.now() })
    const frame = { x: page.left, y: page.top, width: page.width, height: page.height }
    send({ kind: 'opened', frame, strokes: page.marks.filter(({ kind }) => kind === 'outline').length })
    for (const wish of waiting.splice(0)) fulfil(painter, wish)
  }

  function fulfil(at: TilePainter<TilePicture>, wish: Wish): void {
    if (wish.kind === 'want') at.want(wish.tiles)
    if (wish.kind === 'light') at.light(wish.light)
    if (wish.kind === 'paper') at.setPaper(wish.paper)
    if (wish.kind === 'light' || wish.kind === 'paper') epoch = wish.epoch
    if (!isWorking && !at.isIdle()) {
      isWorking = true
      pause(work)
    }
  }

  function work(): void {
    const painted = painter?.work(performance.now() + sliceMs)
    if (painted !== undefined) send({ kind: 'painted', ...painted, epoch })
    isWorking = painter?.isIdle() === false
    if (isWorking) pause(work)
  }

  return (wish) => {
    if (wish.kind === 'open') open(wish).catch((error: unknown) => send({ kind: 'failed', message: String(error) }))
    else if (painter === undefined) waiting.push(wish)
    else fulfil(painter, wish)
  }
}

/** The painter inside a worker. Its script calls this once, with its own global scope. */
export function runTileWorker(scope: {
  addEventListener(kind: 'message', listener: (event: MessageEvent<Wish>) => void): void
  postMessage(answer: Answer, options: { transfer: Transferable[] }): void
}): void {
  const canvas = new OffscreenCanvas(CANVAS_PX, CANVAS_PX)
  // A task of its own lets newer wishes in first; timers would wait four milliseconds each time.
  const { port1, port2 } = new MessageChannel()
  let next = (): void => undefined
  port1.onmessage = () => next()
  const receive = serveTiles({
    send: (answer) => scope.postMessage(answer, { transfer: bitmapsOf(answer) }),
    openCanvas: () => ({ context: contextOf(canvas), finish: () => canvas.transferToImageBitmap() }),
    createTile: (side) => grainTileOn(new OffscreenCanvas(side, side)),
    sliceMs: WORKER_SLICE_MS,
    pause(then) {
      next = then
      port2.postMessage(undefined)
    },
  })
  scope.addEventListener('message', ({ data }) => receive(data))
}

/** The painter on the main thread, a slice in each frame, for browsers whose workers have no canvas. */
export function paintInSlices(document: Document, hear: (answer: Answer) => void) {
  let isOpen = true
  const openSquare = (side: number): HTMLCanvasElement => {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = side
    return canvas
  }
  const wish = serveTiles({
    send: (answer) => (isOpen ? hear(answer) : undefined),
    openCanvas: () => {
      const canvas = openSquare(CANVAS_PX)
      return { context: contextOf(canvas), finish: () => canvas }
    },
    createTile: (side) => grainTileOn(openSquare(side)),
    sliceMs: MAIN_SLICE_MS,
    pause: (then) => void (isOpen && requestAnimationFrame(then)),
  })
  return { wish, close: (): void => void (isOpen = false) }
}

function grainTileOn(canvas: HTMLCanvasElement | OffscreenCanvas): { context: Canvas2d; tile: unknown } {
  return { context: contextOf(canvas, { alpha: true }), tile: canvas }
}

/** Tiles are opaque: paper lies under all of them, which also spares blending when they are shown. */
function contextOf(canvas: HTMLCanvasElement | OffscreenCanvas, { alpha } = { alpha: false }): Canvas2d {
  // The two kinds of canvas differ in nothing that is used here.
  const context = (canvas as OffscreenCanvas).getContext('2d', { alpha })
  if (context === null) throw new Error('This browser has no canvas.')
  return context
}

function bitmapsOf(answer: Answer): Transferable[] {
  return answer.kind === 'painted' && answer.picture instanceof ImageBitmap ? [answer.picture] : []
}

/** A picture that cannot be decoded is left out and shows as an empty frame. */
export async function decodeImages({ marks }: Page): Promise<Map<string, ImageBitmap>> {
  const images = new Map<string, ImageBitmap>()
  for (const mark of marks) {
    const type = mark.kind === 'image' && mark.bytes !== undefined ? imageTypeOf(mark.bytes) : undefined
    if (mark.kind !== 'image' || type === undefined || images.has(mark.image)) continue
    const picture = new Blob([mark.bytes as Uint8Array<ArrayBuffer>], { type })
    const decoded = await createImageBitmap(picture).catch(() => undefined)
    if (decoded !== undefined) images.set(mark.image, decoded)
  }
  return images
}

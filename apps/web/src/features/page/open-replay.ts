import { createReplay, REPLAY_PIXELS_MAX } from '@kinfolio/ink'
import type { InkPage, Replay } from '@kinfolio/ink'
import { paperOf } from './paper.ts'

type ReplayInput = { canvas: HTMLCanvasElement; ink: InkPage; images: ReadonlyMap<string, unknown>; isStill: boolean }

/** A replay in as many pixels as its canvas has on the screen; null while it has none. */
export function openReplay({ canvas, ink, images, isStill }: ReplayInput): Replay | null {
  const { width, height } = pixelsOf(canvas)
  if (width === 0 || height === 0) return null
  canvas.width = width
  canvas.height = height
  const behind = new OffscreenCanvas(width, height)
  const [front, back] = [canvas.getContext('2d'), behind.getContext('2d')]
  if (front === null || back === null) return null
  return createReplay({
    ink,
    images,
    paper: paperOf(canvas),
    front: { context: front, canvas, width, height },
    back: { context: back, canvas: behind, width, height },
    isStill,
    createTile,
    now: () => performance.now(),
  })
}

function pixelsOf({ clientWidth, clientHeight }: HTMLCanvasElement): { width: number; height: number } {
  const wanted = clientWidth * clientHeight * devicePixelRatio ** 2
  const scale = devicePixelRatio * Math.min(1, Math.sqrt(REPLAY_PIXELS_MAX / Math.max(1, wanted)))
  return { width: Math.round(clientWidth * scale), height: Math.round(clientHeight * scale) }
}

/** For the grain of pencils. */
function createTile(side: number) {
  const tile = new OffscreenCanvas(side, side)
  const context = tile.getContext('2d')
  if (context === null) throw new Error('This browser has no canvas.')
  return { context, tile }
}

import { drawOn } from '../canvas.ts'
import type { Canvas2d } from '../canvas.ts'
import type { Mark, OutlineMark, Page } from '../page.ts'
import { grainAt } from './grain-at.ts'
import type { GrainTiles } from './grain-at.ts'
import type { InkPage } from './ink-page.ts'
import { begunAt, planReplay } from './replay-plan.ts'

/** Outlines painted between two looks at the clock. */
const OUTLINES_A_STEP = 64
/** Larger canvases are slow to clear and to copy; beyond this the replay is shown a little blurred. */
export const REPLAY_PIXELS_MAX = 6_000_000

type Canvas = { context: Canvas2d; canvas: unknown; width: number; height: number }

export type ReplayInput = {
  ink: InkPage
  /** Decoded pictures by `ImageMark.image`. */
  images: ReadonlyMap<string, unknown>
  paper: string
  /** What is seen. Its pixels decide the scale. */
  front: Canvas
  /** Of the same size; holds the outlines that are done. */
  back: Canvas
  /** Shows whole strokes only, for people who asked for less motion. */
  isStill?: boolean
  /** Makes canvases for the grain of pencils. */
  createTile?: GrainTiles['createTile']
  now(): number
}

export type Replay = {
  totalMs: number
  /** Goes to a moment; `work` shows it. */
  seek(ms: number): void
  /** Paints until the clock says so. False when the moment is shown and nothing is left to do. */
  work(untilMs: number): boolean
}

/**
 * Replays a page's ink on a canvas, at any moment of its writing. Going on paints what came since; going back paints from
 * the beginning, in slices, while the front still shows where it was.
 */
export function createReplay(input: ReplayInput): Replay {
  const { paper, front, back, isStill = false, now, images, createTile } = input
  const { page, pace } = input.ink
  const grains = new Map<string, unknown>()
  const plan = planReplay(pace)
  const outlines = page.marks.filter((mark) => mark.kind === 'outline')
  const ground = page.marks.filter((mark) => mark.kind !== 'outline')
  const scale = front.width / page.width
  const inOrder = (place: number): OutlineMark => outlines[pace.order[place]!]!
  let soughtMs = plan.totalMs
  let shownMs = Number.NaN
  /** Outlines on the back canvas; none before its ground is laid. */
  let painted = -1

  function paint(context: Canvas2d, marks: readonly Mark[]): void {
    const how = { context, scale, background: 'none', images, ...grainAt(scale, { createTile, grains }) } as const
    drawOn({ ...page, marks: [...marks] } satisfies Page, how)
  }

  function layGround(): void {
    back.context.fillStyle = paper
    back.context.fillRect(0, 0, back.width, back.height)
    paint(back.context, ground)
    painted = 0
  }

  function present(growing: OutlineMark | undefined): void {
    // The host pairs the two canvases.
    front.context.drawImage(back.canvas as never, 0, 0, front.width, front.height)
    if (growing !== undefined) paint(front.context, [growing])
    shownMs = soughtMs
  }

  return {
    totalMs: plan.totalMs,
    seek(ms) {
      soughtMs = Math.min(plan.totalMs, Math.max(0, ms))
    },
    work(untilMs) {
      if (soughtMs === shownMs) return false
      const begun = begunAt(plan, soughtMs)
      const last = begun - 1
      const share = last < 0 ? 1 : (soughtMs - plan.startsMs[last]!) / pace.durationMs[pace.order[last]!]!
      const whole = share >= 1 ? begun : last
      if (painted < 0 || painted > whole) layGround()
      while (painted < whole) {
        const end = Math.min(whole, painted + OUTLINES_A_STEP)
        const step = Array.from({ length: end - painted }, (_, at) => inOrder(painted + at))
        paint(back.context, step)
        painted = end
        if (painted < whole && now() >= untilMs) return true
      }
      present(whole === begun || isStill ? undefined : firstPart(inOrder(last), share))
      return false
    },
  }
}

/**
 * The first part of a stroke: its outline runs along one side to the end of the stroke and back along the other, so that a
 * share of it is as much of its front and of its back.
 */
function firstPart(mark: OutlineMark, share: number): OutlineMark {
  const corners = mark.outline.length / 2
  const kept = Math.min(corners, Math.max(2, Math.ceil((share * corners) / 2)))
  const outline = new Float32Array(4 * kept)
  outline.set(mark.outline.subarray(0, 2 * kept))
  outline.set(mark.outline.subarray(mark.outline.length - 2 * kept), 2 * kept)
  return { ...mark, outline }
}

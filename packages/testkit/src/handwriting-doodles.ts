import type { Rect, Stroke } from '@kinfolio/rm-format'
import { COLOURS, TOOLS } from '@kinfolio/rm-format'
import type { Knot } from './handwriting-font.ts'
import { penOf, strokeFrom } from './handwriting.ts'
import { randomFrom } from './handwriting-random.ts'
import type { Random } from './handwriting-random.ts'

/** Tool, colours, thickness and seed of a doodle. */
export type DoodleOptions = {
  seed: number | string
  tool?: number
  colour?: number
  argb?: number
  thickness?: number
}

/** How far a hand's straight line strays, in page units. */
const STRAY = 1.2
const HIGHLIGHT_WIDTH = 30
/** The tablet's yellow highlighter (measured on the official export: 255, 237, 117). */
export const HIGHLIGHT_YELLOW = 0xff_ff_ed_75

/** A box to tick, `size` wide, its lower left corner at x, y; ticked when `isChecked`. */
export function drawCheckbox(
  options: DoodleOptions & { x: number; y: number; size: number; isChecked: boolean },
): Stroke[] {
  const { x, y, size, isChecked } = options
  const box = drawBox({ ...options, box: { x, y: y - size, width: size, height: size } })
  if (!isChecked) return box
  const tick: Place[] = [
    [x + size * 0.18, y - size * 0.5],
    [x + size * 0.42, y - size * 0.16, 'corner'],
    [x + size * 0.8, y - size * 0.75],
    [x + size * 1.2, y - size * 1.25],
  ]
  return [...box, ...drawPaths({ ...options, seed: `${options.seed} tick` }, [tick])]
}

/** A rectangle in one stroke that ends a little past where it began. */
export function drawBox(options: DoodleOptions & { box: Rect }): Stroke[] {
  const { x, y, width, height } = options.box
  const path: Place[] = [
    [x, y + 1, 'corner'],
    [x + 1, y + height, 'corner'],
    [x + width, y + height - 1, 'corner'],
    [x + width - 1, y, 'corner'],
    [x - 2, y],
  ]
  return drawPaths(options, [path])
}

/** A line from left to right that sags a little, as under a heading. */
export function drawUnderline(options: DoodleOptions & { x: number; y: number; width: number }): Stroke[] {
  const { x, y, width } = options
  const path: Place[] = [0, 0.3, 0.7, 1].map((at) => [x + width * at, y + Math.sin(at * Math.PI) * 2])
  return drawPaths(options, [path])
}

/** A slightly bent arrow with its head at `to`. */
export function drawArrow(
  options: DoodleOptions & { from: { x: number; y: number }; to: { x: number; y: number } },
): Stroke[] {
  const { from, to } = options
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  const angle = Math.atan2(to.y - from.y, to.x - from.x)
  const bend = length * 0.08
  const middle: Place = [(from.x + to.x) / 2 + Math.sin(angle) * bend, (from.y + to.y) / 2 - Math.cos(angle) * bend]
  const head = Math.min(length * 0.3, 26)
  const barb = (turn: number): Place => [to.x - head * Math.cos(angle + turn), to.y - head * Math.sin(angle + turn)]
  return drawPaths(options, [
    [[from.x, from.y], middle, [to.x, to.y]],
    [barb(0.5), [to.x, to.y, 'corner'], barb(-0.5)],
  ])
}

/** A ring around something, drawn a little over a full turn. */
export function drawRing(options: DoodleOptions & { box: Rect }): Stroke[] {
  const { x, y, width, height } = options.box
  const path = Array.from({ length: 11 }, (_, step): Place => {
    const angle = -0.6 * Math.PI - (step / 10) * 2.15 * Math.PI
    const grow = 1 + step * 0.008
    return [
      x + width / 2 + (Math.cos(angle) * width * grow) / 2,
      y + height / 2 + (Math.sin(angle) * height * grow) / 2,
    ]
  })
  return drawPaths(options, [path])
}

/** A star of five points in one stroke. */
export function drawStar(options: DoodleOptions & { x: number; y: number; radius: number }): Stroke[] {
  const { x, y, radius } = options
  const path = Array.from({ length: 6 }, (_, step): Place => {
    const angle = -Math.PI / 2 + step * 0.8 * Math.PI
    return [x + Math.cos(angle) * radius, y + Math.sin(angle) * radius, 'corner']
  })
  return drawPaths(options, [path])
}

/** A heart in one stroke, its tip at x, y + size. */
export function drawHeart(options: DoodleOptions & { x: number; y: number; size: number }): Stroke[] {
  const { x, y, size } = options
  const half: readonly (readonly [number, number])[] = [
    [0.3, -0.14],
    [0.56, -0.06],
    [0.6, 0.24],
    [0.36, 0.62],
  ]
  const right = half.map(([dx, dy]): Place => [x + dx * size, y + dy * size])
  const left = half.toReversed().map(([dx, dy]): Place => [x - dx * size, y + dy * size])
  return drawPaths(options, [
    [[x, y + size * 0.16, 'corner'], ...right, [x, y + size, 'corner'], ...left, [x, y + size * 0.16]],
  ])
}

/** The tablet's highlighter over a box of text, as one or more broad strokes. */
export function drawHighlight(options: Pick<DoodleOptions, 'seed' | 'argb'> & { box: Rect }): Stroke[] {
  const { box, argb = HIGHLIGHT_YELLOW } = options
  const y = box.y + box.height / 2
  const random = randomFrom(options.seed)
  const pen = {
    ...penOf({ tool: TOOLS.highlighter[1], colour: COLOURS.own, argb }),
    width: Math.max(HIGHLIGHT_WIDTH, box.height * 0.8),
    liveliness: 0,
  }
  const knots = [box.x - 6, box.x + box.width / 2, box.x + box.width + 6].map((x) => ({
    x,
    y: y + random.wobble(1),
    isCorner: false,
  }))
  return [strokeFrom(knots, { pen, random })]
}

/** A point that a smooth curve passes through; at a `corner` the pen turns sharply. */
export type Place = readonly [x: number, y: number, corner?: 'corner']

/** Free drawing: each path is one stroke of a hand that shakes a little. */
export function drawPaths(options: DoodleOptions, paths: readonly (readonly Place[])[]): Stroke[] {
  const random = randomFrom(options.seed).fork('doodle')
  const pen = penOf(options)
  return paths.map((path) =>
    strokeFrom(
      path.map((place) => knotNear(place, random)),
      { pen, random },
    ),
  )
}

function knotNear([x, y, corner]: Place, random: Random): Knot {
  return { x: x + random.wobble(STRAY), y: y + random.wobble(STRAY), isCorner: corner === 'corner' }
}

import type { Rect } from '@kinfolio/rm-format'
import { levelFor, overviewLevel, tilesOver } from './tile-plan.ts'
import type { Tile } from './tile-plan.ts'
import { TILE_BYTES, TILES_BYTES_MAX } from './tile-store.ts'

/** The tiles on screen take at most this share of the memory, so that others can be kept for coming back. */
const ON_SCREEN_SHARE = 0.5
/** How far around what is seen tiles are painted ahead, as a share of it. */
const AHEAD = 0.25

/** Which part of the page is seen, in page units, and at what size. */
export type Look = { cssPerUnit: number; pixelsPerUnit: number; seen: Rect; ahead: Rect }

/** What is seen of a sheet; undefined while it has no size. */
export function lookAt(at: { sheet: HTMLElement; view: HTMLElement; frame: Rect }): Look | undefined {
  const { sheet, view, frame } = at
  const of = sheet.getBoundingClientRect()
  const by = view.getBoundingClientRect()
  if (of.width === 0) return undefined
  const cssPerUnit = of.width / frame.width
  const seen = {
    x: frame.x + (by.left - of.left) / cssPerUnit,
    y: frame.y + (by.top - of.top) / cssPerUnit,
    width: by.width / cssPerUnit,
    height: by.height / cssPerUnit,
  }
  const [aside, above] = [AHEAD * seen.width, AHEAD * seen.height]
  const ahead = {
    x: seen.x - aside,
    y: seen.y - above,
    width: seen.width + 2 * aside,
    height: seen.height + 2 * above,
  }
  return { cssPerUnit, pixelsPerUnit: cssPerUnit * devicePixelRatio, seen, ahead }
}

export type LookPlan = {
  level: number
  overviewLevel: number
  /** The whole page at few pixels, seen until its tiles are there. */
  overview: Tile[]
  seen: Tile[]
  /** What is seen and a little around it. */
  ahead: Tile[]
}

/** The tiles that a look needs. A wall of pixels gets tiles of fewer than it has, rather than more memory. */
export function planLook(
  { pixelsPerUnit, seen: part, ahead: around }: Omit<Look, 'cssPerUnit'>,
  frame: Rect,
): LookPlan {
  const tilesMax = (TILES_BYTES_MAX * ON_SCREEN_SHARE) / TILE_BYTES
  let level = levelFor(pixelsPerUnit)
  let seen = tilesOver(part, { frame, level })
  while (seen.length > tilesMax) seen = tilesOver(part, { frame, level: --level })
  const lowest = Math.min(overviewLevel(frame), level)
  const overview = tilesOver(frame, { frame, level: lowest })
  return { level, overviewLevel: lowest, overview, seen, ahead: tilesOver(around, { frame, level }) }
}

/** Calls whenever a look may have changed: by scrolling, by another size, on a screen of other pixels. */
export function watchLook({ sheet, view }: { sheet: HTMLElement; view: HTMLElement }, changed: () => void): () => void {
  const stop = new AbortController()
  view.addEventListener('scroll', changed, { passive: true, signal: stop.signal })
  // Also fires when the window moves to a screen of other pixels.
  addEventListener('resize', changed, { signal: stop.signal })
  const observer = new ResizeObserver(changed)
  observer.observe(sheet)
  observer.observe(view)
  return () => {
    stop.abort()
    observer.disconnect()
  }
}

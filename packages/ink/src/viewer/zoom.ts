export const ZOOM_MIN = 0.5
export const ZOOM_MAX = 12
const STEP = 1.25

type Size = { width: number; height: number }
type Spot = { x: number; y: number }

/** How far a sheet is magnified against the size at which it fits, and where the view stands. */
export type ZoomedView = { zoom: number; left: number; top: number }

export function clampZoom(zoom: number): number {
  return Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, zoom))
}

export function zoomedIn(zoom: number): number {
  return clampZoom(zoom * STEP)
}

export function zoomedOut(zoom: number): number {
  return clampZoom(zoom / STEP)
}

/** A wheel's step as a factor; browsers send pinches of a trackpad as small wheel steps with Ctrl held. */
export function wheelFactor(deltaY: number): number {
  return Math.exp(-Math.min(60, Math.max(-60, deltaY)) * 0.01)
}

/** Where to scroll so that the spot under the pointer stays under it. `at` is measured from the view's corner. */
export function scrollAfterZoom(view: ZoomedView, { zoom, at }: { zoom: number; at: Spot }): ZoomedView {
  const factor = zoom / view.zoom
  return { zoom, left: (view.left + at.x) * factor - at.x, top: (view.top + at.y) * factor - at.y }
}

/** The size at which a sheet is wholly seen; where height is short, as on a phone, its width decides. */
export function fittingSize(sheet: Size, { room, isWidthOnly }: { room: Size; isWidthOnly: boolean }): Size {
  const byWidth = room.width / sheet.width
  const factor = isWidthOnly ? byWidth : Math.min(byWidth, room.height / sheet.height)
  const positive = Number.isFinite(factor) && factor > 0 ? factor : 0
  return { width: sheet.width * positive, height: sheet.height * positive }
}

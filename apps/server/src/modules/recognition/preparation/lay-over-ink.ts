import type { Box } from '../reader.port.ts'
import { eachInkPixel, type Grey } from './grey.ts'

/** Rows of ink closer than this belong to one written line: dots, accents, descenders. */
const maxGapShare = 0.004
/** Thinner bands are ruled lines or dust. */
const minBandShare = 0.004

/**
 * Boxes for lines of which only the text is known: the bands of ink from top to bottom. When there are
 * as many bands as lines they are taken one by one, otherwise the inked area is divided evenly.
 */
export function layOverInk(grey: Grey, count: number): Box[] {
  const bands = inkBands(grey)
  if (bands.length === count) return bands
  const x = Math.min(...bands.map((band) => band.x), 1)
  const y = Math.min(...bands.map((band) => band.y), 1)
  const right = Math.max(...bands.map((band) => band.x + band.width), 0)
  const bottom = Math.max(...bands.map((band) => band.y + band.height), 0)
  const area = bands.length === 0 ? { x: 0.1, y: 0.1, right: 0.9, bottom: 0.9 } : { x, y, right, bottom }
  const height = (area.bottom - area.y) / count
  return Array.from({ length: count }, (_, index) => ({
    x: area.x,
    y: area.y + index * height,
    width: area.right - area.x,
    height,
  }))
}

/** Horizontal bands of ink, top to bottom, as boxes around their ink. */
export function inkBands(grey: Grey): Box[] {
  const { width, height } = grey
  const left = new Float64Array(height).fill(width)
  const right = new Float64Array(height).fill(-1)
  eachInkPixel(grey, (x, y) => {
    left[y] = Math.min(left[y] ?? width, x)
    right[y] = Math.max(right[y] ?? -1, x)
  })
  const bands: { top: number; bottom: number; left: number; right: number }[] = []
  for (let y = 0; y < height; y += 1) {
    const end = right[y] ?? -1
    if (end < 0) continue
    const start = left[y] ?? 0
    const last = bands.at(-1)
    if (last && y - last.bottom <= Math.max(1, height * maxGapShare)) {
      last.bottom = y
      last.left = Math.min(last.left, start)
      last.right = Math.max(last.right, end)
    } else {
      bands.push({ top: y, bottom: y, left: start, right: end })
    }
  }
  return bands
    .filter((band) => band.bottom - band.top + 1 >= height * minBandShare)
    .map((band) => ({
      x: band.left / width,
      y: band.top / height,
      width: (band.right + 1 - band.left) / width,
      height: (band.bottom + 1 - band.top) / height,
    }))
}

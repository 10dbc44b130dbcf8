/** A decoded picture, four bytes a pixel. */
export type Picture = { width: number; height: number; data: Uint8Array }

/** Ink is what is darker than this in any channel; lines of paper are lighter. */
const INK_BELOW = 210
/** A pixel counts as met when the other picture has ink this near. */
const TOLERANCE_PX = 2

/** A rectangle in pixels: x, y, width, height. */
export type LeftOut = readonly [number, number, number, number]

/** F1 of two pictures' ink, 0 to 1, without what lies in a rectangle; 0 when they differ in size. */
export function inkF1(reference: Picture, drawn: Picture, leftOut?: LeftOut): number {
  if (reference.width !== drawn.width || reference.height !== drawn.height) return 0
  const a = inkOf(reference, leftOut)
  const b = inkOf(drawn, leftOut)
  const recall = shareMet(a, grown(b, reference.width))
  const precision = shareMet(b, grown(a, reference.width))
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall)
}

function inkOf({ width, height, data }: Picture, [left, top, across, down]: LeftOut = [0, 0, 0, 0]): Uint8Array {
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [(i % width) - left, Math.floor(i / width) - top]
    if (x >= 0 && x < across && y >= 0 && y < down) return 0
    const darkest = Math.min(data[4 * i]!, data[4 * i + 1]!, data[4 * i + 2]!)
    const alpha = data[4 * i + 3]! / 255
    return darkest * alpha + 255 * (1 - alpha) < INK_BELOW ? 1 : 0
  })
}

/** The mask grown by a square: along rows, then along columns. */
function grown(mask: Uint8Array, width: number): Uint8Array {
  return spread(spread(mask, 1), width)
}

function spread(mask: Uint8Array, step: number): Uint8Array {
  const out = new Uint8Array(mask.length)
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0) continue
    for (let d = -TOLERANCE_PX; d <= TOLERANCE_PX; d++) out[i + d * step] = 1
  }
  return out
}

function shareMet(mask: Uint8Array, near: Uint8Array): number {
  let all = 0
  let met = 0
  for (let i = 0; i < mask.length; i++) {
    all += mask[i]!
    met += mask[i]! & near[i]!
  }
  return all === 0 ? 1 : met / all
}

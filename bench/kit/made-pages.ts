import { pointsOf, type StrokeInput, writePage } from '@kinfolio/rm-format'
import { randomFrom } from '@kinfolio/testkit'

/** Distance of two points at a calm pace, as the tablet samples it, and how much a hand turns between them. */
const STEP = 2.8
const TURN = 0.5

/** Strokes that wander like a pen: smooth, all over the page. */
export function densePage({ strokes, points }: { strokes: number; points: number }): Uint8Array {
  const random = randomFrom('a dense page')
  const items = Array.from({ length: strokes }, (): StrokeInput => {
    let [x, y, heading] = [-600 + random.next() * 1_150, 60 + random.next() * 1_750, random.next() * 6]
    const along = Array.from({ length: points }, () => {
      heading += random.wobble(TURN)
      x += Math.cos(heading) * STEP
      y += Math.sin(heading) * STEP
      return { x, y, width: 2.4 + random.wobble(0.4), pressure: 0.5 }
    })
    return { kind: 'stroke', tool: 15, colour: 0, thickness: 2, points: pointsOf(along) }
  })
  return writePage({ layers: [{ label: 'Layer 1', items }] })
}

/** As many strokes as the largest page anybody has published, a picture of a cat of 3.4 MB (facts §2.11). */
export const LARGEST = { strokes: 68_816, points: 2 }

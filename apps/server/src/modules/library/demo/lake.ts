import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import { type Random, randomFrom } from '@kinfolio/testkit/handwriting'

const WIDTH_PX = 1_000
const HEIGHT_PX = 640
const SHORE = 360
const SUN = { x: 640, y: 318, radius: 46 }
const JPEG_QUALITY = 82
const SEED = 'kinfolio demo lake'

/** A sunset over a lake, as a JPEG of some fifty kilobytes. The same program paints the same picture. */
export async function paintLake(): Promise<Uint8Array> {
  const canvas = createCanvas(WIDTH_PX, HEIGHT_PX)
  const context = canvas.getContext('2d')
  const random = randomFrom(SEED)
  wash(context, { from: 0, to: SHORE, colours: ['#27406b', '#8a6a8f', '#e58f5f', '#ffd58a'] })
  paintSun(context)
  paintHills(context, random.fork('hills'))
  wash(context, { from: SHORE, to: HEIGHT_PX, colours: ['#d98a5c', '#7a5f7f', '#24365a', '#152544'] })
  paintGlitter(context, random.fork('glitter'))
  paintReeds(context, random.fork('reeds'))
  return canvas.encode('jpeg', JPEG_QUALITY)
}

function wash(context: SKRSContext2D, area: { from: number; to: number; colours: readonly string[] }): void {
  const { from, to, colours } = area
  const shade = context.createLinearGradient(0, from, 0, to)
  for (const [index, colour] of colours.entries()) shade.addColorStop(index / (colours.length - 1), colour)
  context.fillStyle = shade
  context.fillRect(0, from, WIDTH_PX, to - from)
}

function paintSun(context: SKRSContext2D): void {
  const glow = context.createRadialGradient(SUN.x, SUN.y, SUN.radius * 0.6, SUN.x, SUN.y, SUN.radius * 6)
  glow.addColorStop(0, 'rgba(255, 244, 205, 0.95)')
  glow.addColorStop(0.15, 'rgba(255, 214, 140, 0.6)')
  glow.addColorStop(1, 'rgba(255, 190, 120, 0)')
  context.fillStyle = glow
  context.fillRect(0, 0, WIDTH_PX, SHORE)
}

/** Two ridges, the nearer one darker, down to the water. */
function paintHills(context: SKRSContext2D, random: Random): void {
  for (const [height, colour] of [
    [80, 'rgba(84, 70, 112, 0.75)'],
    [44, 'rgba(42, 44, 76, 0.95)'],
  ] as const) {
    const shift = random.next() * 6
    context.fillStyle = colour
    context.beginPath()
    context.moveTo(0, SHORE)
    for (let x = 0; x <= WIDTH_PX; x += 8) {
      const rise = 0.55 + 0.3 * Math.sin(x / 130 + shift) + 0.15 * Math.sin(x / 37 + 2 * shift)
      context.lineTo(x, SHORE - height * rise - random.next() * 2)
    }
    context.lineTo(WIDTH_PX, SHORE)
    context.fill()
  }
}

const GLINTS = 520

/** The sun on the waves: a path that widens towards the eye. */
function paintGlitter(context: SKRSContext2D, random: Random): void {
  for (let glint = 0; glint < GLINTS; glint++) {
    const near = random.next() ** 1.4
    const y = SHORE + 4 + near * (HEIGHT_PX - SHORE - 12)
    const x = SUN.x + random.wobble(30 + near * 150)
    context.fillStyle = `rgba(255, ${Math.round(215 - near * 60)}, 150, ${(0.75 - near * 0.55).toFixed(2)})`
    context.fillRect(x, y, 6 + near * 34, 1 + near * 2.4)
  }
}

const REEDS = 46

function paintReeds(context: SKRSContext2D, random: Random): void {
  context.strokeStyle = '#0f1a2e'
  context.lineCap = 'round'
  for (let reed = 0; reed < REEDS; reed++) {
    const x = random.next() ** 1.6 * 300
    const height = 90 + random.next() * 190
    context.lineWidth = 2 + random.next() * 2.5
    context.beginPath()
    context.moveTo(x, HEIGHT_PX)
    context.quadraticCurveTo(x + 4, HEIGHT_PX - height / 2, x + random.wobble(30), HEIGHT_PX - height)
    context.stroke()
  }
}

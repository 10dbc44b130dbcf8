import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import { type Handwriting, layOutHandwriting, type Random, randomFrom } from '@kinfolio/testkit/handwriting'

/** About A5 at 210 dots per inch, as a telephone's scanner would leave it. */
const WIDTH_PX = 1240
const HEIGHT_PX = 1754
const MARGIN_PX = 128
const JPEG_QUALITY = 86
const INK = '#26345a'
const PAPER = { light: '#f6ecd4', dark: '#e3cfa4' }
const SEED = 'kinfolio demo letter'

const PLACE = 'Lindenstrasse 14, 12 May 1963'
const GREETING = 'My dear Rosa,'
const PARAGRAPHS = [
  'thank you for your long letter and the pressed violet, which lies in my Bible now. Your grandfather read it aloud at table twice. Once for the news, he said, and once for the spelling.',
  'The plum trees are in bloom and the whole garden hums. I have put the blue tin aside for you: every recipe I know is in it, the apple cake too. Bake it once a month and you will never be lonely for long.',
  'Come in August, when the plums are ripe. The bed under the roof is made.',
]
const CLOSING = 'With a kiss on your forehead,'
const SIGNATURE = 'your Grandmother Klara'

export const LETTER_PATH = 'Letter from Grandmother Klara, 12 May 1963.jpg'

/** A letter in ink on old paper, as a JPEG. The same program draws the same picture. */
export async function drawLetter(): Promise<Uint8Array> {
  const canvas = createCanvas(WIDTH_PX, HEIGHT_PX)
  const context = canvas.getContext('2d')
  const random = randomFrom(SEED)
  drawPaper(context, random.fork('paper'))
  for (const written of writeLetter()) drawInk(context, written)
  return canvas.encode('jpeg', JPEG_QUALITY)
}

function writeLetter(): Handwriting[] {
  const hand = { seed: SEED, size: 23.5, lineHeight: 76, slant: 0.24, joining: 0.9, unrest: 0.55, thickness: 1.8 }
  const body = { ...hand, x: MARGIN_PX, width: WIDTH_PX - 2 * MARGIN_PX }
  const written = [
    layOutHandwriting(PLACE, { ...hand, x: 590, y: 190, size: 21 }),
    layOutHandwriting(GREETING, { ...body, y: 340, size: 28 }),
  ]
  let y = 450
  for (const text of PARAGRAPHS) {
    const paragraph = layOutHandwriting(text, { ...body, y })
    written.push(paragraph)
    y = paragraph.nextBaseline + 14
  }
  written.push(layOutHandwriting(CLOSING, { ...hand, x: 420, y: y + 60 }))
  written.push(layOutHandwriting(SIGNATURE, { ...hand, x: 470, y: y + 180, size: 31, joining: 1, slant: 0.3 }))
  return written
}

/** A nib is wider where it is pressed, and its ink paler where it hurried. */
function drawInk(context: SKRSContext2D, { strokes }: Handwriting): void {
  context.strokeStyle = INK
  context.lineCap = 'round'
  for (const { points } of strokes) {
    for (let at = 1; at < points.count; at++) {
      context.globalAlpha = 0.72 + 0.26 * (points.pressure[at] ?? 1)
      context.lineWidth = 0.6 + (points.width[at] ?? 1) * 0.95
      context.beginPath()
      context.moveTo(points.x[at - 1] ?? 0, points.y[at - 1] ?? 0)
      context.lineTo(points.x[at] ?? 0, points.y[at] ?? 0)
      context.stroke()
    }
  }
  context.globalAlpha = 1
}

function drawPaper(context: SKRSContext2D, random: Random): void {
  const light = context.createRadialGradient(WIDTH_PX * 0.42, HEIGHT_PX * 0.4, 200, WIDTH_PX / 2, HEIGHT_PX / 2, 1_180)
  light.addColorStop(0, PAPER.light)
  light.addColorStop(1, PAPER.dark)
  context.fillStyle = light
  context.fillRect(0, 0, WIDTH_PX, HEIGHT_PX)
  drawFibres(context, random.fork('fibres'))
  drawStains(context, random.fork('stains'))
  for (const at of [HEIGHT_PX / 3, (2 * HEIGHT_PX) / 3]) drawFold(context, at)
}

const FIBRES = 2_600

function drawFibres(context: SKRSContext2D, random: Random): void {
  context.lineWidth = 1
  for (let fibre = 0; fibre < FIBRES; fibre++) {
    const [x, y] = [random.next() * WIDTH_PX, random.next() * HEIGHT_PX]
    context.strokeStyle = random.next() < 0.5 ? 'rgba(122, 92, 40, 0.07)' : 'rgba(255, 252, 240, 0.22)'
    context.beginPath()
    context.moveTo(x, y)
    context.lineTo(x + random.wobble(9), y + random.wobble(9))
    context.stroke()
  }
}

const STAINS = 9

/** Old paper browns in spots, most of them near its edges. */
function drawStains(context: SKRSContext2D, random: Random): void {
  for (let stain = 0; stain < STAINS; stain++) {
    const isLeft = random.next() < 0.5
    const x = isLeft ? random.next() * 150 : WIDTH_PX - random.next() * 150
    const y = random.next() * HEIGHT_PX
    const radius = 40 + random.next() * 110
    const brown = context.createRadialGradient(x, y, 0, x, y, radius)
    brown.addColorStop(0, 'rgba(160, 116, 48, 0.13)')
    brown.addColorStop(1, 'rgba(160, 116, 48, 0)')
    context.fillStyle = brown
    context.fillRect(x - radius, y - radius, 2 * radius, 2 * radius)
  }
}

/** Where the letter lay folded in its envelope: a bright edge above a soft shadow. */
function drawFold(context: SKRSContext2D, y: number): void {
  const shade = context.createLinearGradient(0, y - 14, 0, y + 22)
  shade.addColorStop(0, 'rgba(120, 90, 40, 0)')
  shade.addColorStop(0.38, 'rgba(255, 250, 232, 0.55)')
  shade.addColorStop(0.44, 'rgba(110, 82, 38, 0.26)')
  shade.addColorStop(1, 'rgba(120, 90, 40, 0)')
  context.fillStyle = shade
  context.fillRect(0, y - 14, WIDTH_PX, 36)
}

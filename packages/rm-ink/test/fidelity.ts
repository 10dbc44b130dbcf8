import { createCanvas, loadImage } from '@napi-rs/canvas'
import { layoutPage } from '@kinfolio/ink'
import type { Page } from '@kinfolio/ink'
import { parsePage, toolName } from '@kinfolio/rm-format'
import { PNG } from 'pngjs'
import { toPng } from '../src/index.ts'
import { corpusFiles } from './corpus.ts'
import { inkF1 } from './ink-f1.ts'
import type { LeftOut, Picture } from './ink-f1.ts'

/** How near our drawing of a page comes to the official app's: ink-F1 of everything, and of its strokes alone. */
export type Score = { name: string; all: number; strokes: number }

export async function scorePictures(): Promise<Score[]> {
  const pages = new Map(corpusFiles('device-export', '.rm').map(({ name, bytes }) => [name, bytes]))
  const typed = typedText()
  const scores: Score[] = []
  for (const { name: file, bytes } of corpusFiles('device-export', '.png')) {
    const name = file.replace('.png', '')
    const page = pages.get(`${name}.rm`) ?? new Uint8Array()
    const official = PNG.sync.read(Buffer.from(bytes))
    const drawn = PNG.sync.read(Buffer.from(await toPng(layoutPage(parsePage(page).scene))))
    scores.push({ name, all: inkF1(official, drawn), strokes: inkF1(official, drawn, typed[name]) })
  }
  return scores
}

/** Where the typed text stands on each picture. */
function typedText(): Record<string, LeftOut> {
  const [file] = corpusFiles('device-export', 'typed-text.json')
  return file === undefined ? {} : JSON.parse(new TextDecoder().decode(file.bytes))
}

/** How dark a pen's black strokes are on tablets' own pictures of pages, against ours: 1 is as dark. */
export type Darkness = { pen: string; strokes: number; againstOurs: number }

/** Size of the pictures that tablets keep of their pages, and how finely ours are drawn to be compared. */
const THUMBNAIL = { width: 280, height: 374 }
const SCREEN = { width: 1404, height: 1872 }
const SUPERSAMPLED = 4
/** Pictures are JPEGs in part: paper is not quite white. */
const PAPER_NOISE = 6

export async function comparePens(): Promise<Darkness[]> {
  const inks = new Map(corpusFiles('documents', '.rm').map(({ name, bytes }) => [idOf(name), bytes]))
  const sums = new Map<string, { strokes: number; tablet: number; ours: number }>()
  for (const { name, bytes } of thumbnails()) {
    const ink = inks.get(idOf(name))
    if (ink === undefined) continue
    const page = strokesOf(layoutPage(parsePage(ink).scene))
    const tablet = darknessOf(await pixelsOf(bytes, 1), 1)
    const scale = (SUPERSAMPLED * THUMBNAIL.width) / SCREEN.width
    const ours = darknessOf(await pixelsOf(await toPng(page, { scale }), SUPERSAMPLED), SUPERSAMPLED)
    for (const { pen, box } of lonelyStrokes(page)) {
      const sum = sums.get(pen) ?? { strokes: 0, tablet: 0, ours: 0 }
      sums.set(pen, sum)
      sum.strokes++
      sum.tablet += sumIn(tablet, box)
      sum.ours += sumIn(ours, box)
    }
  }
  return [...sums]
    .map(([pen, { strokes, tablet, ours }]) => ({ pen, strokes, againstOurs: tablet / ours }))
    .toSorted((a, b) => (a.pen < b.pen ? -1 : 1))
}

/** Of the usual size: pictures of landscape pages are larger. */
function thumbnails(): { name: string; bytes: Uint8Array }[] {
  return ['.png', '.jpg'].flatMap((ending) =>
    corpusFiles('documents', ending).filter(({ name }) => name.includes('.thumbnails/') && !name.includes('e724bba2')),
  )
}

function idOf(name: string): string {
  return name.replace(/^.*\//, '').replace(/\.\w+$/, '')
}

/** The screen as the tablet pictured it, with its strokes and nothing else. */
function strokesOf(page: Page): Page {
  const marks = page.marks.filter((mark) => mark.kind === 'outline')
  return { ...page, ...SCREEN, left: -SCREEN.width / 2, top: 0, marks }
}

type Box = { x: number; y: number; width: number; height: number }

/** Black strokes with no other pen beside them, and where they lie in the small picture. */
function lonelyStrokes({ marks }: Page): { pen: string; box: Box }[] {
  const strokes = marks.flatMap((mark) => (mark.kind === 'outline' ? [mark] : []))
  const scale = THUMBNAIL.width / SCREEN.width
  return strokes.flatMap(({ tool, colour, bounds }) => {
    const pen = toolName(tool)
    const isAlone = strokes.every(
      (other) => (other.tool === tool && other.colour === colour) || !isNear(other.bounds, bounds),
    )
    if (pen === undefined || pen === 'highlighter' || colour !== '#000000' || !isAlone) return []
    const x = Math.max(0, Math.floor((bounds.x + SCREEN.width / 2) * scale) - 1)
    const y = Math.max(0, Math.floor(bounds.y * scale) - 1)
    return [
      { pen, box: { x, y, width: Math.ceil(bounds.width * scale) + 3, height: Math.ceil(bounds.height * scale) + 3 } },
    ]
  })
}

const NEAR = 10

function isNear(a: Box, b: Box): boolean {
  const isBeside = a.x > b.x + b.width + NEAR || b.x > a.x + a.width + NEAR
  return !isBeside && a.y <= b.y + b.height + NEAR && b.y <= a.y + a.height + NEAR
}

async function pixelsOf(bytes: Uint8Array, scale: number): Promise<Picture> {
  const canvas = createCanvas(THUMBNAIL.width * scale, THUMBNAIL.height * scale)
  const context = canvas.getContext('2d')
  context.fillStyle = '#fff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(await loadImage(Buffer.from(bytes)), 0, 0)
  return { width: canvas.width, height: canvas.height, data: canvas.data() }
}

/** Darkness of each pixel of the small picture, as the mean of those that lie in it. */
function darknessOf({ width, data }: Picture, scale: number): Float64Array {
  const dark = new Float64Array(THUMBNAIL.width * THUMBNAIL.height)
  for (let i = 0; i < data.length; i += 4) {
    const value = 255 - (0.299 * data[i]! + 0.587 * data[i + 1]! + 0.114 * data[i + 2]!)
    const pixel = i / 4
    const at = Math.floor(Math.floor(pixel / width) / scale) * THUMBNAIL.width + Math.floor((pixel % width) / scale)
    if (value >= PAPER_NOISE) dark[at]! += value / scale ** 2
  }
  return dark
}

function sumIn(dark: Float64Array, { x, y, width, height }: Box): number {
  let sum = 0
  for (let row = y; row < Math.min(y + height, THUMBNAIL.height); row++)
    for (let column = x; column < Math.min(x + width, THUMBNAIL.width); column++)
      sum += dark[row * THUMBNAIL.width + column]!
  return sum
}

import { fileURLToPath } from 'node:url'
import { createCanvas, GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas'
import type { Box } from './reader.port.ts'

const fontFile = '@fontsource-variable/newsreader/files/newsreader-latin-wght-normal.woff2'
/** Tests bring their own font, because a server often has none. */
GlobalFonts.registerFromPath(fileURLToPath(import.meta.resolve(fontFile)), 'Kinfolio Test Serif')

export type PrintedPage = { png: Uint8Array; width: number; height: number; words: { text: string; box: Box }[] }

export type PageToPrint = {
  lines: readonly string[]
  width?: number
  height?: number
  fontPx?: number
  /** Turns the whole page about its centre, clockwise positive. */
  tiltDegrees?: number
  /** Standard deviation of the noise, in levels of 255. */
  noise?: number
}

/** Prints lines of text on a page, as a scanner would see it, and tells where each word went. */
export function printPage(page: PageToPrint): PrintedPage {
  const { width = 1404, height = 1872, fontPx = 44, tiltDegrees = 0 } = page
  const canvas = createCanvas(width, height)
  const pen = canvas.getContext('2d')
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, width, height)
  pen.fillStyle = '#000'
  pen.font = `${fontPx}px "Kinfolio Test Serif"`
  pen.translate(width / 2, height / 2)
  pen.rotate((tiltDegrees * Math.PI) / 180)
  pen.translate(-width / 2, -height / 2)
  const words = page.lines.flatMap((line, index) => {
    const y = height * 0.1 + (index + 1) * fontPx * 1.6
    return printLine(pen, { line, x: width * 0.1, y }).map(({ text, box }) => ({
      text,
      box: tilted(box, { width, height, degrees: tiltDegrees }),
    }))
  })
  if (page.noise !== undefined) addNoise(pen, { width, height, sigma: page.noise })
  return { png: canvas.toBuffer('image/png'), width, height, words }
}

function printLine(pen: SKRSContext2D, at: { line: string; x: number; y: number }): { text: string; box: Box }[] {
  let { x } = at
  const space = pen.measureText(' ').width
  return at.line.split(' ').map((text) => {
    const size = pen.measureText(text)
    pen.fillText(text, x, at.y)
    const top = at.y - size.actualBoundingBoxAscent
    const height = size.actualBoundingBoxAscent + size.actualBoundingBoxDescent
    const box = { x, y: top, width: size.width, height }
    x += size.width + space
    return { text, box }
  })
}

function tilted(box: Box, page: { width: number; height: number; degrees: number }): Box {
  const angle = (page.degrees * Math.PI) / 180
  const corners = [0, 1].flatMap((right) =>
    [0, 1].map((down) => [box.x + right * box.width, box.y + down * box.height]),
  )
  const turned = corners.map(([x = 0, y = 0]) => {
    const [dx, dy] = [x - page.width / 2, y - page.height / 2]
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
    return [page.width / 2 + dx * cos - dy * sin, page.height / 2 + dx * sin + dy * cos]
  })
  const xs = turned.map(([x = 0]) => x / page.width)
  const ys = turned.map(([, y = 0]) => y / page.height)
  const [left, top] = [Math.min(...xs), Math.min(...ys)]
  return { x: left, y: top, width: Math.max(...xs) - left, height: Math.max(...ys) - top }
}

function addNoise(
  pen: SKRSContext2D,
  { width, height, sigma }: { width: number; height: number; sigma: number },
): void {
  const image = pen.getImageData(0, 0, width, height)
  let seed = 12_345
  const random = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return seed / 2 ** 32
  }
  for (let at = 0; at < image.data.length; at += 4) {
    // The sum of four uniform numbers is close enough to a bell; its deviation is √(4/12).
    const noise = ((random() + random() + random() + random() - 2) / Math.sqrt(1 / 3)) * sigma
    // Paper is not pure white on a scan; without this step half of the noise would be cut off.
    const grey = Math.max(0, Math.min(255, (image.data[at] ?? 0) * 0.8 + 25 + noise))
    image.data.fill(grey, at, at + 3)
  }
  pen.putImageData(image, 0, 0)
}

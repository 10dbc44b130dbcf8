import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { printPage } from '../printed-page.fixture.ts'
import { identity, mapPoint } from './affine.ts'
import { preparePage, type Prepared, type PreparationWish, type Strip } from './prepare-page.ts'

const clean: PreparationWish = { wants: 'clean-grey', maxImageBytes: 20_000_000, maxEdgePx: 10_000 }
const natural: PreparationWish = { wants: 'natural', maxImageBytes: 3_000_000, maxEdgePx: 2_000 }
const lines = ['The harbour was quiet when we came home,', 'and Margaret had already lit the lamps.']

function readyOf(prepared: Prepared): Extract<Prepared, { outcome: 'ready' }> {
  if (prepared.outcome !== 'ready') throw new Error(prepared.outcome)
  return prepared
}

/** A PNG that is a header only: what a bomb looks like before it is unpacked. */
function pngHeader(width: number, height: number): Uint8Array {
  const size = Buffer.alloc(8)
  size.writeUInt32BE(width, 0)
  size.writeUInt32BE(height, 4)
  const header = Buffer.concat([Buffer.from('IHDR'), size, Buffer.from([8, 0, 0, 0, 0])])
  const pixels = Buffer.concat([Buffer.from('IDAT'), deflateSync(Buffer.alloc(100_000))])
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk(header), chunk(pixels)])
}

function chunk(typeAndBody: Buffer): Buffer {
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(typeAndBody.byteLength - 4, 0)
  frame.writeUInt32BE(crc32(typeAndBody), 4)
  return Buffer.concat([frame.subarray(0, 4), typeAndBody, frame.subarray(4)])
}

describe('a page for a print engine', () => {
  test('is doubled when narrow and left at its size when wide', async () => {
    const narrow = readyOf(await preparePage(printPage({ lines }).png, clean))
    expect([narrow.image.width, narrow.image.height]).toEqual([2808, 3744])
    const wide = readyOf(await preparePage(printPage({ lines, width: 1800, height: 900 }).png, clean))
    expect([wide.image.width, wide.image.height]).toEqual([1800, 900])
  })

  test('is one grey channel in a PNG', async () => {
    const { image } = readyOf(await preparePage(printPage({ lines }).png, clean))
    expect(await sharp(image.bytes).metadata()).toMatchObject({ format: 'png', channels: 1, width: image.width })
  })

  test('loses its noise, and keeps its sharpness when there is none', async () => {
    const contrastOf = async (noise?: number): Promise<number> => {
      const page = printPage({ lines: [], width: 1700, height: 500, ...(noise === undefined ? {} : { noise }) })
      const dotted = await sharp(page.png)
        .composite([{ input: Buffer.from('<svg width="20" height="20"><rect width="20" height="20"/></svg>') }])
        .png()
        .toBuffer()
      const { image } = readyOf(await preparePage(dotted, clean))
      return (await sharp(image.bytes).stats()).sharpness
    }
    expect(await contrastOf(14)).toBeLessThan(20)
    expect(await contrastOf()).toBeGreaterThan(0)
  })

  test.each([-5, 3])(
    'tilted by %s degrees is straightened, and every point finds its way back',
    async (tiltDegrees) => {
      // Two marks far apart, drawn at known places among tilted text.
      const marks = [
        { x: 0.2, y: 0.7 },
        { x: 0.85, y: 0.9 },
      ]
      const page = printPage({ lines: [...lines, ...lines], tiltDegrees, width: 1800, height: 2400, fontPx: 60 })
      const dot = Buffer.from('<svg width="25" height="25"><circle cx="12.5" cy="12.5" r="12" fill="red"/></svg>')
      const source = await sharp(page.png)
        .composite(marks.map(({ x, y }) => ({ input: dot, left: x * 1800 - 12, top: y * 2400 - 12 })))
        .png()
        .toBuffer()
      const { image, toPage } = readyOf(await preparePage(source, clean))
      expect(toPage).not.toEqual(identity)
      const found = await blobsBelow(image.bytes, 0.6)
      for (const [index, mark] of marks.entries()) {
        const back = mapPoint(toPage, found[index] ?? { x: 0, y: 0 })
        expect(Math.abs(back.x - (mark.x + 0.5 / 1800)) * 1800).toBeLessThan(1.5)
        expect(Math.abs(back.y - (mark.y + 0.5 / 2400)) * 2400).toBeLessThan(1.5)
      }
    },
  )

  test('is shrunk to the engine’s longest edge, even after straightening', async () => {
    const page = printPage({ lines: [...lines, ...lines], tiltDegrees: 7, width: 1600, height: 3000 })
    const { image } = readyOf(await preparePage(page.png, { ...clean, maxEdgePx: 2500 }))
    expect(Math.max(image.width, image.height)).toBeLessThanOrEqual(2500)
    expect(Math.max(image.width, image.height)).toBeGreaterThan(2000)
  })
})

describe('a page for a vision model', () => {
  test('goes as it is when it fits', async () => {
    const opaque = await sharp(printPage({ lines }).png).removeAlpha().png().toBuffer()
    const { image, toPage } = readyOf(await preparePage(opaque, natural))
    expect(image.bytes).toBe(opaque)
    expect(toPage).toEqual(identity)
  })

  test('is turned upright by the camera’s flag', async () => {
    const sideways = await sharp(printPage({ lines, width: 1200, height: 800 }).png)
      .jpeg()
      .withMetadata({ orientation: 6 })
      .toBuffer()
    const { image } = readyOf(await preparePage(sideways, natural))
    expect([image.width, image.height]).toEqual([800, 1200])
    expect((await sharp(image.bytes).metadata()).orientation ?? 1).toBe(1)
  })

  test('is put on white when it is transparent', async () => {
    const opaque = printPage({ lines, width: 600, height: 600, fontPx: 20 })
    const see = await sharp(opaque.png).ensureAlpha().unflatten().png().toBuffer()
    const { image } = readyOf(await preparePage(see, natural))
    expect(await sharp(image.bytes).metadata()).toMatchObject({ hasAlpha: false })
    const { channels } = await sharp(image.bytes).stats()
    expect(channels[0]?.mean).toBeGreaterThan(200)
  })

  test('is shrunk to the longest edge and to the byte limit', async () => {
    const page = printPage({ lines, width: 1500, height: 2100, noise: 20 })
    const { image } = readyOf(await preparePage(page.png, { ...natural, maxImageBytes: 200_000 }))
    expect(image.bytes.byteLength).toBeLessThanOrEqual(200_000)
    expect(Math.max(image.width, image.height)).toBeLessThanOrEqual(2000)
    expect(image.mediaType).toBe('image/jpeg')
  })

  test('is too large when no size fits the byte limit', async () => {
    const page = printPage({ lines, noise: 20, width: 700, height: 700 })
    const prepared = await preparePage(page.png, { ...natural, maxImageBytes: 500 })
    expect(prepared).toEqual({ outcome: 'unreadable', because: 'too-large' })
  })
})

describe('a page too tall for the engine', () => {
  const scroll = Array.from({ length: 60 }, (_, index) => `Line ${index + 1} of what was written down`)
  const tall = printPage({ lines: scroll, width: 1404, height: 6_000, fontPx: 50 })
  const stripsOf = (prepared: Prepared) => {
    if (prepared.outcome !== 'strips') throw new Error(prepared.outcome)
    return prepared.strips
  }
  /** The first and last inked row of a strip, found back on the page. */
  async function inkOnPage(strip: Strip): Promise<{ top: number; bottom: number }> {
    const { data, info } = await sharp(strip.image.bytes).greyscale().raw().toBuffer({ resolveWithObject: true })
    const isInked = (row: number) =>
      data.subarray(row * info.width, (row + 1) * info.width).some((value) => value < 128)
    const rows = Array.from({ length: info.height }, (_, row) => row).filter(isInked)
    const onPage = (row = 0) => mapPoint(strip.toPage, { x: 0.5, y: row / info.height }).y
    return { top: onPage(rows[0]), bottom: onPage((rows.at(-1) ?? 0) + 1) }
  }

  test('is cut into strips of its full size, and what stands on them finds its way back', async () => {
    const strips = stripsOf(await preparePage(tall.png, natural))
    expect(strips.length).toBeGreaterThanOrEqual(3)
    for (const { image } of strips) {
      expect(image.width).toBe(1404)
      expect(image.height).toBeLessThanOrEqual(natural.maxEdgePx)
    }
    const boxes = tall.words.map(({ box }) => box)
    for (const strip of strips) {
      const own = boxes.filter(({ y, height }) => y + height / 2 >= strip.from && y + height / 2 < strip.to)
      const ink = await inkOnPage(strip)
      expect(Math.abs(ink.top - Math.min(...own.map(({ y }) => y))) * 6_000).toBeLessThan(3)
      expect(Math.abs(ink.bottom - Math.max(...own.map(({ y, height }) => y + height))) * 6_000).toBeLessThan(3)
    }
    const owned = boxes.filter((box) => strips.some(({ from, to }) => box.y >= from && box.y + box.height <= to))
    expect(owned).toHaveLength(boxes.length)
  })

  test('is shrunk for its width alone where the engine takes less than that, and not cut more often for it', async () => {
    const strips = stripsOf(await preparePage(tall.png, { ...natural, maxEdgePx: 1_288 }))
    expect(strips.map(({ image }) => Math.max(image.width, image.height) <= 1_288)).toEqual(strips.map(() => true))
    expect(strips.length).toBe(5)
  })

  test('is cut upright when the camera held it sideways', async () => {
    const sideways = await sharp(tall.png).rotate(-90).jpeg().withMetadata({ orientation: 6 }).toBuffer()
    const strips = stripsOf(await preparePage(sideways, natural))
    expect(strips.map(({ image }) => image.width)).toEqual(strips.map(() => 1404))
    expect(strips.length).toBeGreaterThanOrEqual(3)
  })

  test('is cut for a print engine only where it would get no doubled letters, and straightened strip by strip', async () => {
    expect((await preparePage(tall.png, { ...clean, maxEdgePx: 20_000 })).outcome).toBe('ready')
    const strips = stripsOf(await preparePage(tall.png, { ...clean, maxEdgePx: 5_000 }))
    for (const { image } of strips) expect([image.width, image.height <= 5_000]).toEqual([2_808, true])
  })

  test('is shrunk when it is wide as well: a photo of a table is no scroll', async () => {
    const { image } = readyOf(await preparePage(printPage({ lines, width: 2_400, height: 3_200 }).png, natural))
    expect([image.width, image.height]).toEqual([1_500, 2_000])
  })
})

describe('what cannot be prepared', () => {
  test('a page without ink is blank', async () => {
    expect(await preparePage(printPage({ lines: [] }).png, clean)).toEqual({ outcome: 'blank' })
    expect(await preparePage(printPage({ lines: [], noise: 10 }).png, natural)).toEqual({ outcome: 'blank' })
  })

  test.each([
    [65_000, 65_000],
    [31_000, 31_000],
    [65_000, 100],
  ])('a header of %s × %s pixels is too large, before a pixel is unpacked', async (width, height) => {
    const before = process.memoryUsage().rss
    const prepared = await preparePage(pngHeader(width, height), clean)
    expect(prepared).toEqual({ outcome: 'unreadable', because: 'too-large' })
    expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000)
  })

  test('a drawing program in place of a picture is damaged', async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="600"><rect width="300" height="300"/></svg>'
    const prepared = await preparePage(new TextEncoder().encode(svg), natural)
    expect(prepared).toEqual({ outcome: 'unreadable', because: 'damaged' })
  })

  test('noise, text, nothing and half a picture are damaged', async () => {
    const whole = printPage({ lines }).png
    for (const bytes of [
      new Uint8Array(0),
      new TextEncoder().encode('not a picture'),
      whole.subarray(0, 40),
      whole.subarray(0, Math.floor(whole.byteLength / 2)),
    ]) {
      expect(await preparePage(bytes, natural)).toEqual({ outcome: 'unreadable', because: 'damaged' })
    }
  })
})

/** Centres of the dark blobs below a height, left to right, as fractions of the picture. */
async function blobsBelow(png: Uint8Array, fromFraction: number): Promise<{ x: number; y: number }[]> {
  const { data, info } = await sharp(png).extractChannel(0).raw().toBuffer({ resolveWithObject: true })
  const sums = [
    { x: 0, y: 0, n: 0 },
    { x: 0, y: 0, n: 0 },
  ]
  for (let y = Math.floor(info.height * fromFraction); y < info.height; y += 1) {
    for (let x = 0; x < info.width; x += 1) {
      const sum = sums[x < info.width / 2 ? 0 : 1]
      if (!sum || (data[y * info.width + x] ?? 255) > 128) continue
      sum.x += x + 0.5
      sum.y += y + 0.5
      sum.n += 1
    }
  }
  return sums.map(({ x, y, n }) => ({ x: x / n / info.width, y: y / n / info.height }))
}

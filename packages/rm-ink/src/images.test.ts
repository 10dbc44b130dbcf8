import { crc32, deflateSync } from 'node:zlib'
import { layoutPage } from '@kinfolio/ink'
import { layer, scene } from '@kinfolio/ink/testing'
import { createCanvas } from '@napi-rs/canvas'
import { expect, test } from 'vitest'
import { decodeImages } from './images.ts'

function picture(type: 'png' | 'jpeg'): Uint8Array {
  const canvas = createCanvas(8, 6)
  return new Uint8Array(type === 'png' ? canvas.toBuffer('image/png') : canvas.toBuffer('image/jpeg'))
}

/** Which of some pictures on one page are decoded. */
async function decoded(sources: Record<string, Uint8Array | undefined>): Promise<string[]> {
  const corners = [
    { x: 0, y: 0, u: 0, v: 0 },
    { x: 8, y: 0, u: 1, v: 0 },
    { x: 8, y: 6, u: 1, v: 1 },
  ]
  const marks = Object.keys(sources).map(
    (image) => ({ kind: 'image', id: { author: 1, counter: 1 }, image, corners, triangles: [] }) as const,
  )
  const images = new Map(Object.entries(sources).map(([name, bytes]) => [name, { fileName: name, bytes }]))
  const page = layoutPage(scene([layer(marks.map((mark) => ({ ...mark, triangles: [] })))], { images }))
  return [...(await decodeImages(page)).keys()]
}

test('PNG and JPEG are decoded; text, nothing and cut-off files are left out', async () => {
  const sources = {
    png: picture('png'),
    jpeg: picture('jpeg'),
    text: new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    none: undefined,
    empty: new Uint8Array(),
    cut: picture('png').subarray(0, 40),
  }
  expect(await decoded(sources)).toEqual(['png', 'jpeg'])
})

/** A whole, valid PNG of one bit a pixel: few bytes, and as many pixels as its header says. */
function blackPng(width: number, height: number): Uint8Array {
  const chunk = (type: string, body: Buffer): Buffer => {
    const frame = Buffer.alloc(body.length + 12)
    frame.writeUInt32BE(body.length)
    frame.write(type, 4)
    body.copy(frame, 8)
    frame.writeUInt32BE(crc32(frame.subarray(4, body.length + 8)), body.length + 8)
    return frame
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  header[8] = 1
  const rows = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height), { level: 1 })
  const signature = Buffer.from('89504e470d0a1a0a', 'hex')
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))])
}

test('a picture of more pixels than the limit is left out, a smaller one of the same kind is decoded', async () => {
  expect(await decoded({ below: blackPng(8000, 100), above: blackPng(8001, 8000) })).toEqual(['below'])
})

test('the size of a JPEG is read from its frame header', async () => {
  const jpeg = picture('jpeg')
  const frame = jpeg.findIndex((byte, i) => byte === 0xff && jpeg[i + 1] === 0xc0)
  expect(await decoded({ jpeg })).toEqual(['jpeg'])
  new DataView(jpeg.buffer).setUint16(frame + 5, 65_000)
  new DataView(jpeg.buffer).setUint16(frame + 7, 65_000)
  expect(await decoded({ jpeg })).toEqual([])
})

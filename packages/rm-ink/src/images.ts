import { loadImage } from '@napi-rs/canvas'
import type { Image } from '@napi-rs/canvas'
import type { Page } from '@kinfolio/ink'

/** Larger pictures are not decoded: a few bytes can claim billions of pixels. */
const MAX_IMAGE_PIXELS = 64_000_000

/** Pictures by their id; one that cannot be decoded, or claims to be too large, is left out and shows as an empty frame. */
export async function decodeImages(page: Page): Promise<Map<string, Image>> {
  const images = new Map<string, Image>()
  for (const mark of page.marks) {
    if (mark.kind !== 'image' || mark.bytes === undefined || images.has(mark.image)) continue
    const pixels = claimedPixels(mark.bytes)
    if (pixels === undefined || pixels > MAX_IMAGE_PIXELS) continue
    const image = await loadImage(mark.bytes).catch(() => undefined)
    if (image !== undefined) images.set(mark.image, image)
  }
  return images
}

const PNG_START = 0x89504e47
const JPEG_START = 0xffd8

/** Width × height as the header says; undefined for anything but PNG and JPEG, which are what the tablet stores. */
function claimedPixels(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 24) return undefined
  if (view.getUint32(0) === PNG_START) return view.getUint32(16) * view.getUint32(20)
  if (view.getUint16(0) === JPEG_START) return jpegPixels(view)
  return undefined
}

/** Walks the segments to the frame header (SOF0 to SOF15, ITU T.81 §B.2.2). */
function jpegPixels(view: DataView): number | undefined {
  let at = 2
  while (at + 9 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return undefined
    const marker = view.getUint8(at + 1)
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return view.getUint16(at + 5) * view.getUint16(at + 7)
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2)
  }
  return undefined
}

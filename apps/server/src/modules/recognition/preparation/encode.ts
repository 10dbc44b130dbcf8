import type { Sharp } from 'sharp'
import type { PageImage } from '../reader.port.ts'

export type EncodedPicture = PageImage

export type EncodingWish = {
  width: number
  height: number
  maxEdgePx: number
  maxImageBytes: number
  /** Format of the source: a PNG stays one as long as it fits. */
  prefers: string
}

/** JPEG qualities tried in turn; below 70 thin strokes begin to crumble, so pixels are given up first. */
const qualities = [90, 80, 70]
const shrinkSteps = 5
const shrinkBy = 0.8

/** Encodes within an engine's limits, giving up first the format, then quality, then pixels. Undefined when nothing fits. */
export async function encodeWithin(picture: Sharp, wish: EncodingWish): Promise<EncodedPicture | undefined> {
  const fit = Math.min(1, wish.maxEdgePx / Math.max(wish.width, wish.height))
  for (let step = 0; step < shrinkSteps; step += 1) {
    const encoded = await encodeAt(picture, { wish, scale: fit * shrinkBy ** step, mayBePng: step === 0 })
    if (encoded !== undefined) return encoded
  }
  return undefined
}

type Attempt = { wish: EncodingWish; scale: number; mayBePng: boolean }

async function encodeAt(picture: Sharp, { wish, scale, mayBePng }: Attempt): Promise<EncodedPicture | undefined> {
  const width = Math.max(1, Math.round(wish.width * scale))
  const height = Math.max(1, Math.round(wish.height * scale))
  const sized = scale === 1 ? picture : picture.clone().resize({ width, height, fit: 'fill' })
  if (mayBePng && wish.prefers === 'png') {
    const bytes = await sized.clone().png({ compressionLevel: 2 }).toBuffer()
    if (bytes.byteLength <= wish.maxImageBytes) return { bytes, mediaType: 'image/png', width, height }
  }
  for (const quality of qualities) {
    const bytes = await sized.clone().jpeg({ quality }).toBuffer()
    if (bytes.byteLength <= wish.maxImageBytes) return { bytes, mediaType: 'image/jpeg', width, height }
  }
  return undefined
}

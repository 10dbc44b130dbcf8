import { createRequire } from 'node:module'
import { z } from 'zod'
import { messages } from '../messages.ts'

/** A decoded picture takes four bytes a pixel, twice. */
const HEIC_PIXELS_MAX = 100_000_000

type Heif = { HeifDecoder: new () => { decode(bytes: Uint8Array): HeifImage[] } }
type HeifImage = {
  get_width(): number
  get_height(): number
  display(target: Rgba, done: (filled: Rgba | null) => void): void
  free(): void
}
type Rgba = { data: Uint8ClampedArray; width: number; height: number }

export type DecodedPicture = { width: number; height: number; rgba: Uint8ClampedArray }

/** The main picture of a HEIC file, upright, or why it has none in words for a person. */
export async function decodeHeic(bytes: Uint8Array): Promise<DecodedPicture | string> {
  const images = new (loadHeif().HeifDecoder)().decode(bytes)
  const [image] = images
  if (image === undefined) return messages.heicEmpty
  try {
    const [width, height] = [image.get_width(), image.get_height()]
    if (width * height > HEIC_PIXELS_MAX) return messages.heicTooLarge(`${width} × ${height}`)
    const target = { data: new Uint8ClampedArray(width * height * 4), width, height }
    const filled = await new Promise<Rgba | null>((resolve) => image.display(target, resolve))
    return filled === null ? messages.heicNotDecoded : { width, height, rgba: filled.data }
  } finally {
    for (const each of images) each.free()
  }
}

const require = createRequire(import.meta.url)

/** Loaded when the first HEIC comes: the decoder takes some megabytes. It has no types of its own. */
function loadHeif(): Heif {
  return z
    .custom<Heif>((value) => typeof value === 'object' && value !== null && 'HeifDecoder' in value)
    .parse(require('libheif-js/wasm-bundle'))
}

import sharp, { type Sharp } from 'sharp'
import type { Grey } from './grey.ts'

/** Larger pictures are refused before a pixel is decoded: 600 dpi A3 has 70 million. */
const maxSourcePixels = 100_000_000
/** Longer edges than PNG encoders and print engines handle; also stops a header of 65,000 × 1,000. */
const maxSourceEdgePx = 32_000
/** SVG is left out on purpose: it is a program that draws, and may ask for other files. */
const formats = ['png', 'jpeg', 'webp', 'tiff', 'heif', 'gif']
/** Size of the small copy on which blankness and skew are judged. */
const thumbEdgePx = 1_000

export type Picture = {
  /** Upright size in pixels, after the camera's orientation flag. */
  width: number
  height: number
  format: string
  /** Whether the bytes can go to an engine as they are: upright, opaque, an 8-bit PNG or JPEG. */
  isPlain: boolean
  thumb: Grey
}

export type PictureProblem = { problem: 'too-large' | 'damaged' }

/** Looks at a picture without trusting it: header first, then one full decode into a small grey copy. */
export async function lookAt(bytes: Uint8Array): Promise<Picture | PictureProblem> {
  try {
    const meta = await open(bytes).metadata()
    const { width, height } = meta.autoOrient
    if (width * height > maxSourcePixels || Math.max(width, height) > maxSourceEdgePx) return { problem: 'too-large' }
    if (!formats.includes(meta.format) || (meta.pages ?? 1) > 1) return { problem: 'damaged' }
    const isPlain =
      ['png', 'jpeg'].includes(meta.format) && (meta.orientation ?? 1) === 1 && !meta.hasAlpha && meta.space !== 'cmyk'
    return { width, height, format: meta.format, isPlain, thumb: await thumbOf(bytes) }
  } catch (error) {
    return { problem: problemOf(error) }
  }
}

/** The picture upright, on white paper. Only metadata has been read when it returns. */
export function open(bytes: Uint8Array): Sharp {
  return sharp(bytes, { limitInputPixels: maxSourcePixels, failOn: 'error' }).autoOrient()
}

/** One grey channel of a picture; throws what sharp throws. */
export async function greyOf(picture: Sharp): Promise<Grey> {
  const { data, info } = await picture
    .flatten({ background: '#fff' })
    .greyscale()
    .extractChannel(0)
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { pixels: data, width: info.width, height: info.height }
}

function thumbOf(bytes: Uint8Array): Promise<Grey> {
  const size = { width: thumbEdgePx, height: thumbEdgePx * 4, fit: 'inside', withoutEnlargement: true } as const
  return greyOf(open(bytes).flatten({ background: '#fff' }).resize(size))
}

function problemOf(error: unknown): PictureProblem['problem'] {
  if (!(error instanceof Error)) throw error
  // sharp has no error classes; "exceeds pixel limit" is its wording for limitInputPixels (sharp 0.35).
  return /pixel limit|dimensions? exceed|too (large|wide|big)/i.test(error.message) ? 'too-large' : 'damaged'
}

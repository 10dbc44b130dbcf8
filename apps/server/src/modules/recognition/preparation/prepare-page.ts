import sharp, { type Sharp } from 'sharp'
import type { PageImage } from '../reader.port.ts'
import { type Affine, identity, undoTurn } from './affine.ts'
import { encodeWithin, type EncodedPicture } from './encode.ts'
import { hasInk, noiseSigma, stretchContrast, type Grey } from './grey.ts'
import { greyOf, lookAt, open, type Picture } from './picture.ts'
import { estimateSkew } from './skew.ts'

/** Part of a print engine's version: raise it whenever the same picture may come out differently. */
export const preparationVersion = 1

/** Narrower pages are doubled: print engines want letters of 20 pixels and more. */
const upscaleBelowWidthPx = 1_700
/** Noise is blurred only from here on (measured: blurring clean or thin pages ruins them). */
const lightNoise = 5
const heavyNoise = 12
/** Print engines get no more than this; more pixels cost seconds and tell them nothing. */
const maxCleanPixels = 40_000_000

export type PreparationWish = {
  wants: 'clean-grey' | 'natural'
  maxImageBytes: number
  maxEdgePx: number
}

export type Prepared =
  | {
      outcome: 'ready'
      image: PageImage
      /** From fractions of the prepared image to fractions of the upright source picture. */
      toPage: Affine
    }
  | { outcome: 'blank' }
  | { outcome: 'unreadable'; because: 'too-large' | 'damaged' }

/**
 * Makes a page's picture (PNG, JPEG, WebP, any size) into one that an engine reads well: upright by the
 * camera's flag and within the engine's limits; for print engines also grey, without noise, doubled when
 * small, stretched to full contrast and straightened. Pages without ink are found here, before any engine.
 */
export async function preparePage(bytes: Uint8Array, wish: PreparationWish): Promise<Prepared> {
  const picture = await lookAt(bytes)
  if ('problem' in picture) return { outcome: 'unreadable', because: picture.problem }
  if (!hasInk(picture.thumb)) return { outcome: 'blank' }
  return wish.wants === 'natural' ? natural(bytes, { picture, wish }) : cleanGrey(bytes, { picture, wish })
}

type Task = { picture: Picture; wish: PreparationWish }

async function natural(bytes: Uint8Array, { picture, wish }: Task): Promise<Prepared> {
  const { width, height } = picture
  const fits = Math.max(width, height) <= wish.maxEdgePx && bytes.byteLength <= wish.maxImageBytes
  if (picture.isPlain && fits) {
    const mediaType = picture.format === 'png' ? 'image/png' : 'image/jpeg'
    return { outcome: 'ready', image: { bytes, mediaType, width, height }, toPage: identity }
  }
  const upright = open(bytes).flatten({ background: '#fff' })
  const encoded = await encodeWithin(upright, { ...wish, width, height, prefers: picture.format })
  return ready(encoded, identity)
}

async function cleanGrey(bytes: Uint8Array, { picture, wish }: Task): Promise<Prepared> {
  const scale = scaleFor(picture, wish)
  const cleaned = await clean(await greyOf(open(bytes)), scale)
  const skew = estimateSkew(picture.thumb)
  const upright = { width: cleaned.width, height: cleaned.height }
  const level = fromGrey(cleaned)
  if (skew === 0) return ready(await encodeWithin(level, { ...wish, ...upright, prefers: 'png' }), identity)
  const turned = await greyOf(level.rotate(-skew, { background: '#fff' }))
  const toPage = undoTurn({ degrees: -skew, turned, upright })
  const size = { width: turned.width, height: turned.height }
  return ready(await encodeWithin(fromGrey(turned), { ...wish, ...size, prefers: 'png' }), toPage)
}

async function clean(grey: Grey, scale: number): Promise<Grey> {
  const noise = noiseSigma(grey)
  let picture = fromGrey(grey)
  if (scale !== 1) {
    const size = { width: Math.round(grey.width * scale), height: Math.round(grey.height * scale) }
    picture = picture.resize({ ...size, fit: 'fill', kernel: 'lanczos3' })
  }
  if (noise > lightNoise) picture = picture.blur(noise > heavyNoise ? 1.6 : 1)
  return stretchContrast(await greyOf(picture))
}

function scaleFor({ width, height }: Picture, wish: PreparationWish): number {
  const wanted = width < upscaleBelowWidthPx ? 2 : 1
  // Straightening by up to 8° makes the canvas up to 13 % longer: cos 8° + sin 8° = 1.13.
  const byEdge = (wish.maxEdgePx * 0.88) / Math.max(width, height)
  const byPixels = Math.sqrt(maxCleanPixels / (width * height))
  return Math.min(wanted, byEdge, byPixels)
}

function fromGrey({ pixels, width, height }: Grey): Sharp {
  return sharp(pixels, { raw: { width, height, channels: 1 }, limitInputPixels: false }).toColourspace('b-w')
}

function ready(encoded: EncodedPicture | undefined, toPage: Affine): Prepared {
  if (encoded === undefined) return { outcome: 'unreadable', because: 'too-large' }
  return { outcome: 'ready', image: encoded, toPage }
}

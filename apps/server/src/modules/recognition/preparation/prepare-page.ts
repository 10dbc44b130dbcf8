import sharp, { type Sharp } from 'sharp'
import type { PageImage } from '../reader.port.ts'
import { type Affine, identity, movedDown, undoTurn } from './affine.ts'
import { cutStretches, isTooTall, type Stretch } from './cut-stretches.ts'
import { encodeWithin, type EncodedPicture } from './encode.ts'
import { hasInk, noiseSigma, stretchContrast, type Grey } from './grey.ts'
import { greyOf, lookAt, open, type Picture } from './picture.ts'
import { estimateSkew } from './skew.ts'

/** Part of a print engine's version: raise it whenever the same picture may come out differently. */
export const preparationVersion = 2

/** Narrower pages are doubled: print engines want letters of 20 pixels and more. */
const upscaleBelowWidthPx = 1_700
/** Noise is blurred only from here on (measured: blurring clean or thin pages ruins them). */
const lightNoise = 5
const heavyNoise = 12
/** Print engines get no more than this; more pixels cost seconds and tell them nothing. */
const maxCleanPixels = 40_000_000
/** Straightening by up to 8° makes the canvas up to 13 % longer: cos 8° + sin 8° = 1.13. */
const roomToTurn = 0.88

export type PreparationWish = {
  wants: 'clean-grey' | 'natural'
  maxImageBytes: number
  maxEdgePx: number
}

export type Strip = {
  image: PageImage
  /** From fractions of the strip's image to fractions of the upright source picture. */
  toPage: Affine
  /** Lines whose middle lies between these fractions of the source's height are this strip's own. */
  from: number
  to: number
}

export type Prepared =
  | {
      outcome: 'ready'
      image: PageImage
      /** From fractions of the prepared image to fractions of the upright source picture. */
      toPage: Affine
    }
  | {
      /** A page too tall for the engine, from top to bottom in pieces that each have its full size. */
      outcome: 'strips'
      strips: readonly Strip[]
    }
  | { outcome: 'blank' }
  | { outcome: 'unreadable'; because: 'too-large' | 'damaged' }

/**
 * Makes a page's picture (PNG, JPEG, WebP, any size) into one that an engine reads well: upright by the
 * camera's flag and within the engine's limits; for print engines also grey, without noise, doubled when
 * small, stretched to full contrast and straightened. Pages without ink are found here, before any engine, and
 * tall pages are cut into strips rather than shrunk.
 */
export async function preparePage(bytes: Uint8Array, wish: PreparationWish): Promise<Prepared> {
  const picture = await lookAt(bytes)
  if ('problem' in picture) return { outcome: 'unreadable', because: picture.problem }
  if (!hasInk(picture.thumb)) return { outcome: 'blank' }
  const tallest = tallestWhole(picture, wish)
  if (!isTooTall(picture, tallest)) return whole(bytes, { picture, wish })
  return inStrips(bytes, { picture, stretches: cutStretches(picture, tallest), wish })
}

type Task = { picture: Picture; wish: PreparationWish }

async function whole(bytes: Uint8Array, task: Task): Promise<Prepared> {
  return task.wish.wants === 'natural' ? natural(bytes, task) : cleanGrey(bytes, task)
}

/** How tall a picture of this width may be before it has to be shrunk for its height alone. */
function tallestWhole({ width }: Picture, wish: PreparationWish): number {
  if (wish.wants === 'natural') return Math.max(wish.maxEdgePx, width)
  const scale = wantedScale(width)
  return Math.min((wish.maxEdgePx * roomToTurn) / scale, maxCleanPixels / (width * scale * scale))
}

async function inStrips(
  bytes: Uint8Array,
  { picture, stretches, wish }: Task & { stretches: readonly Stretch[] },
): Promise<Prepared> {
  const strips: Strip[] = []
  for (const { top, bottom, from, to } of stretches) {
    const [first, end] = [Math.round(top * picture.height), Math.round(bottom * picture.height)]
    const area = { left: 0, top: first, width: picture.width, height: end - first }
    const piece = await open(bytes)
      .flatten({ background: '#fff' })
      .extract(area)
      .png({ compressionLevel: 2 })
      .toBuffer()
    const looked = await lookAt(piece)
    if ('problem' in looked) return { outcome: 'unreadable', because: looked.problem }
    const prepared = await whole(piece, { picture: looked, wish })
    if (prepared.outcome !== 'ready') return prepared
    const onPage = { offset: first / picture.height, share: area.height / picture.height }
    strips.push({ image: prepared.image, toPage: movedDown(prepared.toPage, onPage), from, to })
  }
  return { outcome: 'strips', strips }
}

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
  const byEdge = (wish.maxEdgePx * roomToTurn) / Math.max(width, height)
  const byPixels = Math.sqrt(maxCleanPixels / (width * height))
  return Math.min(wantedScale(width), byEdge, byPixels)
}

function wantedScale(width: number): number {
  return width < upscaleBelowWidthPx ? 2 : 1
}

function fromGrey({ pixels, width, height }: Grey): Sharp {
  return sharp(pixels, { raw: { width, height, channels: 1 }, limitInputPixels: false }).toColourspace('b-w')
}

function ready(encoded: EncodedPicture | undefined, toPage: Affine): Prepared {
  if (encoded === undefined) return { outcome: 'unreadable', because: 'too-large' }
  return { outcome: 'ready', image: encoded, toPage }
}

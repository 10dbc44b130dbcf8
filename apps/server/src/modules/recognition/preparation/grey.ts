/** One byte per pixel, 0 black to 255 white, row by row. */
export type Grey = { pixels: Uint8Array; width: number; height: number }

/** A pixel this much darker or lighter than the paper may be ink, if noise does not explain it. */
const inkContrast = 40
const noiseFactor = 6
/** Fewer such pixels on a picture of a million are dust: a full stop of 0.5 mm has about 40. */
const dustPerMillion = 12

/**
 * The standard deviation of the noise, from the median of the absolute Laplacian (Immerkær 1996, with a
 * median because edges of letters are the minority). Samples a ninth of the pixels.
 */
export function noiseSigma({ pixels, width, height }: Grey): number {
  const histogram = new Uint32Array(2041)
  let count = 0
  for (let y = 1; y < height - 1; y += 3) {
    for (let x = 1; x < width - 1; x += 3) {
      const at = y * width + x
      const laplacian = laplacianAt(pixels, at, width)
      histogram[Math.abs(laplacian)] = (histogram[Math.abs(laplacian)] ?? 0) + 1
      count += 1
    }
  }
  // 0.6745 turns a median of absolute values into a deviation; 6 is the norm of the Laplacian mask.
  return quantileOf(histogram, { count, share: 0.5 }) / 0.6745 / 6
}

function laplacianAt(pixels: Uint8Array, at: number, width: number): number {
  const p = (offset: number): number => pixels[at + offset] ?? 0
  const corners = p(-width - 1) + p(-width + 1) + p(width - 1) + p(width + 1)
  return corners - 2 * (p(-width) + p(-1) + p(1) + p(width)) + 4 * p(0)
}

/** The commonest brightness level by median: the paper's, or the wall's on a dark photo. */
function paperLevel({ pixels }: Grey): number {
  return quantileOf(brightness(pixels), { count: pixels.length, share: 0.5 })
}

function brightness(pixels: Uint8Array): Uint32Array {
  const histogram = new Uint32Array(256)
  for (const value of pixels) histogram[value] = (histogram[value] ?? 0) + 1
  return histogram
}

/** Calls `found` for every pixel that differs from the paper by more than noise, until it answers false. */
export function eachInkPixel(grey: Grey, found: (x: number, y: number) => boolean | void): void {
  const paper = paperLevel(grey)
  const threshold = Math.max(inkContrast, noiseFactor * noiseSigma(grey))
  for (let y = 0; y < grey.height; y += 1) {
    for (let x = 0; x < grey.width; x += 1) {
      const isInk = Math.abs((grey.pixels[y * grey.width + x] ?? paper) - paper) > threshold
      if (isInk && found(x, y) === false) return
    }
  }
}

/** Whether there is anything on the page beside paper, noise and dust. */
export function hasInk(grey: Grey): boolean {
  const dust = Math.max(4, (dustPerMillion * grey.width * grey.height) / 1_000_000)
  let count = 0
  eachInkPixel(grey, () => {
    count += 1
    return count <= dust
  })
  return count > dust
}

/**
 * Stretches the brightness so that the darkest and the lightest hundredth become black and white. Does
 * what sharp's `normalise` does, without its way through the Lab colour space (0.5 s on a doubled page).
 */
export function stretchContrast(grey: Grey): Grey {
  const histogram = brightness(grey.pixels)
  const count = grey.pixels.length
  const low = quantileOf(histogram, { count, share: 0.01 })
  const high = quantileOf(histogram, { count, share: 0.99 })
  if (high - low < 2) return grey
  const table = Uint8ClampedArray.from({ length: 256 }, (_, value) => ((value - low) * 255) / (high - low))
  return { ...grey, pixels: grey.pixels.map((value) => table[value] ?? value) }
}

function quantileOf(histogram: Uint32Array, of: { count: number; share: number }): number {
  let seen = 0
  for (let level = 0; level < histogram.length; level += 1) {
    seen += histogram[level] ?? 0
    if (seen >= of.count * of.share && seen > 0) return level
  }
  return 0
}

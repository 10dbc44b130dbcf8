import { describe, expect, test } from 'vitest'
import { printPage, type PageToPrint } from '../printed-page.fixture.ts'
import { hasInk, noiseSigma, stretchContrast } from './grey.ts'
import { lookAt, type Picture } from './picture.ts'
import { estimateSkew } from './skew.ts'

const lines = [
  'The harbour was quiet when we came home,',
  'and Margaret had already lit the lamps.',
  'Seven boats lay along the old stone wall.',
  'We counted them twice, as we always did,',
  'and went up the hill without a word.',
]

async function pictureOf(page: PageToPrint): Promise<Picture> {
  const picture = await lookAt(printPage(page).png)
  if ('problem' in picture) throw new Error(picture.problem)
  return picture
}

describe('skew', () => {
  test.each([-6, -3, -1, 1, 2.5, 7])('of %s degrees is found within a quarter of a degree', async (tiltDegrees) => {
    const { thumb } = await pictureOf({ lines, tiltDegrees })
    expect(estimateSkew(thumb)).toBeCloseTo(tiltDegrees, 0.3)
    expect(Math.abs(estimateSkew(thumb) - tiltDegrees)).toBeLessThan(0.25)
  })

  test('of a straight page is none', async () => {
    expect(estimateSkew((await pictureOf({ lines })).thumb)).toBe(0)
  })

  test('of a page with a few dots is not guessed at', async () => {
    expect(estimateSkew((await pictureOf({ lines: ['.', '.'], fontPx: 20 })).thumb)).toBe(0)
  })
})

describe('noise', () => {
  test('of a drawing is none', async () => {
    expect(noiseSigma((await pictureOf({ lines })).thumb)).toBe(0)
  })

  test('is measured within a fifth, in spite of the text', async () => {
    // Small enough to be looked at without shrinking, which would average the noise away.
    const { thumb } = await pictureOf({ lines, noise: 12, width: 990, height: 990, fontPx: 30 })
    expect(noiseSigma(thumb)).toBeGreaterThan(9.6)
    expect(noiseSigma(thumb)).toBeLessThan(14.4)
  })
})

describe('ink', () => {
  test('is not found on empty paper, noisy or clean', async () => {
    expect(hasInk((await pictureOf({ lines: [] })).thumb)).toBe(false)
    expect(hasInk((await pictureOf({ lines: [], noise: 14 })).thumb)).toBe(false)
  })

  test('is found when a single small word stands on the page', async () => {
    expect(hasInk((await pictureOf({ lines: ['hm'], fontPx: 24 })).thumb)).toBe(true)
  })
})

describe('stretching contrast', () => {
  const grey = (pixels: number[]) => ({ pixels: Uint8Array.from(pixels), width: pixels.length, height: 1 })

  test('makes the darkest black and the lightest white', () => {
    expect([...stretchContrast(grey([60, 120, 180])).pixels]).toEqual([0, 128, 255])
  })

  test('takes no notice of a few outliers', () => {
    const pixels = [0, ...Array(500).fill(100), ...Array(500).fill(200), 255]
    const stretched = stretchContrast(grey(pixels)).pixels
    expect([stretched[0], stretched[1], stretched[501], stretched[1001]]).toEqual([0, 0, 255, 255])
  })

  test('leaves a page of one colour alone', () => {
    expect([...stretchContrast(grey([200, 200, 201])).pixels]).toEqual([200, 200, 201])
  })
})

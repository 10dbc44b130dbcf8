import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { hasCorpus, NEEDS_CORPUS } from '../test/corpus.ts'
import { comparePens, scorePictures } from '../test/fidelity.ts'
import type { Darkness, Score } from '../test/fidelity.ts'
import { FIDELITY_PAGE, meanOf, printFidelity } from '../test/fidelity-page.ts'
import { inkF1 } from '../test/ink-f1.ts'

describe.skipIf(!hasCorpus)(`against the pictures of the official app and of tablets (${NEEDS_CORPUS})`, () => {
  let scores: Score[]
  let pens: Darkness[]
  beforeAll(async () => {
    scores = await scorePictures()
    pens = await comparePens()
  }, 120_000)

  test('ink lies where the tablet puts it, text and strokes alike', () => {
    expect(scores).toHaveLength(7)
    for (const { name, all } of scores) expect([name, all > 0.93]).toEqual([name, true])
    expect(meanOf(scores.map(({ all }) => all))).toBeGreaterThan(0.97)
  })

  test('strokes alone are met almost entirely', () => {
    for (const { name, strokes } of scores) expect([name, strokes > 0.99]).toEqual([name, true])
    expect(meanOf(scores.map(({ strokes }) => strokes))).toBeGreaterThan(0.995)
  })

  test('pens that were written with often are as dark as on the tablet, to a seventh', () => {
    const often = pens.filter(({ strokes }) => strokes >= 30)
    expect(often.map(({ pen }) => pen)).toEqual([
      'ballpoint',
      'fineliner',
      'marker',
      'mechanicalPencil',
      'paintbrush',
      'pencil',
    ])
    for (const { pen, againstOurs } of often) expect([pen, Math.abs(againstOurs - 1) < 1 / 7]).toEqual([pen, true])
  })

  test('docs/fidelity.md says what is measured (node packages/rm-ink/test/write-fidelity.ts)', () => {
    expect(readFileSync(FIDELITY_PAGE, 'utf8')).toBe(printFidelity({ scores, pens }))
  })
})

describe('ink-F1', () => {
  const picture = (inked: number[]) => {
    const data = new Uint8Array(4 * 20 * 20).fill(255)
    for (const at of inked) data.fill(0, 4 * at, 4 * at + 3)
    return { width: 20, height: 20, data }
  }

  test('is 1 for ink within two pixels, 0 beyond, and between where half of it is met', () => {
    const one = picture([210])
    expect(inkF1(one, picture([212 + 40]))).toBe(1)
    expect(inkF1(one, picture([213]))).toBe(0)
    expect(inkF1(one, picture([210, 217]))).toBeCloseTo(2 / 3, 9)
  })

  test('does not see what is left out, and wants pictures of one size', () => {
    expect(inkF1(picture([210, 0]), picture([210]), [0, 0, 2, 2])).toBe(1)
    expect(inkF1(picture([210]), { ...picture([210]), width: 10, height: 40 })).toBe(0)
  })
})

import { expect, test } from 'vitest'
import { type KeptPage, lossesAmong, sha256Of, trialPage } from './trial-pages.ts'

const handed = trialPage('counted', 1)
const kept: KeptPage = {
  ink: sha256Of(handed.bytes),
  draw_status: 'drawn',
  ocr_status: 'completed',
  readings: 1,
  texts: 1,
}

test('a page that is there once, drawn and read once, is no loss', () => {
  expect(lossesAmong([kept], [handed])).toEqual([])
})

test('every way to lose a page is seen and named', () => {
  const losses = (rows: KeptPage[]): string[] => lossesAmong(rows, [handed])
  expect(losses([])).toEqual(['counted-1.rm: acknowledged, and not there'])
  expect(losses([{ ...kept, ink: '00' }])).toEqual(['counted-1.rm: acknowledged, and not there'])
  expect(losses([kept, kept])).toEqual(['counted-1.rm: there 2 times', '1 pages that nobody handed in'])
  expect(losses([{ ...kept, draw_status: 'pending' }])).toEqual(['counted-1.rm: its drawing is pending'])
  expect(losses([{ ...kept, ocr_status: 'failed' }])).toEqual(['counted-1.rm: its reading is failed'])
  expect(losses([{ ...kept, readings: 2 }])).toEqual(['counted-1.rm: read 2 times'])
  expect(losses([{ ...kept, readings: 0 }])).toEqual(['counted-1.rm: read 0 times'])
  expect(losses([{ ...kept, texts: 0 }])).toEqual(['counted-1.rm: has no text'])
})

test('trial pages differ by their number and are the same at every run', () => {
  expect(sha256Of(trialPage('counted', 1).bytes)).toBe(sha256Of(handed.bytes))
  expect(sha256Of(trialPage('counted', 2).bytes)).not.toBe(sha256Of(handed.bytes))
})

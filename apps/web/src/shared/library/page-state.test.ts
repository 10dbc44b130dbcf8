import { ocrStatus } from '@kinfolio/contracts'
import { expect, test } from 'vitest'
import { aPage } from '../made.testing.ts'
import { pageState } from './page-state.ts'

test('drawing comes before reading', () => {
  expect(pageState(aPage(1, { ocr_status: 'completed' })).words).toBe('state.drawing')
  expect(pageState(aPage(1, { draw_status: 'failed' }))).toEqual({ tone: 'bad', words: 'state.drawFailed' })
})

test('a blank page has nothing to read', () => {
  expect(pageState(aPage(1, { draw_status: 'drawn', is_blank: true })).words).toBe('state.blank')
})

test('each state of reading has words of its own', () => {
  const words = ocrStatus.options.map((ocr_status) => pageState(aPage(1, { draw_status: 'drawn', ocr_status })).words)
  expect(new Set(words).size).toBe(ocrStatus.options.length)
})

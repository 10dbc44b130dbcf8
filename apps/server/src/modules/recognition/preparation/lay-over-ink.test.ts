import { describe, expect, test } from 'vitest'
import { printPage, type PrintedPage } from '../printed-page.fixture.ts'
import type { Grey } from './grey.ts'
import { inkBands, layOverInk } from './lay-over-ink.ts'
import { lookAt } from './picture.ts'

const lines = ['jolly good', 'sixteen boats', 'by the quay']

async function thumbOf(page: PrintedPage): Promise<Grey> {
  const picture = await lookAt(page.png)
  if ('problem' in picture) throw new Error(picture.problem)
  return picture.thumb
}

describe('laying lines over ink', () => {
  test('gives each line its own band, when there are as many', async () => {
    const page = printPage({ lines, width: 1000, height: 1000 })
    const boxes = layOverInk(await thumbOf(page), 3)
    expect(boxes).toHaveLength(3)
    const firsts = page.words.filter(({ text }) => ['jolly', 'sixteen', 'by'].includes(text))
    for (const [index, word] of firsts.entries()) {
      expect(boxes[index]?.x).toBeCloseTo(word.box.x, 1.7)
      expect(Math.abs((boxes[index]?.y ?? 0) - word.box.y)).toBeLessThan(0.02)
    }
  })

  test('divides the inked area evenly, when there are not', async () => {
    const page = printPage({ lines, width: 1000, height: 1000 })
    const thumb = await thumbOf(page)
    const bands = inkBands(thumb)
    const boxes = layOverInk(thumb, 5)
    expect(boxes).toHaveLength(5)
    expect(boxes[0]?.y).toBe(bands[0]?.y)
    const [last, lastBand] = [boxes.at(-1), bands.at(-1)]
    expect((last?.y ?? 0) + (last?.height ?? 0)).toBeCloseTo((lastBand?.y ?? 0) + (lastBand?.height ?? 0))
  })

  test('of a page without ink uses its middle', async () => {
    const thumb = await thumbOf(printPage({ lines: [], width: 500, height: 500 }))
    expect(layOverInk(thumb, 2)).toEqual([
      { x: 0.1, y: 0.1, width: 0.8, height: 0.4 },
      { x: 0.1, y: 0.5, width: 0.8, height: 0.4 },
    ])
  })
})

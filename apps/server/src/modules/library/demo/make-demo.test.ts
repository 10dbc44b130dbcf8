import { parsePage, planDocuments } from '@kinfolio/rm-format'
import { boxOf } from '@kinfolio/testkit/handwriting'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { beforeAll, describe, expect, test } from 'vitest'
import { type MadeFile, run } from './make-demo.worker.ts'

let made: MadeFile[] = []
beforeAll(async () => (made = await run()))

describe('the demo', () => {
  test('has the very same bytes each time, so that it can be added again', async () => {
    const again = await run()
    expect(again.map(({ path }) => path)).toEqual(made.map(({ path }) => path))
    expect(again.every(({ bytes }, index) => Buffer.from(bytes).equals(made[index]?.bytes ?? Buffer.of()))).toBe(true)
  })

  test('is two whole notebooks, their folders, and one picture', () => {
    const { documents, loose } = planDocuments(made.map(({ path }) => path))
    expect(documents.map(({ pagePaths }) => pagePaths.size).toSorted((a, b) => a - b)).toEqual([0, 0, 4, 5])
    expect(loose).toHaveLength(1)
  })

  test('has pages that are understood completely, with ink that stays on the paper', () => {
    const pages = made.filter(({ path }) => path.endsWith('.rm'))
    expect(pages).toHaveLength(9)
    for (const { bytes } of pages) {
      const { scene, problems } = parsePage(bytes)
      expect(problems).toEqual([])
      const strokes = scene.layers.flatMap(({ items }) => items).filter((found) => found.kind === 'stroke')
      expect(strokes.length).toBeGreaterThan(20)
      const { x, y, width, height } = boxOf(strokes)
      expect([x > -702, x + width < 702, y > 0, y + height < 1872]).toEqual([true, true, true, true])
    }
  })

  test('has a letter with blue ink on warm paper', async () => {
    const letter = made.find(({ path }) => path.endsWith('.jpg'))
    const image = await loadImage(Buffer.from(letter?.bytes ?? []))
    const context = createCanvas(image.width, image.height).getContext('2d')
    context.drawImage(image, 0, 0)
    const { data } = context.getImageData(0, 0, image.width, image.height)
    let [warm, blue] = [0, 0]
    for (let at = 0; at < data.length; at += 4) {
      const [red = 0, , third = 0] = data.subarray(at, at + 3)
      if (red > 200 && red > third) warm++
      if (third > red && red < 120) blue++
    }
    const pixels = image.width * image.height
    expect(warm / pixels).toBeGreaterThan(0.8)
    expect(blue / pixels).toBeGreaterThan(0.01)
  })
})

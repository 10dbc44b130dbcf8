import { parsePage, planDocuments, toolName } from '@kinfolio/rm-format'
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

  test('is three whole notebooks, a PDF with ink on it, their folders, and one picture', () => {
    const { documents, loose } = planDocuments(made.map(({ path }) => path))
    expect(documents.map(({ pagePaths }) => pagePaths.size).toSorted((a, b) => a - b)).toEqual([0, 0, 1, 2, 4, 5])
    expect(loose).toHaveLength(1)
  })

  test('has pages that are understood completely, with ink that stays on the paper', () => {
    const pages = made.filter(({ path }) => path.endsWith('.rm'))
    expect(pages).toHaveLength(12)
    for (const { bytes } of pages) {
      const { scene, problems } = parsePage(bytes)
      expect(problems).toEqual([])
      const strokes = scene.layers.flatMap(({ items }) => items).filter((found) => found.kind === 'stroke')
      expect(strokes.length).toBeGreaterThan(20)
      const { x, y, width, height } = boxOf(strokes)
      expect([x > -702, x + width < 702, y > 0, y + height < 1872]).toEqual([true, true, true, true])
    }
  })

  test('shows every pen, a picture on a page, and marks on print', () => {
    const scenes = made.filter(({ path }) => path.endsWith('.rm')).map(({ bytes }) => parsePage(bytes).scene)
    const found = scenes.flatMap(({ layers }) => layers.flatMap(({ items }) => items))
    const tools = new Set(found.flatMap((one) => (one.kind === 'stroke' ? [toolName(one.tool)] : [])))
    const pens = ['ballpoint', 'fineliner', 'marker', 'pencil', 'mechanicalPencil', 'paintbrush', 'calligraphy']
    expect([...tools]).toEqual(expect.arrayContaining([...pens, 'highlighter', 'shader']))
    expect(found.flatMap((one) => (one.kind === 'highlight' ? [one.text] : []))).toEqual([
      'water in the evening',
      'The long ladder is with plot 14',
    ])
    const [picture] = scenes.flatMap(({ images }) => [...images.values()])
    expect(made.filter(({ path }) => path.endsWith(`/${picture?.fileName}`))).toHaveLength(1)
  })

  test('stays small: a newcomer waits for it', () => {
    expect(made.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThan(2_500_000)
  })

  test('has a letter with blue ink on warm paper', async () => {
    const letter = made.find(({ path }) => path.startsWith('Letter'))
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
